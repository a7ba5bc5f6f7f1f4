import type { Scheduler } from "../scheduler.ts";

/** Real ms between two repaints at least: ten a second look alive and cost little. Keys are answered at once. */
const INTERVAL_MS = 100;

/** When the screen is painted anew. */
export class Repaints {
  readonly #scheduler: Scheduler;
  readonly #paint: () => void;
  #lastMs = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | null = null;

  constructor(scheduler: Scheduler, paint: () => void) {
    this.#scheduler = scheduler;
    this.#paint = paint;
  }

  /** Together with all else that changes until the next one is due. */
  soon(): void {
    if (this.#cancel !== null) return;
    const sinceLast = this.#scheduler.nowMs() - this.#lastMs;
    this.#cancel = this.#scheduler.after(Math.max(0, INTERVAL_MS - sinceLast), () => this.now());
  }

  /** At once, as whoever pressed a key expects. */
  now(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#lastMs = this.#scheduler.nowMs();
    this.#paint();
  }

  stop(): void {
    this.#cancel?.();
  }
}
