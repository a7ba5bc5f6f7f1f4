/** Missing work proves a failure only if a twin shows that it was due (PRODUCT §8, rule 2). */

import { missingWork, type Proof, protocolProof } from "../verify/judging/proof.ts";
import { atLeast } from "../verify/measuring/measurement.ts";
import { type Comparison, comparisonOf, NOT_COMPARED, orderedEnds } from "./divergence.ts";
import { type History, inOrderOfTime, plainEvent, withoutFaults } from "./history.ts";
import { ownTypeProof } from "./history-space.ts";
import type { Played } from "./played.ts";
import type { Player, PlayRequest } from "./player.ts";
import { isAgain, violationsIn } from "./properties.ts";
import type { Violation } from "./violation.ts";

/** Maximum undisturbed histories whose plays are cached: those of shrinking one failure. */
const REMEMBERED = 100;
const PLAIN = "the same event of the same history, with nothing in its way,";
const WITHOUT_HISTORY = "the same plain event without the history before it";
const BEFORE_HISTORY = "a plain event before this history";

interface TwinParts {
  readonly restart: (() => Promise<void>) | null;
  readonly fullTimeoutMs: number;
}

/** Plays the twins of possible failures. */
export class Twins {
  /** Whether the receiver worked before, and no longer does, whatever is sent to it. */
  isStuck = false;
  readonly #player: Player;
  readonly #restart: (() => Promise<void>) | null;
  readonly #played = new Map<string, Played>();
  readonly #fullTimeoutMs: number;
  #hasWorked = false;
  /** Custom types that cause no work. */
  readonly #idleOwn = new Set<string>();
  /** The result for a plain event with the full timeout. */
  #whenUncut: Proof | null = null;

  /** `restart` restarts the receiver; `null` if it was not started here. `fullTimeoutMs`: real ms that SmartLead waits for an answer. */
  constructor(player: Player, { restart, fullTimeoutMs }: TwinParts) {
    this.#player = player;
    this.#restart = restart;
    this.#fullTimeoutMs = fullTimeoutMs;
  }

  /** Notes whether the receiver worked at the end of a history. */
  note(played: Played): void {
    this.#hasWorked ||= isWell(played);
  }

  /** The violation with its proof; `null` if no twin shows that it is one. */
  async proved(played: Played, violation: Violation, pace: PlayRequest = {}): Promise<Violation | null> {
    if (violation.twin === "itself") return this.#besideItself(played, violation);
    const proof = await this.#proofOf(played, violation, pace);
    return proof === null ? null : { ...violation, proof };
  }

