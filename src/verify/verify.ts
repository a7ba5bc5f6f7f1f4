import type { LineSource } from "../evidence/log-lines.ts";
import type { CheckPlace } from "../journal/entry.ts";
import { createMock } from "../mock.ts";
import { assembleReport } from "../reports/assemble.ts";
import type { Report, Reporter, ReportGroup, ReportItem } from "../reports/report.ts";
import { systemTime } from "../time/system-clock.ts";
import { STOPPED, unlessAborted } from "../time/unless-aborted.ts";
import type { BenchParts } from "./bench/bench.ts";
import { EventTimes } from "./bench/event-times.ts";
import { pause } from "./bench/evidence-watch.ts";
import type { Front } from "./bench/front.ts";
import type { Probe } from "./bench/probe.ts";
import { ProbeMeter } from "./bench/probe-meter.ts";
import { CHECK_GROUPS, type Check, type Judgement } from "./check.ts";
import { bareFinding, fail, skip } from "./judging/findings.ts";
import { HOW_TO_GIVE_EVIDENCE } from "./judging/work.ts";
import { logAdvice, PrintedLines } from "./log-proposal.ts";
import { Lags } from "./measuring/lags.ts";
import { type PerformedCheck, performCheck } from "./perform-check.ts";
import { profileReceiver, untilReady } from "./profile-receiver.ts";
import type { VerifiedReceiver } from "./receiver.ts";
import { isAnyWorkSeen, type ReceiverProfile } from "./receiver-profile.ts";
import { type ItemWording, reportItem } from "./report-item.ts";
import type { VerifySettings } from "./settings.ts";
import { answerToPlainEvent } from "./standing.ts";

export interface VerifyOptions {
  readonly settings: VerifySettings;
  readonly front: Front;
  readonly receiver: VerifiedReceiver;
  readonly probe: Probe | null;
  /** A line that matches is an effect of the delivery that it names (`--effect-log`). */
  readonly effectLog?: { readonly pattern: RegExp; readonly lines: LineSource } | null;
  /** All that a receiver which was started here prints, for a pattern to be proposed; `null` where nobody can know. */
  readonly outputLines?: LineSource | null;
  /** The receiver's Date follows the mock's time (`--receiver-clock`). */
  readonly hasReceiverClock?: boolean;
  readonly checks: readonly Check[];
  readonly strict: boolean;
  readonly version: string;
  readonly wording: ItemWording;
  readonly reporter: Required<Pick<Reporter, "begin" | "item">>;
  /** Told before each check, for whoever watches. */
  readonly onCheck?: (check: Check, number: number) => void;
  /** Told what the run waits for in real time. */
  readonly onWait?: (sentence: string) => void;
  /** Asked before the first check where no plain event is accepted; throws where that is not the receiver's doing. */
  readonly onNothingAccepted?: () => Promise<void>;
  /** Changes an item before anybody is told of it, such as by a baseline. */
  readonly revise?: (item: ReportItem, seen: Revised) => ReportItem | Promise<ReportItem>;
  /** Ends the run at once: the present check and the others are left out. */
  readonly signal?: AbortSignal;
}

/** What an item was made from. */
export interface Revised {
  readonly check: Check;
  readonly judgement: Judgement;
  readonly parts: BenchParts;
}

/**
 * Judges a receiver by all checks that were chosen, and reports what was found. Throws `usage` when a probe gives no number, and
 * `unreachable` when a receiver that was started by us does not come back.
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

/** Lines that the receiver prints are effects where a pattern says so. */
function countedLines({ effectLog = null, front }: VerifyOptions): () => void {
  if (effectLog === null) return () => {};
  const { pattern, lines } = effectLog;
  return lines.subscribe((line) => {
    // A pattern with the flag g goes on where it found the last one.
    pattern.lastIndex = 0;
    if (pattern.test(line)) front.seeLine(line);
  });
}

interface Begun {
  readonly given: Omit<BenchParts, "known">;
  readonly startedAt: number;
}

