import { renameSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { SmartLeadMockError } from "../../base/errors.ts";
import { ownValue } from "../../base/own-value.ts";
import { patientRename, sleepNow } from "../../base/patient-rename.ts";
import { printable } from "../../base/printable.ts";
import { safeText } from "../../base/safe-text.ts";
import { formatDuration } from "../../base/time/duration.ts";
import { DEFAULT_PORT } from "../../config/option-table.ts";
import type { MockState } from "../../mock/mock.ts";
import type { Paint } from "../output/terminal-paint.ts";

export interface BannerFacts {
  readonly version: string;
  readonly url: string;
  readonly port: number;
  readonly state: MockState;
  /** The developer's endpoint, or `null` for the built-in receiver or none. */
  readonly target: string | null;
  readonly usesBuiltInReceiver: boolean;
  /** Whether something listens at the target; `null` if that was not checked. */
  readonly isListening: boolean | null;
  /** The dialect in a few words. */
  readonly dialect: string;
  readonly hasToken: boolean;
  /** Whether calls of SmartLead's API need the api_key of --api-key. */
  readonly hasApiKey: boolean;
  /** The address that a tunnel must point to; only for the proxy. */
  readonly proxyUrl?: string;
}

/** Describes the session and the next steps in a few lines. */
export function bannerLines(facts: BannerFacts, paint: Paint): string[] {
  const { state } = facts;
  const rows: readonly (readonly [string, string])[] = [
    ...proxyRows(facts),
    ["target", targetText(facts)],
    ["policy", policyText(state.policy)],
    ["dialect", facts.dialect],
    ["clock", clockText(state.clock)],
    ["data", facts.proxyUrl === undefined ? dataText(state) : "in memory; --record FILE keeps everything"],
    ["run", `${printable(state.run)}, seed ${state.seed}`],
    ["traffic", trafficText(state)],
    ["send", `smartlead-mock trigger EMAIL_REPLY${connectFlag(facts)}`],
    ["web", `${facts.url}/`],
    [
      "API",
      `SMARTLEAD_API_BASE=${facts.url}/api/v1 (${facts.hasApiKey ? "with the api_key of --api-key" : "with any api_key"})`,
    ],
  ];
  const lines = rows.map(([name, text]) => `  ${paint("quiet", name.padEnd(8))}  ${text}`);
  const own = facts.usesBuiltInReceiver
    ? [`  ${paint("quiet", "yours".padEnd(8))}  smartlead-mock start --target http://localhost:3000/webhooks/smartlead`]
    : [];
  return [`${paint("strong", `smartlead-mock ${facts.version}`)}  ${facts.url}`, ...lines, ...own, ""];
}

/** How to connect the real SmartLead. */
function proxyRows({ proxyUrl }: BannerFacts): (readonly [string, string])[] {
  if (proxyUrl === undefined) return [];
  const { port, pathname } = new URL(proxyUrl);
  return [
    ["proxy", `${proxyUrl}: accepts only POST to this address`],
    [
      "tunnel",
      `cloudflared tunnel --url http://127.0.0.1:${port} or ngrok http ${port}; register https://YOUR-TUNNEL${pathname} in SmartLead`,
    ],
  ];
}

function targetText({ target, usesBuiltInReceiver, isListening, state }: BannerFacts): string {
  if (usesBuiltInReceiver) {
    return "a built-in receiver, which deduplicates and fails now and then to show retries";
  }
  if (target === null) {
    const count = state.webhooks.length;
    if (count > 0) return `${count === 1 ? "1 webhook" : `${count} webhooks`} of the configuration`;
    return "none; register webhooks over the REST API, or start again with --target URL";
  }
  const level = state.webhooks.find(({ name }) => name === "target")?.level ?? "user";
  const presence =
    isListening === false ? "; nothing listens there yet, deliveries are refused until something does" : "";
  return `${safeText(target)} (${level} level)${presence}`;
}

function policyText({ name, tries, waits_ms, timeout_ms, note }: MockState["policy"]): string {
  const waits = waits_ms.slice(0, Math.max(0, tries - 1)).map(formatDuration);
  const timeout = timeout_ms === null ? "no timeout" : `timeout ${formatDuration(timeout_ms)}`;
  const numbers = [
    `${tries} ${tries === 1 ? "try" : "tries"}`,
    ...(waits.length === 0 ? [] : [`waits ${waits.join(", ")}`]),
    timeout,
  ];
  return `${name}: ${numbers.join("; ")}. ${note}`;
}

function clockText({ mode, speed, now }: MockState["clock"]): string {
  const how = {
    real: speed === 1 ? "real" : `real, ${speed} times faster`,
    virtual: "virtual: jumps to the next due event",
    manual: "manual: stands still until you move it",
  };
  return `${ownValue(how, mode) ?? mode}, now ${now}`;
}

function dataText({ data, counters }: MockState): string {
  if (data === null) return "nothing is kept (--ephemeral)";
  const { deliveries, delivered, failed } = counters;
  const open = deliveries - delivered - failed;
  if (deliveries === 0) return printable(data.path);
  return `${printable(data.path)}, continued: ${deliveries} ${deliveries === 1 ? "delivery" : "deliveries"}, ${open} not settled yet`;
}

function trafficText({ rate, world_time: worldTime }: MockState): string {
  const steady = rate === 0 ? [] : [`${rate} ${rate === 1 ? "event" : "events"} per second`];
  const until = worldTime?.until == null ? "" : ` until ${worldTime.until}`;
  const living = worldTime === null ? [] : [`campaigns run on their schedules${until}`];
  const all = [...steady, ...living];
  return all.length > 0
    ? all.join("; ")
    : "none: nothing is sent until you trigger an event (--rate N creates N events per second)";
}

function connectFlag({ url, port, hasToken }: BannerFacts): string {
  return `${port === DEFAULT_PORT ? "" : ` --connect ${url}`}${hasToken ? " --token TOKEN" : ""}`;
}

interface ReadyFacts {
  readonly url: string;
  readonly stream: string;
  readonly port: number;
  readonly pid: number;
  readonly run: string;
  /** The address that a tunnel must point to; only for the proxy. */
  readonly proxy?: string;
}

/** Writes the ready file, completely or not at all, so that no one who waits for it reads half of it. Returns the function that removes it. Throws `usage`. */
export function writeReadyFile(file: string, cwd: string, facts: ReadyFacts): () => void {
  const path = resolve(cwd, file);
  const unfinished = `${path}.${facts.pid}.tmp`;
  try {
    writeFileSync(unfinished, `${JSON.stringify(facts)}\n`);
    patientRename(unfinished, path, { platform: process.platform, rename: renameSync, sleep: sleepNow });
  } catch (cause) {
    rmSync(unfinished, { force: true });
    throw new SmartLeadMockError(
      "usage",
      `--ready-file ${file} cannot be written; its directory must exist and be writable.`,
      { cause },
    );
  }
  return () => rmSync(path, { force: true });
}
