import type { Cancel, Hold } from "./clock.ts";
import type { RealTime } from "./system-clock.ts";

/** What a hold needs to know of its clock. */
export interface DelayClock {
  now(): number;
  /** Time stands still for this hold: under `virtual`, or while the clock is being advanced through it. */
  standsStillFor(hold: AttemptHold): boolean;
  /** Mock milliseconds for one real millisecond, or 0 where the clock does not move by itself. */
  pace(): number;
  jumpTo(at: number): void;
  released(hold: AttemptHold): void;
}

interface Deadline {
  readonly timeoutMs: number;
  readonly minRealMs: number;
  readonly callback: () => void;
}

/** One attempt's claim on the clock, and its deadline in both times. */
export class AttemptHold implements Hold {
  readonly #clock: DelayClock;
  readonly #real: RealTime;
  readonly #startedAt: number;
  readonly #startedReal: number;
  #deadline: Deadline | null = null;
  #timer: Cancel | null = null;
  #isReleased = false;

  constructor(clock: DelayClock, real: RealTime) {
    this.#clock = clock;
    this.#real = real;
    this.#startedAt = clock.now();
    this.#startedReal = real.monotonicMs();
  }

  /** When the attempt has to be cut, on the clock; `null` when it has no deadline or was cut. */
  deadlineAt(): number | null {
    // Whole milliseconds, as the clock shows them: a fraction of one would never be reached.
    return this.#deadline === null ? null : Math.ceil(this.#startedAt + this.#deadline.timeoutMs);
  }

  elapsedRealMs(): number {
    return this.#real.monotonicMs() - this.#startedReal;
  }

  onDeadline(timeoutMs: number, minRealMs: number, callback: () => void): Cancel {
    this.#deadline = { timeoutMs, minRealMs, callback };
    this.recheck();
    return () => this.#disarm();
  }

  standsStill(): boolean {
    return this.#clock.standsStillFor(this);
  }

  bookUntil(at: number): void {
    if (this.standsStill()) this.#clock.jumpTo(at);
  }

  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#disarm();
    this.#clock.released(this);
  }

  /** Looks again when the deadline is due; called whenever the clock jumped or changed its pace. */
  recheck(): void {
    this.#timer?.();
    this.#timer = null;
    const deadline = this.#deadline;
    if (deadline === null) return;
    const rest = this.#restRealMs(deadline);
    if (rest !== null) this.#timer = this.#real.after(rest, () => this.#onTimer());
  }

  #onTimer(): void {
    const deadline = this.#deadline;
    if (deadline === null) return;
    // Node's timers may fire up to a millisecond early.
    if ((this.#restRealMs(deadline) ?? 1) > 0) this.recheck();
    else {
      this.#disarm();
      deadline.callback();
    }
  }

  /** Real milliseconds until the attempt is cut, or `null` while the clock stands before its deadline. */
  #restRealMs({ timeoutMs, minRealMs }: Deadline): number | null {
    const restOfMin = Math.max(0, minRealMs - this.elapsedRealMs());
    if (this.#clock.standsStillFor(this)) return restOfMin;
    const pace = this.#clock.pace();
    // By the real clock an attempt gets its full real time, even when someone moves the clock on meanwhile.
    if (pace === 1) return Math.max(0, timeoutMs - this.elapsedRealMs());
    const restOnClock = Math.max(0, this.#startedAt + timeoutMs - this.#clock.now());
    if (restOnClock === 0) return restOfMin;
    return pace === 0 ? null : Math.max(restOfMin, restOnClock / pace);
  }

  #disarm(): void {
    this.#timer?.();
    this.#timer = null;
    this.#deadline = null;
  }
}
