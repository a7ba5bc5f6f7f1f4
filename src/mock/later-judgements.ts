import type { Cancel } from "../base/time/clock.ts";

/** Request ids that wait to be judged again; more than a burst of duplicates brings. One too many stays as it was judged, which is `unproven`. */
const MAX_WAITING = 10_000;

export interface LaterJudgementsParts {
  /** Real ms, monotonic. */
  readonly monotonicMs: () => number;
  /** Calls back after this many real ms. */
  readonly after: (ms: number, callback: () => void) => Cancel;
  readonly judge: (requestId: string) => void;
}

/** Judges duplicates again when their effects have had their time, with one timer for all. */
export class LaterJudgements {
  readonly #parts: LaterJudgementsParts;
  readonly #dueAt = new Map<string, number>();
  #cancel: Cancel | null = null;
  #isStopped = false;

  constructor(parts: LaterJudgementsParts) {
    this.#parts = parts;
  }

  add(requestId: string, inMs: number): void {
    if (this.#isStopped || (this.#dueAt.size >= MAX_WAITING && !this.#dueAt.has(requestId))) return;
    this.#dueAt.set(requestId, this.#parts.monotonicMs() + inMs);
    if (this.#cancel === null) this.#arm();
  }

  clear(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#dueAt.clear();
  }

  /** Nothing is judged any more. */
  stop(): void {
    this.#isStopped = true;
    this.clear();
  }

  #arm(): void {
    if (this.#dueAt.size === 0) return;
    const wait = Math.min(...this.#dueAt.values()) - this.#parts.monotonicMs();
    this.#cancel = this.#parts.after(Math.max(1, Math.ceil(wait)), () => this.#judgeDue());
  }

  #judgeDue(): void {
    this.#cancel = null;
    const now = this.#parts.monotonicMs();
    const due = [...this.#dueAt].filter(([, at]) => at <= now).map(([requestId]) => requestId);
    for (const requestId of due) this.#dueAt.delete(requestId);
    for (const requestId of due) this.#parts.judge(requestId);
    if (this.#cancel === null) this.#arm();
  }
}
