import { guarded } from "../errors.ts";
import { Agenda } from "./agenda.ts";
import { AttemptHold, type DelayClock } from "./attempt-hold.ts";
import type { Cancel, ClockMode, ClockState, Hold, MockClock } from "./clock.ts";
import { type RealTime, systemTime } from "./system-clock.ts";

export interface ClockOptions {
  readonly mode?: ClockMode;
  /** Mock seconds for each real second; counts in mode `real`. */
  readonly speed?: number;
  /** Epoch ms to start at; the present by default. */
  readonly startAt?: number;
  /** Real ms for which an advance waits, by a clock that runs on, for an attempt that it has set off. */
  readonly patienceMs?: number;
  /** Called for an error in what became due, and the clock continues; without it anyone who moved the clock is notified. */
  readonly onDefect?: ((error: unknown) => void) | undefined;
  readonly real?: RealTime;
}

/** An advance in a running clock does not wait longer than this for an attempt it set off. */
const DEFAULT_PATIENCE_MS = 2_000;

/** All four clocks of PRODUCT §4 in one, because a running mock may be told to change from one to another. */
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
  /** Holds whose deadline the present advance has come to. */
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
  /** Rises when the clock is put at another time: an advance that began before has no target any more. */
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
    // `now` shows whole milliseconds, so a fraction of one would never be reached.
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

  /** `real` runs with the machine again, whatever the speed was. */
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
    // Anyone who asked hears of a defect in what was played; the next advance is not held up by it.
    this.#advances = advance.catch(() => {});
    return advance;
  }

  async #play(targetOf: () => number): Promise<void> {
    if (this.#isStopped) return;
    const era = this.#era;
    this.#isAdvancing = true;
    this.#disarm();
    try {
      // What is in flight on a standing clock began at this moment and ends in it, so that its retry is on the way.
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

  /** The next moment that an advance must not pass over: what is due, and by hand also the deadline of an attempt in flight. */
  #nextStop(): number | null {
    const stops = [this.#agenda.nextAt()];
    if (this.#mode === "manual") {
      for (const hold of this.#holds) if (!this.#overdue.has(hold)) stops.push(hold.deadlineAt());
    }
    const known = stops.filter((at) => at !== null);
    return known.length === 0 ? null : Math.min(...known);
  }

  /** A timeout takes its own time on the clock, not that of the whole advance: waits for the attempts that are cut now. */
  async #cutOverdue(): Promise<void> {
    if (this.#mode !== "manual") return;
    for (const hold of this.#holds)
      if ((hold.deadlineAt() ?? Number.POSITIVE_INFINITY) <= this.now()) this.#overdue.add(hold);
    if (this.#overdue.size > 0) await this.#released(this.#overdue, true);
  }

  /** Resolves when these holds are released. Where time stands still for them each ends by itself; otherwise this waits only so long. */
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
        // A turn of the loop later, so that what the attempt's end makes due is on the agenda.
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

  /** Moves on to `at`, never backwards, without playing what lies between. */
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

  /** Sees to it that the next due time is noticed: by a timer where the clock runs, by a jump where it is virtual and nothing is in flight. */
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
