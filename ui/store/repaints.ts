import type { Scheduler } from "../scheduler.ts";

/** Real ms between two repaints at least: ten a second look alive and cost little. Keys are answered at once. */
const SHORTEST_INTERVAL_MS = 100;
/** Real ms between two repaints at most, however long one takes. */
const LONGEST_INTERVAL_MS = 500;
/** A repaint takes at most one part in so many of the time: a large screen under load has fewer frames, and the rest of the machine its due. */
const PARTS = 6;
/** How much the newest repaint counts against the ones before it. */
const NEWEST_SHARE = 0.25;

/** When the screen is repainted. */
export class Repaints {
  readonly #scheduler: Scheduler;
  readonly #paint: () => void;
  #lastMs = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | null = null;
  /** Ms of work from a repaint's beginning to its end on the screen, as it mostly is. */
  #costMs = 0;
  /** What had been worked when the repaint began; `null` when none is under way. */
  #workedBeforeMs: number | null = null;

  constructor(scheduler: Scheduler, paint: () => void) {
    this.#scheduler = scheduler;
    this.#paint = paint;
  }

  /** Together with all else that changes until the next one is due. */
  soon(): void {
    if (this.#cancel !== null) return;
    const sinceLast = this.#scheduler.nowMs() - this.#lastMs;
    this.#cancel = this.#scheduler.after(Math.max(0, this.#intervalMs - sinceLast), () => this.now());
  }

  /** At once, as anyone who pressed a key expects. */
  now(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#lastMs = this.#scheduler.nowMs();
    this.#workedBeforeMs = this.#workedMs;
    this.#paint();
  }

  /** What was painted is on the screen: how long that took sets the pace. */
  drawn(): void {
    if (this.#workedBeforeMs === null) return;
    const tookMs = this.#workedMs - this.#workedBeforeMs;
    this.#workedBeforeMs = null;
    this.#costMs += (tookMs - this.#costMs) * NEWEST_SHARE;
  }

  stop(): void {
    this.#cancel?.();
  }

  /** On a busy machine time passes without any work of ours, which is no reason to show less. */
  get #workedMs(): number {
    return this.#scheduler.workedMs?.() ?? this.#scheduler.nowMs();
  }

  get #intervalMs(): number {
    return Math.min(Math.max(SHORTEST_INTERVAL_MS, this.#costMs * PARTS), LONGEST_INTERVAL_MS);
  }
}
