import { systemTime } from "../../base/time/system-clock.ts";

/** Minimum real ms between two ticks; at a higher rate, a tick creates several arrivals. */
const SHORTEST_TICK_MS = 5;
const LONGEST_TICK_MS = 250;
/** Maximum arrivals per tick, so that answers are read in between; the rest is created at the next tick, and keeps its due time. */
const MAX_PER_TICK = 250;

export interface OpenModel {
  /** Arrivals per second of real time. */
  readonly rate: number;
  /** Number of arrivals. */
  readonly count: number;
  /** Creates due arrivals; `scheduledAt` is the monotonic ms at which they were due. Returns their number. */
  readonly arrive: (scheduledAt: number) => number;
  readonly signal: AbortSignal;
}

/**
 * An open model: the clock alone decides when the next event arrives, without waiting for an answer. One that the process sends late is
 * still measured from its due time, so that a slow receiver cannot slow down its own measurement (coordinated omission). Returns the number
 * of arrivals.
 */
export function runOpenModel({ rate, count, arrive, signal }: OpenModel): Promise<number> {
  const startedAt = systemTime.monotonicMs();
  const dueAt = (index: number) => startedAt + (index * 1_000) / rate;
  let made = 0;
  return new Promise((resolve, reject) => {
    let cancel = () => {};
    const end = () => {
      cancel();
      signal.removeEventListener("abort", end);
      resolve(made);
    };
    const tick = () => {
      try {
        for (let step = 0; step < MAX_PER_TICK && made < count && dueAt(made) <= systemTime.monotonicMs(); step += 1)
          made += Math.max(1, arrive(dueAt(made)));
      } catch (error) {
        return reject(error);
      }
      if (made >= count || signal.aborted) return end();
      const waitMs = dueAt(made) - systemTime.monotonicMs();
      const next = waitMs <= 0 ? 0 : Math.min(LONGEST_TICK_MS, Math.max(SHORTEST_TICK_MS, waitMs));
      cancel = systemTime.after(next, tick);
    };
    signal.addEventListener("abort", end, { once: true });
    tick();
  });
}