async function judgeAll(options: VerifyOptions, { given, startedAt }: Begun): Promise<Report> {
  const { checks, front, reporter, signal } = options;
  const printed = new PrintedLines(options.outputLines ?? null);
  const profile = await unlessAborted(profileReceiver(given), signal);
  const known = profile === STOPPED ? profile : advised(profile, printed.proposal());
  if (known !== STOPPED && known.obstacle !== null) await options.onNothingAccepted?.();
  reporter.begin({ command: "verify", items: checks.length });
  if (known === STOPPED) return reportOf(options, { items: new Map(), startedAt, dialects: [] });
  const parts = onceReady({ ...given, known });
  const session = new Session(options, parts);
  const items = new Map<string, ReportItem>();
  for (const [index, check] of inOrderOfHarm(checks).entries()) {
    options.onCheck?.(check, index + 1);
    const { id, title } = check;
    const place = { check: id, title, group: groupOf(check).title, number: index + 1, of: checks.length };
    const item = await unlessAborted(
      watched(front, place, () => session.judge(check)),
      signal,
    );
    if (item === STOPPED) break;
    items.set(check.id, item);
    reporter.item(item, groupOf(check));
  }
  const dialects = known.dialects.length > 0 ? known.dialects : [known.dialect];
  return reportOf(options, { items, startedAt, dialects });
}

/** Where nothing shows its work, and what it prints might. */
function advised(profile: ReceiverProfile, pattern: string | null): ReceiverProfile {
  return isAnyWorkSeen(profile) || pattern === null ? profile : { ...profile, advice: logAdvice(pattern) };
}

interface Found {
  readonly items: ReadonlyMap<string, ReportItem>;
  readonly startedAt: number;
  readonly dialects: Report["dialects"];
}

function reportOf(options: VerifyOptions, { items, startedAt, dialects }: Found): Report {
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
    groups: groupsOf(checks, items),
    duration_ms: Math.round(systemTime.monotonicMs() - startedAt),
    strict: options.strict,
    ...(signal?.aborted === true && items.size < checks.length
      ? { stopped: { judged: items.size, of: checks.length } }
      : {}),
  });
}

function partsOf(options: VerifyOptions): Omit<BenchParts, "known"> {
  const { settings, front, probe, receiver, onWait = () => {}, hasReceiverClock = false } = options;
  const lags = new Lags();
  return {
    settings,
    front,
    lags,
    meter: probe === null ? null : new ProbeMeter(probe, lags),
    restartReceiver: receiver.restart,
    crashReceiver: receiver.crash ?? null,
    isReceiverClock: hasReceiverClock,
    eventTimes: new EventTimes(),
    run: {},
    onWait,
  };
}

/** A receiver that needs a moment after its start is given it after each start. */
function onceReady(parts: BenchParts): BenchParts {
  const ready = (start: (() => Promise<void>) | null) => {
    if (start === null) return null;
    return async () => {
      await start();
      await untilReady(parts);
    };
  };
  return { ...parts, restartReceiver: ready(parts.restartReceiver), crashReceiver: ready(parts.crashReceiver) };
}

/** Whoever watches the run is told how the check begins and ends. */
async function watched(front: Front, place: CheckPlace, judge: () => Promise<ReportItem>): Promise<ReportItem> {
  front.tell({ type: "check.started", ...place });
  const item = await judge();
  const { grade, reason, duration_ms } = item;
  front.tell({ type: "check.finished", ...place, grade, reason, duration_ms });
  return item;
}

/** A mock that answers before the first check: the front needs one from the start. It has the run's own name; those of checks have longer ones. */
export function idleMock({ seed, run, now }: Pick<VerifySettings, "seed" | "run" | "now">) {
  return createMock({ seed, run, now, clock: "manual" });
}

/** What may break a weak receiver comes last, so that it spoils no other check. */
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

/** One run, with what it has found of the receiver's health. */
class Session {
  readonly #options: VerifyOptions;
  readonly #parts: BenchParts;
  /** Why nothing more can be judged; `null` while the receiver works. */
  #obstacle: string | null;
  /** What some check has broken, even if a restart has mended it. */
  #trouble: string | null = null;

  constructor(options: VerifyOptions, parts: BenchParts) {
    this.#options = options;
    this.#parts = parts;
    this.#obstacle = parts.known.obstacle;
  }

