import { STOPPED, unlessAborted } from "../../base/time/real-waits.ts";
import { systemTime } from "../../base/time/system-clock.ts";
import type { CheckPlace } from "../../delivery/facts.ts";
import { countLines, type LineSource } from "../../delivery/idempotency/log-lines.ts";
import { createMock } from "../../mock/create-mock.ts";
import { assembleReport } from "../../reports/assemble.ts";
import type { Report, Reporter, ReportGroup, ReportItem } from "../../reports/report.ts";
import type { StateSource } from "../convergence/state-source.ts";
import { Lags } from "../probe/evidence-lags.ts";
import type { Probe } from "../probe/probe.ts";
import { ProbeMeter } from "../probe/probe-meter.ts";
import { performedAhead } from "./ahead/ahead-of-time.ts";
import { CHECK_GROUPS, type Check } from "./check.ts";
import { CheckSession, type SessionOptions } from "./check-session.ts";
import { backlogOf } from "./context/backlog.ts";
import type { CheckContextParts } from "./context/check-context.ts";
import { EventTimes } from "./context/own-event-times.ts";
import type { SharedEndpoint } from "./context/shared-endpoint.ts";
import { earlierEventsFor, repeatEarlierEvents } from "./kept-events.ts";
import { profileReceiver } from "./profile-receiver.ts";
import { isAnyWorkSeen, type ReceiverProfile } from "./receiver-profile.ts";
import { untilReady } from "./receiver-ready.ts";
import { type EffectLog, EVIDENCE_GROUP, logAdvice, MatchedLines, PrintedLines } from "./unmatched-log.ts";
import type { VerifySettings } from "./verify-settings.ts";

export interface VerifyOptions extends SessionOptions {
  readonly settings: VerifySettings;
  readonly front: SharedEndpoint;
  readonly probe: Probe | null;
  /** The source of the receiver's state of a lead (`--state`, `--state-cmd`). */
  readonly state?: StateSource | null;
  /** A matching line is an effect of the delivery that it names (`--effect-log`). */
  readonly effectLog?: EffectLog | null;
  /** The output of a receiver that was started here, from which a pattern can be proposed; `null` if unknown. */
  readonly outputLines?: LineSource | null;
  /** Whether the receiver's Date follows the mock's time (`--receiver-clock`). */
  readonly hasReceiverClock?: boolean;
  readonly checks: readonly Check[];
  readonly strict: boolean;
  readonly version: string;
  readonly reporter: Required<Pick<Reporter, "begin" | "item">>;
  /** Called before each check, for observers. */
  readonly onCheck?: (check: Check, number: number) => void;
  /** Called with the reason for a wait in real time. */
  readonly onWait?: (sentence: string) => void;
  /** Called before the first check if no plain event is accepted; throws if that is not the receiver's fault. */
  readonly onNothingAccepted?: () => Promise<void>;
  /** Ends the run at once: the current check and later ones are left out. */
  readonly signal?: AbortSignal;
}

/**
 * Judges a receiver with all selected checks, and reports the findings. Throws `usage` if a probe returns no number, and `unreachable` if a
 * receiver that was started here does not listen again.
 */
export async function verify(options: VerifyOptions): Promise<Report> {
  const startedAt = systemTime.monotonicMs();
  const given = partsOf(options);
  const release = countedLines(options);
  try {
    return await judgeAll(options, { given, startedAt });
  } finally {
    release();
  }
}

/** Counts lines of the receiver's output as effects if they match the pattern. */
export function countedLines({ effectLog = null, front }: Pick<VerifyOptions, "effectLog" | "front">): () => void {
  if (effectLog === null) return () => {};
  return countLines(effectLog.lines, effectLog.pattern, front);
}

interface Begun {
  readonly given: Omit<CheckContextParts, "known">;
  readonly startedAt: number;
}

async function judgeAll(options: VerifyOptions, begun: Begun): Promise<Report> {
  const matched = MatchedLines.of(options.effectLog ?? null);
  try {
    return await judgedWith(matched, options, begun);
  } finally {
    matched?.close();
  }
}

async function judgedWith(
  matched: MatchedLines | null,
  options: VerifyOptions,
  { given, startedAt }: Begun,
): Promise<Report> {
  const { checks, front, reporter, settings, signal } = options;
  const printed = new PrintedLines(options.outputLines ?? null);
  const profile = await unlessAborted(profileReceiver(given), signal);
  const proposal = printed.proposal();
  const isAccepting = profile !== STOPPED && profile.obstacle === null;
  const unmatched = isAccepting && matched?.isEmpty === true ? matched : null;
  const known = profile === STOPPED ? profile : { ...profile, advice: adviceFor(profile, { proposal, unmatched }) };
  if (known !== STOPPED && known.obstacle !== null) await options.onNothingAccepted?.();
  reporter.begin({ command: "verify", items: checks.length + (unmatched === null ? 0 : 1) });
  if (known === STOPPED) return reportOf(options, { items: new Map(), startedAt, dialects: [] });
  const earlier = repeatEarlierEvents(checks) ? earlierEventsFor({ ...given, known }) : null;
  const parts = onceReady({ ...given, known, earlier });
  const items = new Map<string, ReportItem>();
  const asked = inOrderOfHarm(checks);
  if (repeatEarlierEvents(asked)) await unlessAborted(earlier?.keep() ?? Promise.resolve(), signal);
  const ahead = await performedAhead(asked, parts, {
    onCheck: (check) => options.onCheck?.(check, asked.indexOf(check) + 1),
    signal,
    isAccepting: () => options.receiver.isAccepting(),
  });
  const session = new CheckSession(options, parts, ahead);
  for (const [index, check] of asked.entries()) {
    const isFound = ahead.found.has(check.id);
    if (signal?.aborted === true && !isFound) continue;
    options.onCheck?.(check, index + 1);
    const { id, title } = check;
    if (repeatEarlierEvents(asked.slice(index))) await unlessAborted(earlier?.keep() ?? Promise.resolve(), signal);
    const place = { check: id, title, group: groupOf(check).title, number: index + 1, of: checks.length };
    const item = await unlessAborted(
      watched(front, place, () => session.judge(check)),
      signal,
      isFound ? LAST_LOOK_MS : 0,
    );
    if (item === STOPPED) continue;
    items.set(check.id, item);
    reporter.item(item, groupOf(check));
  }
  await earlier?.close();
  const evidence = signal?.aborted === true ? null : (unmatched?.item(known, settings) ?? null);
  if (evidence !== null) reporter.item(evidence, EVIDENCE_GROUP);
  const spoken = known.dialects.length > 0 ? known.dialects : [known.dialect];
  const { ownDialect } = settings;
  return reportOf(options, {
    items,
    startedAt,
    dialects: ownDialect === undefined ? spoken : [ownDialect.name],
    evidence,
  });
}

