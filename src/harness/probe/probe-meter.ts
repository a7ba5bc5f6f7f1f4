import { pause } from "../../base/time/pause.ts";
import { systemTime } from "../../base/time/system-clock.ts";
import type { Lags } from "./evidence-lags.ts";
import type { Probe } from "./probe.ts";

/** Real ms between two looks at a number that is to rise. */
const LOOK_EVERY_MS = 25;
/** Looks for a number that does not come to rest, before it is taken as it is. */
const MAX_SETTLING_LOOKS = 400;

export interface Rise {
  /** By how much it is to rise; `null` where nobody knows yet. */
  readonly expected: number | null;
  /** Real ms that it is waited for. */
  readonly patienceMs: number;
}

/** By how much a probe's number has risen since it was read before, once it has come to rest. */
export class ProbeMeter {
  readonly #probe: Probe;
  readonly #lags: Lags;
  #before: number | null = null;
  /** Events were sent since, and nobody waited for their work. */
  #isUnsettled = false;

  constructor(probe: Probe, lags: Lags) {
    this.#probe = probe;
    this.#lags = lags;
  }

  /** The number before anything is sent; at rest, so that no earlier work is taken for what follows. Gives by how much it has changed since it was read last. */
  async begin(): Promise<number> {
    const now = await this.#probe.read();
    const last = this.#before;
    const isAtRest = last === null || now === last;
    const before = isAtRest && !this.#isUnsettled ? now : await this.#atRest(now);
    this.#before = before;
    this.#isUnsettled = false;
    return before - (last ?? before);
  }

  /** Something was sent, and its rise is not asked for. */
  leaveUnsettled(): void {
    this.#isUnsettled = true;
  }

  /** Waits for the rise that is due, and for more that should not come. */
  async risen({ expected, patienceMs }: Rise): Promise<number> {
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
    if (expected === null || expected === 0 || now - before > expected) now = await this.#atRest(now);
    this.#before = now;
    return now - before;
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
