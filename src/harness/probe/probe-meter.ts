import { pause } from "../../base/time/real-waits.ts";
import { systemTime } from "../../base/time/system-clock.ts";
import type { Lags } from "./evidence-lags.ts";
import type { Probe } from "./probe.ts";

/** Real ms between two reads of a number that should rise. */
const LOOK_EVERY_MS = 25;
/** Maximum reads of a number that keeps changing, before it is used as it is. */
const MAX_SETTLING_LOOKS = 400;
/** Real ms in which an overdue increase may still happen: a busy machine, a queue that retries. */
const OVERDUE_MS = 15_000;

export interface Rise {
  /** The expected increase; `null` if it is not known yet. */
  readonly expected: number | null;
  /** The part of it that must happen: if it does not, it is overdue. All of it by default. */
  readonly due?: number;
  /** Real ms to wait for it. */
  readonly patienceMs: number;
}

/** The increase of the number, and how much of it may be late work of an earlier event. */
export interface Risen {
  /** `null` = not read. */
  readonly rise: number | null;
  readonly doubtful: number;
}

export const NOT_PROBED: Risen = { rise: null, doubtful: 0 };

export interface Measuring extends Rise {
  readonly expected: number;
  /** Whether the event may be processed a second time. */
  readonly mayComeAgain: boolean;
}

/** The kind of requests before a reading: new events, repeated requests, or anything else. */
export type ReadingKind = "fresh" | "again" | "other";

/** Reads the increase of a number caused by what is sent. */
export interface WorkMeter {
  begin(kind?: ReadingKind): Promise<number>;
  leaveUnsettled(due?: number, isAll?: boolean): void;
  measured(measuring: Measuring): Promise<Risen>;
  risen(rise: Rise): Promise<number>;
  /** Whether one reading serves several checks. */
  readonly isShared?: boolean;
}

/** Measures the increase of a probe's number since the last reading, once it has stopped changing. */
export class ProbeMeter implements WorkMeter {
  readonly #probe: Probe;
  readonly #lags: Lags;
  #before: number | null = null;
  /** Events that were sent since without waiting for their work: either all of it is due and known, or the increase is unknown. */
  #unsettled: "nothing" | "what is due" | "unknown" = "nothing";
  /**
   * Work that was due and is missing, for a number that rises late; it may arrive while a later event is measured. `unawaited`: the part
   * that was due when the number fell, as after a restart of the receiver; it may never arrive.
   */
  #overdue = { rise: 0, since: 0, unawaited: 0 };
  /** The part of the last increase that may have been overdue. */
  #doubtful = 0;

  constructor(probe: Probe, lags: Lags) {
    this.#probe = probe;
    this.#lags = lags;
  }

  /**
   * The number before anything is sent, once it has stopped changing, so that earlier work is not attributed to what follows. Returns the
   * change since the last reading.
   */
  async begin(): Promise<number> {
    const last = this.#before;
    const due = this.#unsettled === "what is due" ? this.#openRise() : 0;
    const now = await this.#afterOverdue(last);
    // The work that was due has arrived, and no more.
    const isAtRest = this.#unsettled !== "unknown" && (last === null ? due === 0 : now === last + due);
    const before = isAtRest ? now : await this.#atRest(now);
    this.#before = before;
    this.#unsettled = "nothing";
    const rise = before - (last ?? before);
    if (rise < 0) this.#fallenTo(before);
    else this.#settle(rise);
    return rise;
  }

  /** Notes that something was sent whose increase is not measured; `due` is its known part, and with `isAll` there is no more. */
  leaveUnsettled(due = 0, isAll = false): void {
    this.#unsettled = isAll && this.#unsettled !== "unknown" ? "what is due" : "unknown";
    this.#owe(due);
  }

  /** Measures the due increase, and no more: a second try's work arrives a moment after the first's. */
  async measured({ mayComeAgain, ...due }: Measuring): Promise<Risen> {
    const { expected } = due;
    const rise = await this.risen(due);
    const doubtful = this.#doubtful;
    if (!mayComeAgain || expected === 0 || rise !== expected) return { rise, doubtful };
    const more = await this.risen({ expected: 0, patienceMs: 0 });
    return { rise: rise + more, doubtful: doubtful + this.#doubtful };
  }

  /** Waits for the due increase, and for unexpected increases. */
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

  /** The number, once overdue work has arrived or its time is over. */
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

  /** Notes missing work that may still arrive: work that is done before the answer is never late. */
  #owe(rise: number): boolean {
    if (rise <= 0 || this.#lags.longestMs("probe") === 0) return false;
    this.#overdue = { ...this.#overdue, rise: this.#openRise() + rise, since: systemTime.monotonicMs() };
    return true;
  }

  /** The number was reset: its present value has been counted since. Other work that was due may still arrive, but is not waited for. */
  #fallenTo(now: number): void {
    this.#settle(now);
    this.#overdue = { ...this.#overdue, unawaited: this.#openRise() };
  }

  /** An increase beyond the expected one is attributed to overdue work first. Returns that part. */
  #settle(rise: number): number {
    const open = this.#openRise();
    const settled = Math.max(0, Math.min(rise, open));
    const { since, unawaited } = this.#overdue;
    this.#overdue = { rise: open - settled, since, unawaited: Math.min(unawaited, open - settled) };
    return settled;
  }

  /** Waits for two equal readings, as far apart as work may be late. */
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
