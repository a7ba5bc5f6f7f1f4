import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { SmartLeadMockError } from "../../base/errors.ts";
import { maskSecrets } from "../../base/mask-secrets.ts";
import { quoted } from "../../base/shell-words.ts";
import { formatDuration } from "../../base/time/duration.ts";
import { unlessAborted } from "../../base/time/real-waits.ts";
import type { Settings } from "../../config/settings.ts";
import type { StateSource } from "../../harness/convergence/state-source.ts";
import {
  type Explored,
  type ExploreOptions,
  type ExploreProgress,
  exploreReceiver,
  UNLIMITED_RUNS,
} from "../../harness/explore/explore-receiver.ts";
import { EXPLORE_GROUP, propertyItems } from "../../harness/explore/property-items.ts";
import { PROPERTIES } from "../../harness/explore/violation.ts";
import type { Probe } from "../../harness/probe/probe.ts";
import { assembleReport } from "../../reports/assemble.ts";
import type { Report, ReportItem } from "../../reports/report.ts";
import type { CommandContext } from "../command.ts";
import { say } from "../io.ts";
import type { ProgressLine } from "../output/progress-line.ts";
import { CLOSE_WITHIN_MS } from "../process/stop-signals.ts";
import { type LogRequest, logRequestOf } from "../receiver/log-evidence.ts";
import { probeOf, stateOf } from "../receiver/receiver-flags.ts";
import { type OpenReceiver, openOutput, openReceiver } from "../receiver/receiver-session.ts";
import { checkTargets } from "../receiver/receiver-url.ts";
import { reportHead, reportRequestsOf } from "../reports/session-reports.ts";
import { planVerify, type VerifyPlan } from "../verify/verify-plan.ts";
import { type Closers, closeAll } from "../verify/verify-session.ts";
import { VERSION } from "../version.ts";

/** The first line of a scenario that `explore` has written: only such a file is replaced without `--force`. */
const MADE_HERE = "# Written by smartlead-mock explore.";

/** Reads the flags, opens what the search needs, searches and reports. Returns the exit code. */
export async function runExplore(context: CommandContext, signal: AbortSignal): Promise<number> {
  const { settings } = context;
  // Usage errors are reported before any wait.
  reportRequestsOf(settings);
  const plan = planVerify(context, "explore");
  const session = {
    plan,
    probe: probeOf(context),
    state: stateOf(context),
    log: logRequestOf(context),
    save: saveRequest(context),
  };
  await checkTargets({ ...settings, config: {} }, plan.command === null ? (plan.target ?? null) : null);
  const closers: Closers = [];
  try {
    return await explore(context, { ...session, signal, closers });
  } finally {
    await unlessAborted(closeAll(closers), signal, CLOSE_WITHIN_MS);
  }
}

interface Session {
  readonly plan: VerifyPlan;
  readonly probe: Probe | null;
  readonly state: StateSource | null;
  readonly log: LogRequest | null;
  /** The absolute path of the saved scenario; `null` = it is not saved. */
  readonly save: string | null;
  readonly signal: AbortSignal;
  readonly closers: Closers;
}

async function explore(context: CommandContext, session: Session): Promise<number> {
  const { plan, log, save, signal, closers } = session;
  const { progress, reports } = await openOutput(context, closers);
  reports.begin({ command: "explore", items: PROPERTIES.length });
  const { front, found } = await openReceiver(context, { plan, log, signal, closers });
  const explored =
    found === null ? NOTHING : await exploreReceiver(optionsOf(context, session, { front, found, progress }));
  progress.end();
  const saved = save === null ? null : saveScenario(context, save, explored);
  const items = propertyItems(explored, wordsOf(context, { plan, saved, isStopped: signal.aborted }));
  for (const item of items) reports.item(item, EXPLORE_GROUP);
  const target = found?.receiver.url ?? plan.target;
  const report = reportOf({ plan, target, items, explored, isStopped: signal.aborted });
  reports.end(report);
  return report.exit_code;
}

/** The result if it was stopped before the receiver listened. */
const NOTHING: Explored = {
  profile: null,
  found: null,
  warned: null,
  flaky: [],
  troubles: [],
  coverage: {
    histories: 0,
    events: 0,
    deliveries: 0,
    attempts: 0,
    states: 0,
    types: [],
    faults: [],
    orders: [],
    ages: [],
  },
  isStateUnsteady: false,
  cut: [],
  durationMs: 0,
};

interface Opened {
  readonly front: OpenReceiver["front"];
  readonly found: NonNullable<OpenReceiver["found"]>;
  readonly progress: ProgressLine;
}

function optionsOf(
  { settings: { values }, io }: CommandContext,
  { plan, probe, state, signal }: Session,
  { front, found: { receiver }, progress }: Opened,
): Parameters<typeof exploreReceiver>[0] {
  return {
    settings: { ...plan.settings, target: receiver.url },
    front,
    receiver,
    probe,
    state,
    ...searchLimitsOf(values),
    version: VERSION,
    cwd: io.cwd,
    signal,
    onProgress: (now) => progress.say(progressText(now)),
  };
}

