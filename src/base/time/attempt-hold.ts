import type { Cancel, Hold } from "./clock.ts";
import type { RealTime } from "./system-clock.ts";

/** The part of the clock that a hold needs. */
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

/** One attempt's hold on the clock, with its deadline in mock and real time. */
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

  /** The time on the clock at which the attempt is aborted; `null` when it has no deadline or was aborted. */
  deadlineAt(): number | null {
    // Rounded up, since the clock shows whole milliseconds and would never reach a fraction.
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

  /** Checks again whether the deadline is due; called whenever the clock jumped or changed its pace. */
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

  /** Real milliseconds until the attempt is aborted, or `null` while the clock is stopped before its deadline. */
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
