import { msFromIso } from "../../src/base/time/iso.ts";
import type { Attempt, AttemptOutcome } from "../../src/delivery/delivery.ts";
import type { Entry } from "../../src/journal/entry.ts";
import type { RowView } from "../store/row-views.ts";

/** Real seconds whose throughput is kept: as many as the widest plot has columns. */
export const SECONDS_HELD = 300;

/** The statistics of a run. */
export interface Numbers {
  /** Attempts that ended in each real second, the current one last. */
  readonly perSecond: readonly number[];
  readonly durations: DurationView;
  /** The most frequent first. */
  readonly outcomes: readonly { readonly outcome: AttemptOutcome; readonly count: number }[];
}

/** Counts the stream's entries: per-second values since the console was opened, everything else since the start of the run. */
export class NumbersStore {
  readonly #seconds = new Map<number, number>();
  readonly #durations = new DurationCounts();
  readonly #outcomes = new Map<AttemptOutcome, number>();
  /** Entries up to this number arose before the console was connected. */
  #evictedSeq = 0;

  /** Entries up to this number are reported afterwards, and do not count for the current second. */
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
    // The time until an answer: a cut attempt only shows how long we waited.
    if (duration_ms !== null && status !== null) this.#durations.add(duration_ms);
  }
}

/** Upper bounds of the displayed buckets, in ms; the last one is open. */
const SHOWN_CLASSES = [5, 20, 100, 500, 2_000, 10_000, Number.POSITIVE_INFINITY] as const;
/** Buckets per factor of ten, from which percentiles are read: they are accurate to a tenth. */
const CLASSES_IN_TENFOLD = 24;
const TENFOLDS = 7;

interface DurationView {
  readonly count: number;
  /** In ms, or `null` if nothing was counted. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly classes: readonly { readonly upTo: number; readonly count: number }[];
}

/** A histogram of durations whose memory does not depend on their number. */
export class DurationCounts {
  readonly #counts = new Uint32Array(CLASSES_IN_TENFOLD * TENFOLDS + 1);
  readonly #shown: number[] = SHOWN_CLASSES.map(() => 0);
  #total = 0;

  add(ms: number): void {
    const index = Math.min(this.#counts.length - 1, Math.floor(Math.log10(ms + 1) * CLASSES_IN_TENFOLD));
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    const shown = SHOWN_CLASSES.findIndex((upTo) => ms < upTo);
    this.#shown[shown] = (this.#shown[shown] ?? 0) + 1;
    this.#total += 1;
  }

  clear(): void {
    this.#counts.fill(0);
    this.#shown.fill(0);
    this.#total = 0;
  }

  view(): DurationView {
    return {
      count: this.#total,
      p50: this.#percentile(0.5),
      p95: this.#percentile(0.95),
      p99: this.#percentile(0.99),
      classes: SHOWN_CLASSES.map((upTo, index) => ({ upTo, count: this.#shown[index] ?? 0 })),
    };
  }

  /** The upper bound of the bucket in which this share of all is reached. */
  #percentile(share: number): number | null {
    if (this.#total === 0) return null;
    let below = 0;
    for (const [index, count] of this.#counts.entries()) {
      below += count;
      if (below >= this.#total * share) return 10 ** ((index + 1) / CLASSES_IN_TENFOLD) - 1;
    }
    return null;
  }
}

/** Upper bounds in ms from now on the mock's clock; the last one is open. */
const CLASSES = [0, 10_000, 60_000, 300_000, 1_800_000, 7_200_000, Number.POSITIVE_INFINITY] as const;

export interface PendingRetries {
  readonly count: number;
  /** The next retry, in ms from now; `null` if none is pending. */
  readonly nextMs: number | null;
  readonly classes: readonly { readonly withinMs: number; readonly count: number }[];
}

/** The retries of the deliveries in the list, by due time. */
export function pendingRetries(rows: RowView, nowMs: number): PendingRetries {
  const counts = CLASSES.map(() => 0);
  let [count, nextMs] = [0, Number.POSITIVE_INFINITY];
  for (let place = 0; place < rows.length; place += 1) {
    const row = rows.at(place);
    if (row?.kind !== "delivery" || row.delivery.state !== "waiting") continue;
    const dueMs = msFromIso(row.delivery.attempts.at(-1)?.next_attempt_at ?? "");
    if (dueMs === null) continue;
    const within = Math.max(0, dueMs - nowMs);
    const index = CLASSES.findIndex((end) => within <= end);
    counts[index] = (counts[index] ?? 0) + 1;
    count += 1;
    nextMs = Math.min(nextMs, within);
  }
  const classes = CLASSES.map((withinMs, index) => ({ withinMs, count: counts[index] ?? 0 }));
  return { count, nextMs: count === 0 ? null : nextMs, classes };
}
