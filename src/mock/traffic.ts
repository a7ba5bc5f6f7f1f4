import { SmartLeadMockError } from "../base/errors.ts";
import type { Cancel } from "../base/time/clock.ts";
import { type RealTime, systemTime } from "../base/time/system-clock.ts";

/** Events a second at most: what one process can emit and deliver on two cores, rounded down. */
export const MAX_RATE_PER_SECOND = 5_000;
/** Real ms between two looks at least; a higher rate emits several events at a look. */
const SHORTEST_TICK_MS = 10;
const LONGEST_TICK_MS = 1_000;
/** The first event after the rate was set comes no later than this, so that a user sees something move. */
const FIRST_EVENT_MS = 250;
/** Events that one look makes up for at most, after the process was busy: no storm after a pause. */
const MAX_PER_TICK = 500;

/** Throws `bad_request` for a rate that traffic cannot have. */
export function mustBeRate(perSecond: number): void {
  if (!Number.isFinite(perSecond) || perSecond < 0 || perSecond > MAX_RATE_PER_SECOND) {
    const limits = `a number from 0 to ${MAX_RATE_PER_SECOND} events per second`;
    throw new SmartLeadMockError("bad_request", `rate must be ${limits}, not ${perSecond}.`);
  }
}

/** Lets the world take steps at a steady rate, in real time. */
export class Traffic {
  readonly #step: () => void;
  readonly #real: RealTime;
  #rate = 0;
  #cancel: Cancel | null = null;
  #startedAt = 0;
  #taken = 0;

  constructor(step: () => void, real: RealTime = systemTime) {
    this.#step = step;
    this.#real = real;
  }

  /** Events per real second; 0 when it rests. */
  get rate(): number {
    return this.#rate;
  }

  setRate(perSecond: number): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#rate = perSecond;
    if (perSecond <= 0) return;
    const intervalMs = 1_000 / perSecond;
    this.#startedAt = this.#real.monotonicMs() - intervalMs + Math.min(intervalMs, FIRST_EVENT_MS);
    this.#taken = 0;
    this.#arm();
  }

  #arm(): void {
    const dueAt = this.#startedAt + ((this.#taken + 1) * 1_000) / this.#rate;
    const waitMs = Math.min(LONGEST_TICK_MS, Math.max(SHORTEST_TICK_MS, dueAt - this.#real.monotonicMs()));
    this.#cancel = this.#real.after(waitMs, () => this.#tick());
  }

  #tick(): void {
    const owed = Math.floor(((this.#real.monotonicMs() - this.#startedAt) * this.#rate) / 1_000 + 1e-9) - this.#taken;
    for (let count = 0; count < Math.min(owed, MAX_PER_TICK); count += 1) this.#step();
    this.#taken += Math.max(0, owed);
    if (this.#rate > 0) this.#arm();
  }
}
