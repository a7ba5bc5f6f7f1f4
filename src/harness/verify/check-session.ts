import { definedOnly } from "../../base/defined-only.ts";
import { pause } from "../../base/time/real-waits.ts";
import type { ReportItem } from "../../reports/report.ts";
import type { PerformedAhead } from "./ahead/ahead-of-time.ts";
import type { Check, Judgement } from "./check.ts";
import type { CheckContextParts } from "./context/check-context.ts";
import { answerToPlainEvent } from "./health-probe.ts";
import { bareFinding, fail, skip } from "./judging/findings.ts";
import { HOW_TO_GIVE_EVIDENCE } from "./judging/side-effects.ts";
import type { VerifiedReceiver } from "./receiver.ts";
import type { ReceiverProfile } from "./receiver-profile.ts";
import { type ItemWording, reportItem } from "./report-item.ts";
import { type CompletedCheck, runCheck } from "./run-check.ts";

export interface SessionOptions {
  readonly receiver: VerifiedReceiver;
  readonly wording: ItemWording;
  /** Changes an item before it is reported, for example by a baseline. */
  readonly revise?: (item: ReportItem, seen: Revised) => ReportItem | Promise<ReportItem>;
}

/** The source of an item. */
export interface Revised {
  readonly check: Check;
  readonly judgement: Judgement;
  readonly parts: CheckContextParts;
}

const NONE_AHEAD: PerformedAhead = { found: new Map(), tried: new Set() };

/** One run, with its findings on the receiver's health. */
export class CheckSession {
  readonly #options: SessionOptions;
  readonly #parts: CheckContextParts;
  /** Why nothing more can be judged; `null` if the receiver works. */
  #obstacle: string | null;
  /** Whether a check of a group other than SL-3 has broken it, and it cannot be restarted. */
  #isBroken = false;
  /** Damage by a check of group SL-3, even if a restart has repaired it. */
  #trouble: string | null = null;

  readonly #ahead: ReadonlyMap<string, CompletedCheck>;
  readonly #triedAhead: ReadonlySet<string>;

  /** `ahead`: checks that were run before their turn, and those of them that must be run again. */
  constructor(options: SessionOptions, parts: CheckContextParts, ahead: PerformedAhead = NONE_AHEAD) {
    this.#options = options;
    this.#parts = parts;
    this.#ahead = ahead.found;
    this.#triedAhead = ahead.tried;
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

  async #perform(check: Check): Promise<CompletedCheck> {
    const obstacle = check.isFirstContact && !this.#isBroken ? null : this.#obstacle;
    if (obstacle !== null) return { judgement: skip(obstacle), durationMs: 0, mockMs: 0 };
    const ahead = this.#ahead.get(check.id);
    if (ahead !== undefined) return ahead;
    return runCheck(check, { ...this.#parts, trouble: this.#trouble, isAnew: this.#triedAhead.has(check.id) });
  }

  /** Checks whether the receiver has survived, and adds what it printed meanwhile. */
  async #withHealth(check: Check, { judgement, durationMs }: CompletedCheck): Promise<Judgement> {
    const printed = this.#printed();
    const told =
      judgement.grade === "ok" || printed === ""
        ? judgement
        : withEvidence(judgement, `The receiver printed: ${printed}`);
    const wasPerformed = durationMs > 0;
    const isBlamed = judgement.grade === "fail" || judgement.grade === "warn";
    // A second look at an ended process has nothing to judge: its end is reported here, and not in the next check.
    const isSuspicious = check.isRough || isBlamed || this.#options.receiver.ending() !== null;
    if (!wasPerformed || !isSuspicious || this.#obstacle !== null) return told;
    const damage = await this.#damageBy(check);
    if (damage === null) return told;
    // Damage by another group is reported there.
    if (check.group === "SL-3") this.#trouble ??= damage;
    await this.#mend(check, damage);
    // Group SL-3 has its own check for it.
    if (check.group === "SL-3" && !damage.startsWith(GONE)) return told;
    const error = damage.startsWith(GONE) ? errorIn(printed) : null;
    return { ...withDamage(told, damage), ...definedOnly({ cause: error === null ? undefined : `gone: ${error}` }) };
  }

  async #damageBy(check: Check): Promise<string | null> {
    const gone = await this.#goneSince(check);
    if (gone !== null || !check.isRough) return gone;
    const answer = await answerToPlainEvent(this.#parts, `after-${check.id}`);
    if (answer === null) return null;
    // An ending process may accept one last connection.
    return (await this.#goneSince(check)) ?? `After ${check.id} (${check.title}), a plain event is answered ${answer}.`;
  }

  async #goneSince({ id }: Check): Promise<string | null> {
    const { receiver } = this.#options;
    if (await receiver.isAccepting()) return null;
    const ending = await endingOf(receiver);
    return ending === null ? `${GONE} has accepted no connections since ${id}.` : `${GONE} ${ending} during ${id}.`;
  }

  async #mend({ group }: Check, damage: string): Promise<void> {
    const { restart } = this.#options.receiver;
    if (restart === null) {
      this.#obstacle = damage;
      this.#isBroken = group !== "SL-3";
    } else await this.#parts.restartReceiver?.();
  }

  #printed(): string {
    return this.#options.receiver.freshOutput().split("\n").slice(-OUTPUT_LINES).join(BETWEEN_LINES);
  }
}

/** The receiver's output gives better advice than the general text on evidence. */
function withAdvice(judgement: Judgement, { advice }: ReceiverProfile): Judgement {
  if (advice === null || judgement.grade !== "inconclusive") return judgement;
  const better = (text: string) => text.replace(HOW_TO_GIVE_EVIDENCE, advice);
  const settle = judgement.settle === undefined ? {} : { settle: better(judgement.settle) };
  return { ...judgement, reason: judgement.reason === null ? null : better(judgement.reason), ...settle };
}

/** A process that no longer listens is about to end; its exit status is known a moment later. */
async function endingOf(receiver: VerifiedReceiver): Promise<string | null> {
  if (receiver.restart === null) return null;
  for (let look = 0; look < ENDING_LOOKS && receiver.ending() === null; look += 1) await pause(ENDING_LOOK_MS);
  return receiver.ending();
}

/** Number of polls of a receiver that is ending, and real ms between two. */
const ENDING_LOOKS = 25;
const ENDING_LOOK_MS = 20;
/** The line that names the error that ended a process, among its last output; two ends with the same error have one cause. */
function errorIn(printed: string): string | null {
  return printed.split(BETWEEN_LINES).findLast((line) => /(Error|Exception|[Pp]anic)\b.*:/.test(line)) ?? null;
}

const BETWEEN_LINES = " / ";
const GONE = "The receiver";
/** Lines of the receiver's output during a check: enough for the start of a stack trace. */
const OUTPUT_LINES = 15;

function withEvidence(judgement: Judgement, fact: string): Judgement {
  return { ...judgement, evidence: [...judgement.evidence, fact] };
}

function withDamage(judgement: Judgement, damage: string): Judgement {
  const finding = bareFinding(damage, { expected: "a receiver that still works" });
  const proof = { kind: "protocol", attempt: null } as const;
  return fail({ ...judgement, reason: damage, findings: [finding, ...judgement.findings], proof });
}
