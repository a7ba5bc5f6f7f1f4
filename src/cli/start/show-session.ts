import { existsSync } from "node:fs";
import { definedOnly } from "../../base/defined-only.ts";
import { printable } from "../../base/printable.ts";
import type { Settings } from "../../config/settings.ts";
import { ENTRY_FORMAT_VERSION, type Frame } from "../../journal/entry.ts";
import type { SmartLeadMock } from "../../mock/mock.ts";
import type { RunningServer } from "../../server/server.ts";
import type { DialectName } from "../../smartlead/payloads/dialect.ts";
import { describeDialect } from "../../smartlead/payloads/dialect-tables.ts";
import type { CommandContext } from "../command.ts";
import { followJournal, frameOutput } from "../deliveries/frame-output.ts";
import { say } from "../io.ts";
import { paintFor } from "../output/terminal-paint.ts";
import { VERSION } from "../version.ts";
import { type BannerFacts, bannerLines } from "./banner.ts";
import type { StartPlan } from "./start-plan.ts";

export interface Session {
  readonly context: CommandContext;
  readonly plan: StartPlan;
  readonly mock: SmartLeadMock;
  readonly server: RunningServer;
  readonly isListening: boolean | null;
  /** The address that a tunnel must point to; only for the proxy. */
  readonly proxyUrl?: string;
}

export interface ShownSession {
  /** Resolves when the user leaves the terminal UI; otherwise never. */
  readonly quit: Promise<void>;
  stop(): void;
}

/** Takes the place of the banner text: says that the built-in receiver answers. Fits into 80 columns. */
const OWN_TARGET = "A built-in receiver answers. For your own: smartlead-mock start --target URL";

/** Shows all activity from now on in the chosen form. */
export async function showSession(session: Session): Promise<ShownSession> {
  const { context, plan, mock, server } = session;
  if (plan.ui === "tui") {
    // The terminal UI has no banner; it shows the journal's notices.
    if (session.isListening === false) mock.journal.append({ type: "world.changed", change: nothingListens(plan) });
    for (const notice of mock.data?.notices ?? []) mock.journal.append({ type: "world.changed", change: notice });
    mock.journal.onceUnwritable(({ message }) => mock.journal.append({ type: "world.changed", change: message }));
    const { runUi } = await import("../../../ui/index.tsx");
    const token = context.settings.values.token ?? null;
    return {
      quit: runUi({ url: server.url, token, tip: tipOf(session) }),
      stop: () => {},
    };
  }
  const { stdout, stderr, env } = context.io;
  const tell = (sentence: string) => say(stderr, `smartlead-mock: ${printable(sentence)}`);
  for (const notice of mock.data?.notices ?? []) tell(notice);
  mock.journal.onceUnwritable(({ message }) => tell(`${message} Nothing new is accepted${restStays(mock)}.`));
  const paint = paintFor(stdout, env);
  const show = frameOutput(plan.ui, stdout, paint);
  if (plan.ui === "json") show([helloOf(mock), ...mock.journal.since(0)]);
  else for (const line of bannerLines(await bannerFacts(session), paint)) say(stdout, line);
  return { quit: new Promise(() => {}), stop: followJournal(mock.journal, show) };
}

/** Recorded data stays, unless its directory is gone. */
function restStays({ data }: SmartLeadMock): string {
  return data !== null && existsSync(data.path) ? "; what was written stays" : "";
}

/** The first hint in the terminal UI, which has no banner. */
function tipOf({ plan, proxyUrl }: Session): string | null {
  if (proxyUrl !== undefined) return `SmartLead's deliveries arrive at ${proxyUrl}: point your tunnel there.`;
  return plan.usesBuiltInReceiver ? OWN_TARGET : null;
}

function nothingListens({ target }: StartPlan): string {
  return `nothing listens at ${target} yet; deliveries fail until something does`;
}

function helloOf({ run, journal }: SmartLeadMock): Frame {
  const { firstSeq, lastSeq } = journal;
  return { type: "hello", version: VERSION, format: ENTRY_FORMAT_VERSION, run, first_seq: firstSeq, last_seq: lastSeq };
}

async function bannerFacts({ context, plan, mock, server, isListening, proxyUrl }: Session): Promise<BannerFacts> {
  const state = mock.state();
  return {
    version: VERSION,
    url: server.url,
    port: server.port,
    // The planned traffic has not started when the banner is shown.
    state: { ...state, rate: plan.rate },
    target: plan.target,
    usesBuiltInReceiver: plan.usesBuiltInReceiver,
    isListening,
    dialect: describedDialect(state.dialect, context.settings, describeDialect),
    hasToken: context.settings.values.token !== undefined,
    hasApiKey: context.settings.values.apiKey !== undefined,
    ...definedOnly({ proxyUrl }),
  };
}

function describedDialect(
  name: string,
  { values, ownDialect }: Settings,
  describe: (name: DialectName) => string,
): string {
  if (ownDialect !== undefined) return `${name}: your own, based on ${ownDialect.on}`;
  return `${describe(values.dialect ?? "guide")}. ${otherDialect(name)}`;
}

/** The banner names a second dialect next to the current one (PRODUCT §2). */
function otherDialect(dialect: string): string {
  return dialect === "live"
    ? "--dialect guide sends those of SmartLead's guide"
    : "--dialect live sends them as captured, with secret_key";
}
