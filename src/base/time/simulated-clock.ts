import { guarded } from "../errors.ts";
import { Agenda } from "./agenda.ts";
import { AttemptHold, type DelayClock } from "./attempt-hold.ts";
import type { Cancel, ClockMode, ClockState, Hold, MockClock } from "./clock.ts";
import { type RealTime, systemTime } from "./system-clock.ts";

export interface ClockOptions {
  readonly mode?: ClockMode;
  /** Mock seconds for each real second; used in mode `real`. */
  readonly speed?: number;
  /** Epoch ms to start at; the present by default. */
  readonly startAt?: number;
  /** Real ms that an advance waits for an attempt that it started, while the clock keeps running. */
  readonly patienceMs?: number;
  /** Gets the errors of due callbacks, and the clock continues; without it they are thrown to the caller that moved the clock. */
  readonly onDefect?: ((error: unknown) => void) | undefined;
  readonly real?: RealTime;
}

/** An advance in a running clock does not wait longer than this for an attempt it set off. */
const DEFAULT_PATIENCE_MS = 2_000;

/** All four clocks of PRODUCT §4 in one, because a running mock can switch between them. */
export function createClock(options: ClockOptions = {}): MockClock {
  return new SimulatedClock(options);
}

class SimulatedClock implements MockClock, DelayClock {
  readonly #real: RealTime;
  readonly #patienceMs: number;
  readonly #onDefect: ((error: unknown) => void) | undefined;
  readonly #agenda = new Agenda();
  readonly #holds = new Set<AttemptHold>();
  /** Holds taken while the clock is being advanced: the advance waits for them. */
  readonly #holdsOfAdvance = new Set<AttemptHold>();
  /** Holds whose deadline the present advance has reached. */
  readonly #overdue = new Set<AttemptHold>();
  readonly #listeners = new Set<(state: ClockState) => void>();
  #mode: ClockMode;
  #speed: number;
  #anchorMock: number;
  #anchorReal: number;
  #isAdvancing = false;
  #advances: Promise<void> = Promise.resolve();
  #onHoldReleased: (() => void) | null = null;
  #armed: { readonly at: number; readonly cancel: Cancel } | null = null;
  #isStopped = false;
  /** Incremented when the clock is set to another time: an advance that began before then has no target any more. */
  #era = 0;

  constructor(options: ClockOptions) {
    this.#real = options.real ?? systemTime;
    this.#patienceMs = options.patienceMs ?? DEFAULT_PATIENCE_MS;
    this.#onDefect = options.onDefect;
    this.#mode = options.mode ?? "real";
    this.#speed = options.speed ?? 1;
    this.#anchorMock = options.startAt ?? this.#real.epochMs();
    this.#anchorReal = this.#real.monotonicMs();
  }

