import { definedOnly } from "../../base/defined-only.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import { maskSecrets } from "../../base/mask-secrets.ts";
import { quoted } from "../../base/shell-words.ts";
import { formatDuration } from "../../base/time/duration.ts";
import { unlessAborted } from "../../base/time/real-waits.ts";
import type { FaultRule } from "../../delivery/faults/fault.ts";
import { loadAt } from "../../harness/load/load-at.ts";
import { LOAD_GROUP, loadItems, measuresOf, tableOf } from "../../harness/load/load-items.ts";
import { type Loaded, type LoadProgress, MAX_LOAD_EVENTS } from "../../harness/load/load-receiver.ts";
import { type Threshold, thresholdsOf, timeText } from "../../harness/load/thresholds.ts";
import type { Probe } from "../../harness/probe/probe.ts";
import { assembleReport } from "../../reports/assemble.ts";
import type { Report } from "../../reports/report.ts";
import type { CommandContext } from "../command.ts";
import { chaosOf, faultRulesOf } from "../faults/fault-flags.ts";
import type { ProgressLine } from "../output/progress-line.ts";
import { CLOSE_WITHIN_MS } from "../process/stop-signals.ts";
import { type LogRequest, logRequestOf } from "../receiver/log-evidence.ts";
import { probeOf } from "../receiver/receiver-flags.ts";
import { type OpenReceiver, openOutput, openReceiver } from "../receiver/receiver-session.ts";
import { checkTargets } from "../receiver/receiver-url.ts";
import { reportHead, reportRequestsOf } from "../reports/session-reports.ts";
import { planVerify, type VerifyPlan } from "../verify/verify-plan.ts";
import { type Closers, closeAll } from "../verify/verify-session.ts";

/** The number of events, and their rate. */
export interface LoadSize {
  /** Events per second of real time. */
  readonly rate: number;
  /** Real ms. */
  readonly forMs: number;
}

interface Session extends LoadSize {
  readonly plan: VerifyPlan;
  readonly thresholds: readonly Threshold[];
  readonly faults: readonly FaultRule[];
  readonly probe: Probe | null;
  readonly log: LogRequest | null;
  readonly signal: AbortSignal;
  readonly closers: Closers;
}

/** Reads the flags, opens what the run needs, sends the load and reports. Returns the exit code. */
export async function runLoad(context: CommandContext, signal: AbortSignal): Promise<number> {
  const { settings } = context;
  const { join: manifest } = settings.values;
  if (manifest !== undefined) return (await import("./join-session.ts")).runJoin(context, manifest, signal);
  // Usage errors are reported before any wait.
  reportRequestsOf(settings);
  const plan = planVerify(context, "load");
  const session: Session = {
    ...sizeOf(context),
    plan,
    thresholds: thresholdsOf(settings.values.threshold ?? []),
    faults: [
      ...(await faultRulesOf(settings.values.fault ?? [], "--fault")),
      ...(await chaosOf(settings.values.chaos)),
    ],
    probe: probeOf(context),
    log: logRequestOf(context),
    signal,
    closers: [],
  };
  await checkTargets({ ...settings, config: {} }, plan.command === null ? (plan.target ?? null) : null);
  try {
    return await load(context, session);
  } finally {
    await unlessAborted(closeAll(session.closers), signal, CLOSE_WITHIN_MS);
  }
}

/** Throws `usage` if one of them is missing, or the load is more than one process can remember. */
export function sizeOf({ settings: { values } }: CommandContext): LoadSize {
  const { rate = 0, for: forMs = 0 } = values;
  if (rate <= 0) throw usage("load needs --rate N, events per second, such as --rate 50.");
  if (forMs <= 0) throw usage("load needs --for TIME, how long events arrive, such as --for 30s.");
  const count = Math.round((rate * forMs) / 1_000);
  if (count <= MAX_LOAD_EVENTS) return { rate, forMs };
  throw usage(
    `--rate ${rate} --for ${formatDuration(forMs)} make ${count} events, but one process sends at most ${MAX_LOAD_EVENTS}; use a shorter time, or smartlead-mock export.`,
  );
}

