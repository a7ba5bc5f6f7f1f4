import type { Cancel } from "../../base/time/clock.ts";
import { afterReal, systemTime } from "../../base/time/system-clock.ts";
import type { SmartLeadMock } from "../../mock/mock.ts";
import type { ReceiverProfile } from "../verify/receiver-profile.ts";

interface TimeLimitParts {
  /** Maximum real ms for everything together; `Infinity` = no limit. */
  readonly budgetMs: number;
  /** Aborted by the user. */
  readonly signal: AbortSignal;
}

/** The time limit of one search: profiling the receiver, playing, shrinking and replaying with `run`, all together. */
export class TimeLimit {
  /** Total real ms; `Infinity` = no limit. */
  readonly budgetMs: number;
  /** Start, in real, monotonic ms. */
  readonly startedAt = systemTime.monotonicMs();
  /** End, in real, monotonic ms. */
  readonly endsAt: number;
  /** Aborted when the time is over, or the user stops it; work in progress is then interrupted. */
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

  /** Whether the time is over, and the user did not stop it. */
  get isUsedUp(): boolean {
    return this.isOver && !this.#stop.aborted;
  }

  /** Parts that were skipped for lack of time, a sentence each. */
  get cut(): readonly string[] {
    return [...this.#cut];
  }

  /** Real ms since the start. */
  get passedMs(): number {
    return systemTime.monotonicMs() - this.startedAt;
  }

  /** The real, monotonic ms at which this share of the time has passed. */
  momentAt(share: number): number {
    return this.startedAt + this.budgetMs * share;
  }

  /** Records a skipped part, unless the user stopped the search. */
  leaveOut(sentence: string): void {
    if (!this.#stop.aborted) this.#cut.add(sentence);
  }

  close(): void {
    this.#cancel();
  }
}

/** A receiver that no longer answers: the remaining questions use short timeouts. */

/** Timeout in real ms while a receiver that hangs is tried repeatedly: at least this many, or this multiple of its usual time. */
const HASTE = { leastMs: 300, times: 20 } as const;
/** Number of unanswered attempts after which the rest of a history is skipped. */
const MAX_SILENT = 3;

/** With the full timeout for each answer of a receiver that hangs, only a few histories could be played. */
export function hasteMs({ answersAtBestInMs }: ReceiverProfile): number {
  return Math.ceil(Math.max(HASTE.leastMs, HASTE.times * answersAtBestInMs));
}

/** Calls back once this many attempts of a history have not been answered. Returns a function that ends the watch. */
export function onSilence(journal: Pick<SmartLeadMock["journal"], "subscribe">, act: () => void): () => void {
  let silent = 0;
  return journal.subscribe((entry) => {
    if (entry.type !== "attempt.finished" || entry.attempt.outcome !== "timeout") return;
    silent += 1;
    if (silent === MAX_SILENT) act();
  });
}
