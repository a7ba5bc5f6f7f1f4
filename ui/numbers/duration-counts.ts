/** Upper ends of the classes that are shown, in ms; the last one is open. */
const SHOWN_CLASSES = [5, 20, 100, 500, 2_000, 10_000, Number.POSITIVE_INFINITY] as const;
/** Classes within each tenfold that percentiles are read from: they are exact to a tenth. */
const CLASSES_IN_TENFOLD = 24;
const TENFOLDS = 7;

export interface DurationView {
  readonly count: number;
  /** ms, or `null` while nothing was counted. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly classes: readonly { readonly upTo: number; readonly count: number }[];
}

/** Durations counted by their size, in little memory however many there are. */
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

  /** The upper end of the class in which this share of all is reached. */
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