function progressText({ phase, plays, coverage }: ExploreProgress): string {
  if (phase === "profiling") return "learning how the receiver behaves";
  const { histories, types, faults, orders, ages } = coverage;
  const covered = `${types.length} event types, ${faults.length} faults, ${orders.length} orders, ages: ${ages.join(", ") || "none"}`;
  if (phase === "shrinking") return `found a failure; shortening it (${plays - histories} tries)`;
  return `${histories} histories, nothing found: ${covered}`;
}

/** Throws `usage` for a file that must not be replaced. */
function saveRequest({ settings: { values }, io }: CommandContext): string | null {
  if (values.save === undefined) return null;
  const file = resolve(io.cwd, values.save);
  if (!existsSync(file) || values.force === true || isMadeHere(file)) return file;
  const sentence = `--save ${values.save} would overwrite a file that explore did not write; choose another name, or use --force.`;
  throw new SmartLeadMockError("usage", sentence);
}

function isMadeHere(file: string): boolean {
  try {
    return readFileSync(file, "utf8").startsWith(MADE_HERE);
  } catch {
    return false;
  }
}

/** Returns the file's name as it was typed; `null` if there is nothing to save, or it cannot be written. */
function saveScenario({ settings: { values }, io }: CommandContext, file: string, explored: Explored): string | null {
  const found = explored.found ?? explored.warned;
  // A scenario that does not fail in `run` is of no use.
  if (found === null || found.replay?.failed === 0) return null;
  const head = `${MADE_HERE}\n# yaml-language-server: $schema=https://unpkg.com/smartlead-mock@${VERSION}/dist/scenario.schema.json\n`;
  try {
    writeFileSync(file, head + found.scenario.yaml);
    return values.save ?? null;
  } catch (error) {
    say(
      io.stderr,
      `smartlead-mock: --save ${values.save} cannot be written: ${error instanceof Error ? error.message : error}`,
    );
    return null;
  }
}

interface WordParts {
  readonly plan: VerifyPlan;
  readonly saved: string | null;
  readonly isStopped: boolean;
}

function wordsOf({ settings: { values, layerOf } }: CommandContext, { plan, saved, isStopped }: WordParts) {
  const { seed, run } = plan.settings;
  const { target, flags, command } = plan.wording;
  const to = layerOf("target") === "flag" ? ["--target", quoted(maskSecrets(target))] : [];
  const behind = command === null ? [] : ["--", ...command.map(quoted)];
  const budget = values.budget === undefined ? [] : ["--budget", formatDuration(values.budget).replaceAll(" ", "")];
  const runs = values.runs === undefined ? [] : ["--runs", String(values.runs)];
  const calm = values.keepRunning === true ? ["--keep-running"] : [];
  const words = [
    "smartlead-mock explore",
    ...to,
    "--seed",
    String(seed),
    ...budget,
    ...runs,
    ...calm,
    ...flags,
    ...behind,
  ];
  const play = saved === null ? null : ["smartlead-mock run", quoted(saved), ...to, ...flags, ...behind].join(" ");
  return { seed, run, searchAgain: words.join(" "), playAgain: play, isStopped };
}

interface ReportParts {
  readonly plan: VerifyPlan;
  /** The target of the receiver, found or expected. */
  readonly target: string | undefined;
  readonly items: readonly ReportItem[];
  readonly explored: Explored;
  readonly isStopped: boolean;
}

/** A finding from before a stop signal is a failure like any other. */
function reportOf({ plan: { settings }, target, items, explored, isStopped }: ReportParts): Report {
  const spoken = explored.profile?.dialect ?? settings.dialect;
  const dialects = settings.ownDialect !== undefined ? [settings.ownDialect.name] : spoken === null ? [] : [spoken];
  const isOpen = isStopped && explored.found === null;
  return assembleReport({
    ...reportHead("explore", { settings, dialects, target }),
    groups: [{ ...EXPLORE_GROUP, items }],
    duration_ms: explored.durationMs,
    ...(isOpen ? { stopped: { judged: 0, of: items.length } } : {}),
  });
}

/** Default real ms of a search. */
const USUAL_BUDGET_MS = 60_000;

/** How long to search, and what histories may do to the receiver: without `--keep-running` they restart it. */
export function searchLimitsOf({
  budget,
  runs,
  keepRunning = false,
}: Settings["values"]): Pick<ExploreOptions, "areRestartsTried" | "budgetMs" | "runs"> {
  return {
    budgetMs: budget ?? (runs === undefined ? USUAL_BUDGET_MS : Number.POSITIVE_INFINITY),
    runs: runs ?? UNLIMITED_RUNS,
    areRestartsTried: !keepRunning,
  };
}