/** Advice for all checks without visible work: the pattern that matched nothing, or lines that would show work. `null` if work is visible. */
function adviceFor(
  profile: ReceiverProfile,
  { proposal, unmatched }: { readonly proposal: string | null; readonly unmatched: MatchedLines | null },
): string | null {
  if (unmatched !== null) return unmatched.advice(proposal);
  return isAnyWorkSeen(profile) || proposal === null ? profile.advice : logAdvice(proposal);
}

interface Found {
  readonly items: ReadonlyMap<string, ReportItem>;
  readonly startedAt: number;
  readonly dialects: Report["dialects"];
  /** The report's item on the evidence itself; `null` if none exists. */
  readonly evidence?: ReportItem | null;
}

function reportOf(options: VerifyOptions, { items, startedAt, dialects, evidence = null }: Found): Report {
  const { checks, settings, version, signal } = options;
  const { policy, seed, run } = settings;
  return assembleReport({
    command: "verify",
    version,
    seed,
    run,
    policies: [{ name: policy.name, note: policy.note }],
    dialects,
    target: settings.target,
    groups: [...groupsOf(checks, items), ...(evidence === null ? [] : [{ ...EVIDENCE_GROUP, items: [evidence] }])],
    duration_ms: Math.round(systemTime.monotonicMs() - startedAt),
    strict: options.strict,
    ...(signal?.aborted === true && items.size < checks.length
      ? { stopped: { judged: items.size, of: checks.length } }
      : {}),
  });
}

function partsOf(options: VerifyOptions): Omit<CheckContextParts, "known"> {
  const { settings, front, probe, receiver, onWait = () => {}, hasReceiverClock = false } = options;
  const lags = new Lags();
  return {
    settings,
    front,
    lags,
    backlog: backlogOf(front, lags),
    meter: probe === null ? null : new ProbeMeter(probe, lags),
    state: options.state ?? null,
    restartReceiver: receiver.restart,
    crashReceiver: receiver.crash ?? null,
    isReceiverClock: hasReceiverClock,
    eventTimes: new EventTimes(),
    run: {},
    onWait,
  };
}

/** After each start, waits for a receiver that needs time to become ready. */
function onceReady(parts: CheckContextParts): CheckContextParts {
  const ready = (start: (() => Promise<void>) | null) => {
    if (start === null) return null;
    return async () => {
      await start();
      parts.earlier?.forget();
      await untilReady(parts);
    };
  };
  return { ...parts, restartReceiver: ready(parts.restartReceiver), crashReceiver: ready(parts.crashReceiver) };
}

/** Notifies observers of the start and end of a check. */
async function watched(
  front: SharedEndpoint,
  place: CheckPlace,
  judge: () => Promise<ReportItem>,
): Promise<ReportItem> {
  front.tell({ type: "check.started", ...place });
  const item = await judge();
  const { grade, reason, duration_ms } = item;
  front.tell({ type: "check.finished", ...place, grade, reason, duration_ms });
  return item;
}

/** Real ms to report a check that ended before a stop. */
const LAST_LOOK_MS = 500;

/** A mock that answers before the first check: the endpoint needs one from the start. It has the run's own name; those of checks are longer. */
export function idleMock({ seed, run, now }: Pick<VerifySettings, "seed" | "run" | "now">) {
  return createMock({ seed, run, now, clock: "manual" });
}

/** Checks that may break a weak receiver come last, so that they affect no other check. */
function inOrderOfHarm(checks: readonly Check[]): readonly Check[] {
  return [...checks.filter(({ group }) => group !== "SL-3"), ...checks.filter(({ group }) => group === "SL-3")];
}

function groupOf({ group }: Check): Pick<ReportGroup, "id" | "title"> {
  const { title } = CHECK_GROUPS.find(({ id }) => id === group) ?? { title: group };
  return { id: group, title };
}

function groupsOf(checks: readonly Check[], items: ReadonlyMap<string, ReportItem>): readonly ReportGroup[] {
  return CHECK_GROUPS.map(({ id, title }) => ({
    id,
    title,
    items: checks.filter(({ group }) => group === id).flatMap((check) => items.get(check.id) ?? []),
  })).filter((group) => group.items.length > 0);
}
