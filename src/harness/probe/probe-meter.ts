import { pause } from "../../base/time/real-waits.ts";
import { systemTime } from "../../base/time/system-clock.ts";
import type { Lags } from "./evidence-lags.ts";
import type { Probe } from "./probe.ts";

/** Real ms between two looks at a number that is to rise. */
const LOOK_EVERY_MS = 25;
/** Looks for a number that does not come to rest, before it is taken as it is. */
const MAX_SETTLING_LOOKS = 400;
/** Real ms in which a rise that was due and did not come may still come: a busy machine, a queue that tries once more. */
const OVERDUE_MS = 15_000;

export interface Rise {
  /** By how much it is to rise; `null` where it is not known yet. */
  readonly expected: number | null;
  /** How much of that must come: if it does not, it is overdue. All of it by default. */
  readonly due?: number;
  /** Real ms that it is waited for. */
  readonly patienceMs: number;
}

/** By how much the number rose, and how much of that may be the work of an earlier event that came late. */
export interface Risen {
  /** `null` = not read. */
  readonly rise: number | null;
  readonly doubtful: number;
}

export const NOT_PROBED: Risen = { rise: null, doubtful: 0 };

export interface Measuring extends Rise {
  readonly expected: number;
  /** What was sent may be worked on a second time. */
  readonly mayComeAgain: boolean;
}

/** What is sent before the number is read: events that never came before, repeated requests, or anything else. */
export type ReadingKind = "fresh" | "again" | "other";

/** Reads by how much a number rises for what is sent. */
export interface WorkMeter {
  begin(kind?: ReadingKind): Promise<number>;
  leaveUnsettled(due?: number, isAll?: boolean): void;
  measured(measuring: Measuring): Promise<Risen>;
  risen(rise: Rise): Promise<number>;
  /** One reading is taken for what several checks send. */
  readonly isShared?: boolean;
}

/** By how much a probe's number has risen since it was read before, once it has come to rest. */
export class ProbeMeter implements WorkMeter {
  readonly #probe: Probe;
  readonly #lags: Lags;
  #before: number | null = null;
  /** Events were sent since, and nobody waited for their work: all of it is due and known, or it is not known by how much it will rise. */
  #unsettled: "nothing" | "what is due" | "unknown" = "nothing";
  /**
   * What was due and has not come, of a number that rises late; it may come while a later event is measured. `unawaited`: so much of it was
   * due when the number fell, as that of a receiver that is restarted, and may never come.
   */
  #overdue = { rise: 0, since: 0, unawaited: 0 };
  /** So much of the rise that was read last may have been overdue. */
  #doubtful = 0;

  constructor(probe: Probe, lags: Lags) {
    this.#probe = probe;
    this.#lags = lags;
  }

  /** The number before anything is sent; at rest, so that no earlier work is treated as what follows. Gives by how much it has changed since it was read last. */
  async begin(): Promise<number> {
    const last = this.#before;
    const due = this.#unsettled === "what is due" ? this.#openRise() : 0;
    const now = await this.#afterOverdue(last);
    // What is due has come, and no more.
    const isAtRest = this.#unsettled !== "unknown" && (last === null ? due === 0 : now === last + due);
    const before = isAtRest ? now : await this.#atRest(now);
    this.#before = before;
    this.#unsettled = "nothing";
    const rise = before - (last ?? before);
    if (rise < 0) this.#fallenTo(before);
    else this.#settle(rise);
    return rise;
  }

  /** Something was sent, and its rise is not asked for; it is by so much, as far as is known, or for certain. */
  leaveUnsettled(due = 0, isAll = false): void {
    this.#unsettled = isAll && this.#unsettled !== "unknown" ? "what is due" : "unknown";
    this.#owe(due);
  }

  /** The rise that is due, and no more: the work of a second try comes a moment after that of the first. */
  async measured({ mayComeAgain, ...due }: Measuring): Promise<Risen> {
    const { expected } = due;
    const rise = await this.risen(due);
    const doubtful = this.#doubtful;
    if (!mayComeAgain || expected === 0 || rise !== expected) return { rise, doubtful };
    const more = await this.risen({ expected: 0, patienceMs: 0 });
    return { rise: rise + more, doubtful: doubtful + this.#doubtful };
  }

  /** Waits for the rise that is due, and for more that should not come. */
  async risen({ expected, due = expected ?? 0, patienceMs }: Rise): Promise<number> {
    const before = this.#before ?? 0;
    const from = systemTime.monotonicMs();
    let now = await this.#probe.read();
    let lateMs = 0;
    const isDue = () => (expected === null ? now === before : now - before < expected);
    while (isDue() && systemTime.monotonicMs() - from - lateMs < patienceMs) {
      await pause(LOOK_EVERY_MS);
      const next = await this.#probe.read();
      if (next !== now) lateMs = systemTime.monotonicMs() - from;
      now = next;
    }
    if (now !== before) this.#lags.note("probe", lateMs);
    if (expected === null || expected === 0 || now - before > expected) {
      now = await this.#atRest(now);
      this.#unsettled = "nothing";
    }
    this.#before = now;
    const rise = now - before;
    this.#doubtful = this.#settle(expected === null ? 0 : rise - due);
    if (this.#owe(due - Math.max(0, rise))) this.#unsettled = "unknown";
    if (rise < 0) this.#fallenTo(now);
    return rise;
  }

  /** The number, once overdue work has come or its time is over. */
  async #afterOverdue(last: number | null): Promise<number> {
    let now = await this.#probe.read();
    const from = systemTime.monotonicMs();
    const withinMs = this.#lags.patienceMs({ isPatient: false }, "probe");
    const isOpen = () => last !== null && now >= last && now < last + this.#openRise() - this.#overdue.unawaited;
    while (isOpen() && systemTime.monotonicMs() - from < withinMs) {
      await pause(LOOK_EVERY_MS);
      now = await this.#probe.read();
    }
    return now;
  }

  #openRise(): number {
    const { rise, since } = this.#overdue;
    return systemTime.monotonicMs() - since > OVERDUE_MS ? 0 : rise;
  }

  /** Notes what has not come, if it still may: work that is done before the answer never comes late. */
  #owe(rise: number): boolean {
    if (rise <= 0 || this.#lags.longestMs("probe") === 0) return false;
    this.#overdue = { ...this.#overdue, rise: this.#openRise() + rise, since: systemTime.monotonicMs() };
    return true;
  }

  /** The number began again: what it says now has come since. What else was due may come all the same, and is not waited for. */
  #fallenTo(now: number): void {
    this.#settle(now);
    this.#overdue = { ...this.#overdue, unawaited: this.#openRise() };
  }

  /** What rose beyond what was due is first what is overdue. Gives that part of it. */
  #settle(rise: number): number {
    const open = this.#openRise();
    const settled = Math.max(0, Math.min(rise, open));
    const { since, unawaited } = this.#overdue;
    this.#overdue = { rise: open - settled, since, unawaited: Math.min(unawaited, open - settled) };
    return settled;
  }

  /** Two looks, as far apart as work may come late, that say the same. */
  async #atRest(first: number): Promise<number> {
    let last = first;
    for (let looks = 0; looks < MAX_SETTLING_LOOKS; looks += 1) {
      const lingerMs = this.#lags.lingerMs("probe");
      if (lingerMs === 0 && looks > 0) return last;
      await pause(lingerMs);
      const now = await this.#probe.read();
      if (now === last) return now;
      last = now;
    }
    return last;
  }
}
