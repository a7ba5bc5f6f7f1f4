import type * as FastCheck from "fast-check";
import { systemTime } from "../../base/time/system-clock.ts";
import type { Coverage } from "./coverage.ts";
import { type HistorySpace, histories } from "./generate.ts";
import type { History } from "./history.ts";
import type { Played } from "./played.ts";
import type { Player, PlayRequest } from "./player.ts";
import { type Violation, violationsIn } from "./properties.ts";
import { simpler } from "./shorten.ts";
import { Twins } from "./twins.ts";

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
  /** Real ms from the start, getting to know the receiver included, until it was first met. */
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
  /** Real, monotonic ms at which the whole began. */
  readonly startedAt: number;
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
const FLAKY_LIMIT = 5;

/**
 * Plays random histories until one breaks a property, and makes that one as short as it can be. A failure is played once more in fresh
 * conditions before anybody is blamed; while shrinking its cause may not change, and what proves nothing counts as a pass.
 */
export async function search(fc: typeof FastCheck, parts: SearchParts): Promise<Searched> {
  const hunt = new Hunt(fc, parts);
  const property = fc.asyncProperty(histories(fc, parts.space), (history) => hunt.try(history));
  await fc.check(property, { seed: parts.seed, numRuns: parts.runs, verbose: 0, skipEqualValues: true });
  if (hunt.error !== null) throw hunt.error;
  await hunt.finish();
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
  #shrinkUntil = Number.POSITIVE_INFINITY;
  #shrinkPlays = 0;
  readonly #twins: Twins;
  /** As it was first met and seen again. */
  #confirmedFirst: Found | null = null;

  constructor(fc: typeof FastCheck, parts: SearchParts) {
    this.#fc = fc;
    this.#parts = parts;
    this.#twins = new Twins(parts.player);
  }

  /** Takes away what fast-check has left, and looks at the result once more with patience: where it does not stand, the first one does. */
  async finish(): Promise<void> {
    const { found } = this;
    if (found === null) return;
    await this.#polish();
    const shortest = this.found;
    if (shortest === null || shortest === this.#confirmedFirst) return;
    const again = await this.#play(shortest.history, { isPatient: true });
    const same = violationsIn(again).find(({ cause }) => cause === found.violation.cause);
    const violation = same === undefined ? null : await this.#twins.proved(again, same);
    if (violation !== null) this.found = { ...shortest, violation, played: again };
    else if (!this.#parts.signal.aborted && shortest.isRepeatable) this.found = this.#confirmedFirst;
  }

  /** Each part by itself, until every one is needed. */
  async #polish(): Promise<void> {
    for (let before = this.found; before !== null; ) {
      const { history } = before;
      for (const candidate of simpler(history)) {
        if (this.#isOver()) return;
        if (await this.#shrink(candidate, before)) break;
      }
      if (this.found === before) return;
      before = this.found;
    }
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
      const foundAfterMs = Math.round(systemTime.monotonicMs() - this.#parts.startedAt);
      const confirmed = await this.#confirmed(played, violation);
      if (confirmed === null) continue;
      const seen = { ...confirmed, original: history, shrinkPlays: 0, foundAfterMs };
      this.found = seen;
      this.#confirmedFirst = seen;
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
    const violation = same === undefined ? null : await this.#twins.proved(played, same);
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
    const proved = same === undefined ? null : await this.#twins.proved(again, same);
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

  async #play(history: History, requested: PlayRequest = {}): Promise<Played> {
    const played = await this.#parts.player.play(history, requested);
    if (played.trouble !== null && !this.#parts.signal.aborted) this.troubles.add(played.trouble);
    return played;
  }
}
