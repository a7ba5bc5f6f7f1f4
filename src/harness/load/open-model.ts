import { systemTime } from "../../base/time/system-clock.ts";

/** Real ms between two looks at least; a higher rate makes several arrivals at a look. */
const SHORTEST_TICK_MS = 5;
const LONGEST_TICK_MS = 250;
/** Arrivals that one look makes at most, so that answers are read in between; what is left is made at the next look, and was due when it was due. */
const MAX_PER_TICK = 250;

export interface OpenModel {
  /** Arrivals a second of real time. */
  readonly rate: number;
  /** How many arrivals there are. */
  readonly count: number;
  /** Makes what is due; `scheduledAt` is the monotonic ms at which it was. Answers how many arrivals that were. */
  readonly arrive: (scheduledAt: number) => number;
  readonly signal: AbortSignal;
}

/**
 * An open model: the clock alone says when the next one arrives, and no answer is waited for. One that the process made late is
 * still measured from when it was due, so that a slow receiver cannot slow its own measuring (coordinated omission). Answers how many were made.
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
