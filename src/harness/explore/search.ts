import type * as FastCheck from "fast-check";
import { systemTime } from "../../base/time/system-clock.ts";
import { missingWork, type Proof } from "../verify/judging/proof.ts";
import { atLeast } from "../verify/measuring/measurement.ts";
import type { Coverage } from "./coverage.ts";
import { type HistorySpace, histories } from "./generate.ts";
import { type History, undisturbed } from "./history.ts";
import type { Played } from "./played.ts";
import type { Player, PlayWish } from "./player.ts";
import { type Violation, violationsIn } from "./properties.ts";

/** A history for which a property does not hold. */
export interface Found {
  readonly history: History;
  readonly violation: Violation;
  readonly played: Played;
  /** As it was first met, before anything was taken away. */
  readonly original: History;
  /** It was seen again in fresh conditions. */
  readonly isRepeatable: boolean;
  /** Histories tried while shrinking. */
  readonly shrinkPlays: number;
  /** Real ms from the search's start until it was first met. */
  readonly foundAfterMs: number;
}

/** Something was seen once and not again, so that it accuses nobody. */
export interface Flaky {
  readonly violation: Violation;
  readonly history: History;
}

export interface SearchParts {
  readonly player: Player;
  readonly space: HistorySpace;
  readonly seed: number;
  /** Histories that are tried at most. */
  readonly runs: number;
  /** Real, monotonic ms at which searching ends. */
  readonly deadline: number;
  readonly signal: AbortSignal;
  readonly coverage: Coverage;
  /** Starts the receiver anew; `null` where it was not started by us. */
  readonly restartReceiver: (() => Promise<void>) | null;
  readonly onProgress: (phase: "searching" | "shrinking", history: History) => void;
}

export interface Searched {
  readonly found: Found | null;
  readonly flaky: readonly Flaky[];
  /** What kept histories from being played, a sentence each. */
  readonly troubles: readonly string[];
}

/** Real ms and histories that shrinking may take. */
const SHRINK = { withinMs: 25_000, plays: 250 } as const;
/** Flaky sightings of one cause, after which it is looked at no more. */
const FLAKY_LIMIT = 2;

/**
 * Plays random histories until one breaks a property, and makes that one as short as it can be. A failure is played once more in fresh
 * conditions before anybody is blamed; while shrinking its cause may not change, and what proves nothing counts as a pass.
 */
export async function search(fc: typeof FastCheck, parts: SearchParts): Promise<Searched> {
  const hunt = new Hunt(fc, parts);
  const property = fc.asyncProperty(histories(fc, parts.space), (history) => hunt.try(history));
  await fc.check(property, { seed: parts.seed, numRuns: parts.runs, verbose: 0, skipEqualValues: true });
  if (hunt.error !== null) throw hunt.error;
  return { found: hunt.found, flaky: hunt.flaky, troubles: [...hunt.troubles] };
}

class Hunt {
  found: Found | null = null;
  readonly flaky: Flaky[] = [];
  readonly troubles = new Set<string>();
  /** A defect of ours, or a mistake of the user's, that ends the search. */
  error: unknown = null;
  readonly #fc: typeof FastCheck;
  readonly #parts: SearchParts;
  readonly #startedAt = systemTime.monotonicMs();
  #shrinkUntil = Number.POSITIVE_INFINITY;
  #shrinkPlays = 0;

  constructor(fc: typeof FastCheck, parts: SearchParts) {
    this.#fc = fc;
    this.#parts = parts;
  }

