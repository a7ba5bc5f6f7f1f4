import type { Cancel } from "../../../src/base/time/clock.ts";
import type { RealTime } from "../../../src/base/time/system-clock.ts";

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/** The machine's time, moved by hand. `earlyMs`, below 1, lets longer timers fire early, as Node's may. */
export class FakeRealTime implements RealTime {
  readonly #earlyMs: number;
  #now = 0;
  #order = 0;
  readonly #timers = new Set<Timer>();
  readonly #soon = new Set<() => void>();

  constructor(earlyMs = 0) {
    this.#earlyMs = earlyMs;
  }

  epochMs(): number {
    return EPOCH + this.#now;
  }

  monotonicMs(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): Cancel {
    const timer = { at: this.#now + (ms > 1 ? ms - this.#earlyMs : Math.max(0, ms)), order: this.#order, callback };
    this.#order += 1;
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  soon(callback: () => void): Cancel {
    const once = () => callback();
    this.#soon.add(once);
    return () => this.#soon.delete(once);
  }

  get timerCount(): number {
    return this.#timers.size;
  }

  get isBusy(): boolean {
    return this.#soon.size > 0;
  }

  /** Lets everything happen that needs no time, promises included. Throws when that never ends. */
  async settle(): Promise<void> {
    for (let round = 0; round < 100_000; round += 1) {
      await turn();
      if (this.#soon.size === 0) return;
      for (const callback of [...this.#soon]) if (this.#soon.delete(callback)) callback();
    }
    throw new Error("Something asks to be called back for ever.");
  }

  /** Lets so many real ms pass, firing timers on the way. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.settle();
    for (let next = this.#next(); next !== undefined && next.at <= end; next = this.#next()) await this.#fire(next);
    this.#now = end;
    await this.settle();
  }

  /** Lets time pass from timer to timer until `isDone`, or until there is none. */
  async run(isDone: () => boolean = () => false): Promise<void> {
    await this.settle();
    for (let next = this.#next(); next !== undefined && !isDone(); next = this.#next()) await this.#fire(next);
  }

  async #fire(timer: Timer): Promise<void> {
    this.#now = Math.max(this.#now, timer.at);
    this.#timers.delete(timer);
    timer.callback();
    await this.settle();
  }

  #next(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (first === undefined || timer.at < first.at || (timer.at === first.at && timer.order < first.order))
        first = timer;
    }
    return first;
  }
}

/** 2026-01-05T09:00:00Z, where virtual clocks start. */
export const EPOCH = Date.UTC(2026, 0, 5, 9);

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