async function load(context: CommandContext, session: Session): Promise<number> {
  const { plan, log, signal, closers } = session;
  const { progress, reports } = await openOutput(context, closers);
  const { front, found } = await openReceiver(context, { plan, log, signal, closers });
  const target = found?.receiver.url;
  const loaded = target === undefined ? null : await send(session, { target, front, progress });
  progress.end();
  const report = reportOf(context, { session, loaded, target });
  const items = report.groups.flatMap((group) => group.items);
  reports.begin({ command: "load", items: items.length });
  for (const item of items) reports.item(item, LOAD_GROUP);
  reports.end(report);
  return report.exit_code;
}

interface Opened {
  readonly target: string;
  readonly front: OpenReceiver["front"];
  readonly progress: ProgressLine;
}

function send(
  { plan, faults, rate, forMs, probe, signal }: Session,
  { target, front, progress }: Opened,
): Promise<Loaded> {
  return loadAt({
    settings: { ...plan.settings, target },
    faults,
    rate,
    forMs,
    probe,
    signal,
    enter: (mock) => front.enter(mock),
    onProgress: (now) => progress.say(progressText(now)),
  });
}

function progressText({ phase, sent, of, answered, errors, p95 }: LoadProgress): string {
  const now = `${sent}/${of} sent, ${answered} answered, ${errors} errors, p95 ${p95 === null ? "unknown" : timeText(p95)}`;
  if (phase === "sending") return now;
  return phase === "draining" ? `${now}; waiting for answers and retries` : `${now}; waiting for the work`;
}

interface Reported {
  readonly session: Session;
  readonly loaded: Loaded | null;
  /** The target of the receiver; `undefined` = the run was stopped before it was known. */
  readonly target: string | undefined;
}

function reportOf(context: CommandContext, { session, loaded, target = session.plan.target }: Reported): Report {
  const { plan, thresholds, rate, signal } = session;
  const { seed, run, dialect } = plan.settings;
  const measures = loaded === null ? null : measuresOf(loaded, rate);
  const words = { seed, run, again: againText(context, plan) };
  const items = loaded === null || measures === null ? [] : loadItems(loaded, { thresholds, measures, words });
  return assembleReport({
    ...reportHead("load", { settings: plan.settings, dialects: [dialect ?? "guide"], target }),
    groups: [{ ...LOAD_GROUP, items }],
    ...definedOnly({
      table: loaded === null ? undefined : tableOf(loaded, rate),
      measures: measures ?? undefined,
    }),
    duration_ms: loaded?.durationMs ?? 0,
    strict: context.settings.values.strict === true,
    ...definedOnly({ stopped: signal.aborted ? { judged: items.length, of: thresholds.length } : undefined }),
  });
}

function againText({ settings: { values, layerOf } }: CommandContext, { wording }: VerifyPlan): string {
  const { target, flags, command } = wording;
  const to = layerOf("target") === "flag" ? ["--target", quoted(maskSecrets(target))] : [];
  const span = formatDuration(values.for ?? 0).replaceAll(" ", "");
  const limits = (values.threshold ?? []).map((text) => `--threshold ${quoted(text)}`);
  const faults = (values.fault ?? []).map((text) => `--fault ${quoted(text)}`);
  const chaos = values.chaos === undefined ? [] : [`--chaos ${quoted(values.chaos)}`];
  const strict = values.strict === true ? ["--strict"] : [];
  const behind = command === null ? [] : ["--", ...command.map(quoted)];
  const size = ["--rate", String(values.rate), "--for", span, "--seed", String(values.seed ?? 1)];
  return ["smartlead-mock load", ...to, ...size, ...limits, ...faults, ...chaos, ...strict, ...flags, ...behind].join(
    " ",
  );
}

function usage(sentence: string): SmartLeadMockError {
  return new SmartLeadMockError("usage", sentence);
}