  /** Throws where the history breaks a property, as fast-check wants it. */
  async try(history: History): Promise<void> {
    if (this.#isOver() || this.error !== null) throw new this.#fc.PreconditionFailure(true);
    if (history.items.length === 0) return;
    const isBad = await this.#isBad(history).catch((error: unknown) => {
      this.error = error;
      throw new this.#fc.PreconditionFailure(true);
    });
    if (isBad) throw new Error("a property does not hold");
  }

  #isOver(): boolean {
    const { signal, deadline } = this.#parts;
    if (signal.aborted) return true;
    const now = systemTime.monotonicMs();
    if (this.found === null) return now >= deadline;
    return now >= this.#shrinkUntil || this.#shrinkPlays >= SHRINK.plays;
  }

  #isBad(history: History): Promise<boolean> {
    return this.found === null ? this.#search(history) : this.#shrink(history, this.found);
  }

  async #search(history: History): Promise<boolean> {
    this.#parts.onProgress("searching", history);
    const played = await this.#play(history);
    this.#parts.coverage.add(played);
    for (const violation of violationsIn(played)) {
      if (this.#isIgnored(violation)) continue;
      const foundAfterMs = Math.round(systemTime.monotonicMs() - this.#startedAt);
      const confirmed = await this.#confirmed(played, violation);
      if (confirmed === null) continue;
      const seen = { ...confirmed, original: history, shrinkPlays: 0, foundAfterMs };
      this.found = seen;
      this.#shrinkUntil = systemTime.monotonicMs() + SHRINK.withinMs;
      return true;
    }
    return false;
  }

  async #shrink(history: History, before: Found): Promise<boolean> {
    this.#parts.onProgress("shrinking", history);
    this.#shrinkPlays += 1;
    const played = await this.#play(history);
    const same = violationsIn(played).find(({ cause }) => cause === before.violation.cause);
    const violation = same === undefined ? null : await this.#proved(played, same);
    if (violation === null) return false;
    this.found = { ...before, history, played, violation, shrinkPlays: this.#shrinkPlays };
    return true;
  }

  /** Seen again in fresh conditions, with patience; a second effect that was seen stands by itself. */
  async #confirmed(
    played: Played,
    violation: Violation,
  ): Promise<Pick<Found, "history" | "violation" | "played" | "isRepeatable"> | null> {
    const { history } = played;
    await this.#parts.restartReceiver?.();
    const again = await this.#play(history, { isPatient: true });
    const same = violationsIn(again).find(({ cause }) => cause === violation.cause);
    const proved = same === undefined ? null : await this.#proved(again, same);
    if (proved !== null) return { history, violation: proved, played: again, isRepeatable: true };
    if (this.#parts.signal.aborted) return null;
    if (violation.property === "once" && violation.proof !== null)
      return { history, violation, played, isRepeatable: false };
    this.flaky.push({ violation, history });
    return null;
  }

  #isIgnored({ cause }: Violation): boolean {
    return this.flaky.filter(({ violation }) => violation.cause === cause).length >= FLAKY_LIMIT;
  }

  /** With a proof: of what is missing, a twin shows that it was due. `null` where none does. */
  async #proved(played: Played, violation: Violation): Promise<Violation | null> {
    if (!violation.isSuspicion) return violation;
    const twin = await this.#twinOf(played, violation);
    return twin === null ? null : { ...violation, proof: twin };
  }

  /** The same history with nothing in its way; else what the receiver does for a plain event of this type. */
  async #twinOf({ history, profile }: Played, { subject, proof }: Violation): Promise<Proof | null> {
    if (proof !== null) return proof;
    const control = await this.#play(undisturbed(history), { isPatient: true });
    if (control.trouble !== null) return null;
    if (subject === null) {
      const [first] = control.events;
      const isWhole = control.total !== null && control.total.seen === control.total.expected;
      if (!isWhole || first === undefined) return null;
      return { kind: "missing", subject: first.sent, twin: TWIN, waitedMs: first.sent.waitedMs, isFinal: true };
    }
    const twin = control.events.find(({ name }) => name === subject.name)?.sent;
    if (twin !== undefined && atLeast(twin.work) > 0)
      return { kind: "missing", subject: subject.sent, twin: TWIN, waitedMs: subject.sent.waitedMs, isFinal: true };
    return missingWork(subject.sent, profile);
  }

  async #play(history: History, wish: PlayWish = {}): Promise<Played> {
    const played = await this.#parts.player.play(history, wish);
    if (played.trouble !== null && !this.#parts.signal.aborted) this.troubles.add(played.trouble);
    return played;
  }
}

const TWIN = "the same event of the same history, with nothing in its way,";
