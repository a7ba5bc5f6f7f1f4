import type { Cancel } from "../../base/time/clock.ts";
import { afterReal, systemTime } from "../../base/time/system-clock.ts";
import type { SmartLeadMock } from "../../mock/mock.ts";
import type { ReceiverProfile } from "../verify/receiver-profile.ts";

interface TimeLimitParts {
  /** Real ms that everything takes together; `Infinity` = as long as it needs. */
  readonly budgetMs: number;
  /** Aborted by the user. */
  readonly signal: AbortSignal;
}

/** The time of one search: getting to know the receiver, playing, making shorter and playing again by `run`, all together. */
export class TimeLimit {
  /** Real ms that it has in all; `Infinity` = no end. */
  readonly budgetMs: number;
  /** Real, monotonic ms at which it began. */
  readonly startedAt = systemTime.monotonicMs();
  /** Real, monotonic ms at which it ends. */
  readonly endsAt: number;
  /** Aborted when the time is over, or the user stops it: what is under way then is broken off. */
  readonly signal: AbortSignal;
  readonly #stop: AbortSignal;
  readonly #cut = new Set<string>();
  readonly #cancel: Cancel;

  constructor({ budgetMs, signal }: TimeLimitParts) {
    this.budgetMs = budgetMs;
    this.#stop = signal;
    this.endsAt = this.startedAt + budgetMs;
    const over = new AbortController();
    this.signal = AbortSignal.any([signal, over.signal]);
    this.#cancel = Number.isFinite(budgetMs) ? afterReal(budgetMs, () => over.abort()) : () => {};
  }

  get isOver(): boolean {
    return this.signal.aborted;
  }

  /** It is over, and not because the user stopped it. */
  get isUsedUp(): boolean {
    return this.isOver && !this.#stop.aborted;
  }

  /** What was left out for lack of time, a sentence each. */
  get cut(): readonly string[] {
    return [...this.#cut];
  }

  /** Real ms since it began. */
  get passedMs(): number {
    return systemTime.monotonicMs() - this.startedAt;
  }

  /** Real, monotonic ms at which so much of it has passed. */
  momentAt(share: number): number {
    return this.startedAt + this.budgetMs * share;
  }

  /** Notes what is left out; nothing where the user stopped it. */
  leaveOut(sentence: string): void {
    if (!this.#stop.aborted) this.#cut.add(sentence);
  }

  close(): void {
    this.#cancel();
  }
}

/** A receiver that no longer answers: what can still be asked of it is asked in haste. */

/** Real ms that an answer has while a receiver that hangs is tried again and again: so much, and so many times its usual time. */
const HASTE = { leastMs: 300, times: 20 } as const;
/** Attempts that are not answered, after which the rest of a history is not played any more. */
const MAX_SILENT = 3;

/** Waiting out the full time for each answer of a receiver that hangs would leave time for a few histories only. */
export function hasteMs({ answersAtBestInMs }: ReceiverProfile): number {
  return Math.ceil(Math.max(HASTE.leastMs, HASTE.times * answersAtBestInMs));
}

/** Acts once so many attempts of a history have not been answered. Gives back what ends the watch. */
export function onSilence(journal: Pick<SmartLeadMock["journal"], "subscribe">, act: () => void): () => void {
  let silent = 0;
  return journal.subscribe((entry) => {
    if (entry.type !== "attempt.finished" || entry.attempt.outcome !== "timeout") return;
    silent += 1;
    if (silent === MAX_SILENT) act();
  });
}