  /**
   * Removes violations by events of custom types that also occur in their twins: those are not observations at all. A type that causes no
   * work when it is undisturbed is not checked again.
   */
  async withoutIdleOwn(played: Played, all: readonly Violation[]): Promise<readonly Violation[]> {
    const kept: Violation[] = [];
    for (const violation of all) {
      const label = violation.subject?.sent.label ?? "";
      const isAsked = violation.twin === "itself";
      if (isAsked && violation.property === "lost" && this.#idleOwn.has(label)) continue;
      if (!isAsked || (await this.#besideItself(played, violation)) !== null) kept.push(violation);
      else if (violation.property === "lost") this.#idleOwn.add(label);
    }
    return kept;
  }

  /** Compares the end state with that of the same events in chronological order; if they differ, those are played once more. */
  async compared(played: Played, pace: PlayRequest = {}): Promise<Comparison> {
    if (orderedEnds(played).length === 0) return NOT_COMPARED;
    const ordered = inOrderOfTime(played.history);
    const control = await this.#play(ordered, pace);
    const first = comparisonOf({ played, control, again: control });
    if (first.violation === null) return first;
    return comparisonOf({ played, control, again: await this.#play(ordered, pace, 2) });
  }

  #proofOf(played: Played, violation: Violation, pace: PlayRequest): Promise<Proof | null> | Proof | null {
    switch (violation.twin) {
      case null:
      case "itself":
        return violation.proof;
      case "without faults":
        return this.#inPlainTwin(played, violation);
      case "control":
        return this.#inNoHistory(played, violation, pace);
      case "alone":
        return this.#alone(played, violation);
    }
  }

  async #besideItself({ history }: Played, violation: Violation): Promise<Violation | null> {
    const { own = [], trouble } = await this.#play(withoutFaults(history));
    const twin = own.find(({ name }) => name === violation.subject?.name)?.sent;
    const proved = trouble === null ? ownTypeProof(violation, twin) : null;
    return proved === null ? null : { ...violation, ...proved };
  }

  /** The same undisturbed history; else the receiver's work for a plain event of this type. */
  async #inPlainTwin({ history, profile }: Played, { subject, call }: Violation): Promise<Proof | null> {
    const control = await this.#play(withoutFaults(history));
    if (control.trouble !== null) return null;
    if (subject === null) {
      const [first] = control.events;
      const isWhole = control.total !== null && control.total.seen === control.total.expected;
      return isWhole && first !== undefined ? missing(first.sent, PLAIN) : null;
    }
    const twin = control.events.find(({ name }) => name === subject.name)?.sent;
    if (call !== undefined)
      return twin?.calls.some((one) => isAgain(one, call)) === true
        ? protocolProof(subject.sent.delivery.attempts.at(-1))
        : null;
    if (twin !== undefined && atLeast(twin.work) > 0) return missing(subject.sent, PLAIN);
    return missingWork(subject.sent, profile);
  }

  /** The plain event at the end counts against the history only if it succeeds without the history: in a restarted receiver, or before that history. */
  async #inNoHistory({ history }: Played, violation: Violation, pace: PlayRequest): Promise<Proof | null> {
    const { subject } = violation;
    if (subject === null) return null;
    const empty = { ...history, items: [], seed: 1 };
    const seen = violation.isCut === true ? await this.#uncut(empty, pace) : violation.proof;
    if (violation.isCut === true && seen === null) return null;
    if (this.#restart !== null && !this.#isKnown(empty, pace)) await this.#restart();
    const control = await this.#play(empty, pace);
    if (isWell(control)) return seen ?? missing(subject.sent, WITHOUT_HISTORY);
    this.isStuck = this.#restart === null && this.#hasWorked && control.trouble === null;
    return this.isStuck ? (seen ?? missing(subject.sent, BEFORE_HISTORY)) : null;
  }

  /** Checked once with SmartLead's full timeout, right after the history; while shrinking, the result is reused. */
  async #uncut(empty: History, { isPatient = false }: PlayRequest): Promise<Proof | null> {
    if (!isPatient || this.#whenUncut !== null) return this.#whenUncut;
    const { control } = await this.#player.play(empty, { minTimeoutMs: this.#fullTimeoutMs, tries: 1 });
    this.#whenUncut = control?.delivery.state === "failed" ? protocolProof(control.delivery.attempts.at(-1)) : null;
    return this.#whenUncut;
  }

  /** A type that the receiver calls a duplicate after others: sent alone, it is not one. */
  async #alone({ history }: Played, { subject }: Violation): Promise<Proof | null> {
    if (subject === null) return null;
    const { type } = subject.sent;
    const items = [plainEvent(type, 0)];
    const { events, trouble } = await this.#play({ ...history, items }, { types: [type] });
    const twin = events.find(({ sent }) => sent.type === type);
    if (trouble !== null || twin === undefined || twin.saysDuplicate || twin.sent.delivery.state !== "delivered")
      return null;
    return protocolProof(subject.sent.delivery.attempts[0]);
  }

  #isKnown(history: History, requested: PlayRequest): boolean {
    return this.#played.has(JSON.stringify([history, requested]));
  }

  /** `time`: 2 plays it a second time, and caches that play too. */
  async #play(history: History, requested: PlayRequest = {}, time = 1): Promise<Played> {
    const key = JSON.stringify(time === 1 ? [history, requested] : [history, requested, time]);
    const known = this.#played.get(key);
    if (known !== undefined) return known;
    const played = await this.#player.play(history, requested);
    const [oldest] = this.#played.keys();
    if (this.#played.size >= REMEMBERED && oldest !== undefined) this.#played.delete(oldest);
    this.#played.set(key, played);
    return played;
  }
}

function isWell(played: Played): boolean {
  const { control, trouble } = played;
  return trouble === null && control !== null && violationsIn(played).every(({ property }) => property !== "recovers");
}

function missing(subject: Extract<Proof, { kind: "missing" }>["subject"], twin: string): Proof {
  return { kind: "missing", subject, twin, waitedMs: subject.waitedMs, isFinal: true };
}
