import type { Scheduler } from "../scheduler.ts";

/** Minimum real ms between two repaints: ten a second look live and cost little. Keys are handled at once. */
const SHORTEST_INTERVAL_MS = 100;
/** Maximum real ms between two repaints, however long one takes. */
const LONGEST_INTERVAL_MS = 500;
/** A repaint uses at most 1 / PARTS of the time: a large screen under load gets fewer frames, and leaves time for the rest of the machine. */
const PARTS = 6;
/** The weight of the newest repaint in the moving average. */
const NEWEST_SHARE = 0.25;

/** Schedules the repaints of the screen. */
export class Repaints {
  readonly #scheduler: Scheduler;
  readonly #paint: () => void;
  #lastMs = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | null = null;
  /** Ms of CPU time for one repaint until it is on the screen, as a moving average. */
  #costMs = 0;
  /** CPU time when the repaint began; `null` if none is in progress. */
  #workedBeforeMs: number | null = null;

  constructor(scheduler: Scheduler, paint: () => void) {
    this.#scheduler = scheduler;
    this.#paint = paint;
  }

  /** Repaints together with all other changes, when the next repaint is due. */
  soon(): void {
    if (this.#cancel !== null) return;
    const sinceLast = this.#scheduler.nowMs() - this.#lastMs;
    this.#cancel = this.#scheduler.after(Math.max(0, this.#intervalMs - sinceLast), () => this.now());
  }

  /** Repaints at once, because a key was pressed. */
  now(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#lastMs = this.#scheduler.nowMs();
    this.#workedBeforeMs = this.#workedMs;
    this.#paint();
  }

  /** The repaint is on the screen: its duration sets the pace. */
  drawn(): void {
    if (this.#workedBeforeMs === null) return;
    const tookMs = this.#workedMs - this.#workedBeforeMs;
    this.#workedBeforeMs = null;
    this.#costMs += (tookMs - this.#costMs) * NEWEST_SHARE;
  }

  stop(): void {
    this.#cancel?.();
  }

  /** On a busy machine time passes without any work of this process, which is no reason to repaint less. */
  get #workedMs(): number {
    return this.#scheduler.workedMs?.() ?? this.#scheduler.nowMs();
  }

  get #intervalMs(): number {
    return Math.min(Math.max(SHORTEST_INTERVAL_MS, this.#costMs * PARTS), LONGEST_INTERVAL_MS);
  }
}