  async judge(check: Check): Promise<ReportItem> {
    const performed = await this.#perform(check);
    const judgement = await this.#withHealth(check, performed);
    const item = reportItem({
      check,
      judgement: withAdvice(judgement, this.#parts.known),
      performed,
      settings: this.#parts.settings,
      wording: this.#options.wording,
    });
    const { revise = (same: ReportItem) => same } = this.#options;
    return revise(item, { check, judgement, parts: this.#parts });
  }

  async #perform(check: Check): Promise<PerformedCheck> {
    const obstacle = check.isFirstContact ? null : this.#obstacle;
    if (obstacle !== null) return { judgement: skip(obstacle), durationMs: 0, mockMs: 0 };
    return performCheck(check, { ...this.#parts, trouble: this.#trouble });
  }

  /** Whether the receiver has lived through it, and what it printed meanwhile. */
  async #withHealth(check: Check, { judgement, durationMs }: PerformedCheck): Promise<Judgement> {
    const printed = this.#printed();
    const told =
      judgement.grade === "ok" || printed === ""
        ? judgement
        : withEvidence(judgement, `The receiver printed: ${printed}`);
    const wasPerformed = durationMs > 0;
    const isSuspicious = check.isRough || judgement.grade === "fail" || judgement.grade === "warn";
    if (!wasPerformed || !isSuspicious || this.#obstacle !== null) return told;
    const damage = await this.#damageBy(check);
    if (damage === null) return told;
    this.#trouble ??= damage;
    await this.#mend(damage);
    // Group SL-3 has a check of its own for it.
    return check.group === "SL-3" && !damage.startsWith(GONE) ? told : withDamage(told, damage);
  }

  async #damageBy(check: Check): Promise<string | null> {
    const gone = await this.#goneSince(check);
    if (gone !== null || !check.isRough) return gone;
    const answer = await answerToPlainEvent(this.#parts, `after-${check.id}`);
    if (answer === null) return null;
    // A process that is ending may take one last connection.
    return (await this.#goneSince(check)) ?? `Since ${check.id} (${check.title}) a plain event is answered ${answer}.`;
  }

  async #goneSince({ id }: Check): Promise<string | null> {
    const { receiver } = this.#options;
    if (await receiver.isAccepting()) return null;
    const ending = await endingOf(receiver);
    return ending === null ? `${GONE} accepts no connections since ${id}.` : `${GONE} ${ending} during ${id}.`;
  }

  async #mend(damage: string): Promise<void> {
    const { restart } = this.#options.receiver;
    if (restart === null) this.#obstacle = damage;
    else await this.#parts.restartReceiver?.();
  }

  #printed(): string {
    return this.#options.receiver.freshOutput().split("\n").slice(-OUTPUT_LINES).join(" / ");
  }
}

/** What the receiver prints says more than how evidence can be given in general. */
function withAdvice(judgement: Judgement, { advice }: ReceiverProfile): Judgement {
  if (advice === null || judgement.grade !== "inconclusive") return judgement;
  const better = (text: string) => text.replace(HOW_TO_GIVE_EVIDENCE, advice);
  const settle = judgement.settle === undefined ? {} : { settle: better(judgement.settle) };
  return { ...judgement, reason: judgement.reason === null ? null : better(judgement.reason), ...settle };
}

/** A process that no longer listens is about to end; how, is known a moment later. */
async function endingOf(receiver: VerifiedReceiver): Promise<string | null> {
  if (receiver.restart === null) return null;
  for (let look = 0; look < ENDING_LOOKS && receiver.ending() === null; look += 1) await pause(ENDING_LOOK_MS);
  return receiver.ending();
}

/** Looks at a receiver that is ending, and real ms between two. */
const ENDING_LOOKS = 25;
const ENDING_LOOK_MS = 20;
const GONE = "The receiver";
/** Of what the receiver printed during a check: a stack with its beginning. */
const OUTPUT_LINES = 15;

function withEvidence(judgement: Judgement, fact: string): Judgement {
  return { ...judgement, evidence: [...judgement.evidence, fact] };
}

function withDamage(judgement: Judgement, damage: string): Judgement {
  const finding = bareFinding(damage, { expected: "a receiver that still works" });
  const proof = { kind: "protocol", attempt: null } as const;
  return fail({ ...judgement, reason: damage, findings: [finding, ...judgement.findings], proof });
}