  now(): number {
    return Math.floor(this.#anchorMock + (this.#real.monotonicMs() - this.#anchorReal) * this.pace());
  }

  state(): ClockState {
    return { mode: this.#mode, speed: this.#mode === "real" ? this.#speed : 1, now: this.now() };
  }

  pace(): number {
    return this.#mode === "real" ? this.#speed : 0;
  }

  nextDueAt(): number | null {
    return this.#agenda.nextAt();
  }

  wakeAt(at: number, callback: () => void): Cancel {
    // Rounded up, since `now` shows whole milliseconds and would never reach a fraction.
    const cancel = this.#agenda.add(Math.ceil(at), callback);
    this.#arm();
    return cancel;
  }

  hold(): Hold {
    const hold = new AttemptHold(this, this.#real);
    this.#holds.add(hold);
    if (this.#isAdvancing) this.#holdsOfAdvance.add(hold);
    return hold;
  }

  standsStillFor(hold: AttemptHold): boolean {
    return this.#mode === "virtual" || (this.#mode === "manual" && this.#holdsOfAdvance.has(hold));
  }

  released(hold: AttemptHold): void {
    this.#holds.delete(hold);
    this.#holdsOfAdvance.delete(hold);
    this.#overdue.delete(hold);
    this.#onHoldReleased?.();
    this.#arm();
  }

  advance(ms: number): Promise<void> {
    return this.#queueAdvance(() => this.now() + ms);
  }

  next(): Promise<void> {
    return this.#queueAdvance(() => Math.max(this.now(), this.#nextStop() ?? this.now()));
  }

  /** `real` follows the machine's time again, whatever the speed was. */
  setMode(mode: ClockMode): void {
    this.#reanchor(this.now());
    this.#mode = mode;
    this.#speed = 1;
    this.#changed();
  }

  /** A speed belongs to the running clock, so setting one makes it run. */
  setSpeed(speed: number): void {
    this.#reanchor(this.now());
    this.#mode = "real";
    this.#speed = speed;
    this.#changed();
  }

  putAt(now: number): void {
    this.#era += 1;
    this.#reanchor(now);
    this.#changed();
  }

  onChange(listener: (state: ClockState) => void): Cancel {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  stop(): void {
    this.#isStopped = true;
    this.#disarm();
    this.#agenda.clear();
    this.#onHoldReleased?.();
  }

  #queueAdvance(targetOf: () => number): Promise<void> {
    const advance = this.#advances.then(() => this.#play(targetOf));
    // The caller gets the error of a callback; the next advance is not blocked by it.
    this.#advances = advance.catch(() => {});
    return advance;
  }

  async #play(targetOf: () => number): Promise<void> {
    if (this.#isStopped) return;
    const era = this.#era;
    this.#isAdvancing = true;
    this.#disarm();
    try {
      // An attempt in flight on a stopped clock ends at the time at which it began, so that its retry is scheduled.
      if (this.pace() === 0) await this.#released(this.#holds, this.#mode === "manual");
      if (!this.#isStopped && era === this.#era) await this.#playUntil(targetOf(), era);
    } finally {
      this.#isAdvancing = false;
      this.#holdsOfAdvance.clear();
      this.#overdue.clear();
    }
    if (!this.#isStopped) this.#changed();
  }

  async #playUntil(target: number, era: number): Promise<void> {
    for (let at = this.#nextStop(); at !== null && at <= target; at = this.#nextStop()) {
      this.jumpTo(at);
      await this.#cutOverdue();
      if (era !== this.#era) return;
      this.#fireDue();
      await this.#released(this.#holdsOfAdvance, this.pace() > 0);
      if (this.#isStopped || era !== this.#era) return;
    }
    this.jumpTo(target);
  }

  /**
   * The next moment that an advance must not pass over: the next due time, and under `manual` also the deadline of an attempt in flight.
   */
  #nextStop(): number | null {
    const stops = [this.#agenda.nextAt()];
    if (this.#mode === "manual") {
      for (const hold of this.#holds) if (!this.#overdue.has(hold)) stops.push(hold.deadlineAt());
    }
    const known = stops.filter((at) => at !== null);
    return known.length === 0 ? null : Math.min(...known);
  }

  /** Waits for the attempts that are aborted now, so that a timeout takes its own time on the clock, not that of the whole advance. */
  async #cutOverdue(): Promise<void> {
    if (this.#mode !== "manual") return;
    for (const hold of this.#holds)
      if ((hold.deadlineAt() ?? Number.POSITIVE_INFINITY) <= this.now()) this.#overdue.add(hold);
    if (this.#overdue.size > 0) await this.#released(this.#overdue, true);
  }

  /** Resolves when these holds are released. Where time stands still for them each ends by itself; otherwise the wait is limited. */
  #released(holds: Set<AttemptHold>, hasPatience: boolean): Promise<void> {
    return new Promise((resolve) => {
      let cancel: Cancel = () => {};
      const finish = () => {
        this.#onHoldReleased = null;
        cancel();
        resolve();
      };
      const check = () => {
        if (holds.size > 0 && !this.#isStopped) return;
        // Resolved one turn of the loop later, so that the agenda holds what the end of the attempt makes due.
        cancel();
        cancel = this.#real.soon(finish);
        this.#onHoldReleased = null;
      };
      if (hasPatience && holds.size > 0) {
        cancel = this.#real.after(this.#patienceMs, () => {
          this.#holdsOfAdvance.clear();
          finish();
        });
      }
      this.#onHoldReleased = check;
      check();
    });
  }

  #changed(): void {
    for (const hold of this.#holds) hold.recheck();
    this.#disarm();
    this.#arm();
    const state = this.state();
    for (const listener of this.#listeners) listener(state);
  }

  /** Moves the clock to `at`, never backwards, without running what lies between. */
  jumpTo(at: number): void {
    if (at <= this.now()) return;
    this.#reanchor(at);
    for (const hold of this.#holds) hold.recheck();
  }

  #reanchor(now: number): void {
    this.#anchorMock = now;
    this.#anchorReal = this.#real.monotonicMs();
  }

  #fireDue(): void {
    for (const callback of this.#agenda.takeDue(this.now())) guarded(callback, this.#onDefect);
  }

  #disarm(): void {
    this.#armed?.cancel();
    this.#armed = null;
  }

  /** Schedules the next due time: with a timer where the clock runs, with a jump where it is virtual and nothing is in flight. */
  #arm(): void {
    if (this.#isStopped || this.#isAdvancing) return;
    const at = this.#agenda.nextAt();
    if (at === null) this.#disarm();
    else if (this.#mode === "real") this.#armTimer(at);
    else if (this.#mayJump() || at <= this.now()) {
      this.#armed ??= { at, cancel: this.#real.soon(() => this.#onJump()) };
    }
  }

  #mayJump(): boolean {
    return this.#mode === "virtual" && this.#holds.size === 0;
  }

  #armTimer(at: number): void {
    if (this.#armed !== null && this.#armed.at <= at) return;
    this.#disarm();
    const restMs = Math.max(0, at - this.now()) / this.pace();
    this.#armed = { at, cancel: this.#real.after(restMs, () => this.#onTimer()) };
  }

  #onTimer(): void {
    this.#armed = null;
    this.#fireDue();
    this.#arm();
  }

  #onJump(): void {
    this.#armed = null;
    const at = this.#agenda.nextAt();
    if (at === null || !(this.#mayJump() || at <= this.now())) return;
    this.jumpTo(at);
    this.#fireDue();
    this.#arm();
  }
}
