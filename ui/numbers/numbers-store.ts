import type { Attempt, AttemptOutcome } from "../../src/delivery/delivery.ts";
import type { Entry } from "../../src/journal/entry.ts";
import { DurationCounts, type DurationView } from "./duration-counts.ts";

/** Real seconds whose throughput is held: as many as the widest plot has columns. */
export const SECONDS_HELD = 300;

/** What has happened, as numbers. */
export interface Numbers {
  /** Attempts that ended in each real second, the present one last. */
  readonly perSecond: readonly number[];
  readonly durations: DurationView;
  /** The most frequent first. */
  readonly outcomes: readonly { readonly outcome: AttemptOutcome; readonly count: number }[];
}

/** Counts what the stream tells: since when the console was opened for what is counted by the second, else since the beginning. */
export class NumbersStore {
  readonly #seconds = new Map<number, number>();
  readonly #durations = new DurationCounts();
  readonly #outcomes = new Map<AttemptOutcome, number>();
  /** Entries up to here had happened before the console was connected. */
  #evictedSeq = 0;

  /** What comes up to this number is told afterwards, and says nothing about the present second. */
  evictedUpTo(seq: number): void {
    this.#evictedSeq = Math.max(this.#evictedSeq, seq);
  }

  /** `nowMs` is real and monotonic. */
  take(entry: Entry, nowMs: number): void {
    if (entry.type !== "attempt.finished") return;
    this.#count(entry.attempt);
    if (entry.seq <= this.#evictedSeq) return;
    const second = Math.floor(nowMs / 1_000);
    this.#seconds.set(second, (this.#seconds.get(second) ?? 0) + 1);
    for (const old of this.#seconds.keys()) {
      if (old > second - SECONDS_HELD) break;
      this.#seconds.delete(old);
    }
  }

  clear(): void {
    this.#seconds.clear();
    this.#durations.clear();
    this.#outcomes.clear();
  }

  numbers(nowMs: number): Numbers {
    const present = Math.floor(nowMs / 1_000);
    const outcomes = [...this.#outcomes].map(([outcome, count]) => ({ outcome, count }));
    return {
      perSecond: Array.from(
        { length: SECONDS_HELD },
        (_, index) => this.#seconds.get(present - SECONDS_HELD + 1 + index) ?? 0,
      ),
      durations: this.#durations.view(),
      outcomes: outcomes.sort((one, other) => other.count - one.count),
    };
  }

  #count({ outcome, duration_ms, status }: Attempt): void {
    if (outcome !== null) this.#outcomes.set(outcome, (this.#outcomes.get(outcome) ?? 0) + 1);
    // How long it took until somebody answered: a cut attempt says only how long we waited.
    if (duration_ms !== null && status !== null) this.#durations.add(duration_ms);
  }
}
