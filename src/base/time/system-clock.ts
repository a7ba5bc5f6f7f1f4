import type { Cancel } from "./clock.ts";

/** The machine's own time: the only place that reads it. */
export interface RealTime {
  /** Epoch milliseconds by the wall clock. */
  epochMs(): number;
  /** Milliseconds since some fixed moment; never runs backwards. */
  monotonicMs(): number;
  /** Calls back after so many real milliseconds. */
  after(ms: number, callback: () => void): Cancel;
  /** Calls back as soon as what is under way has been done, before any timer. */
  soon(callback: () => void): Cancel;
}

/** Longer waits than this make Node's timer fire at once; they are cut into pieces. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemTime: RealTime = {
  epochMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after: afterReal,
  soon: (callback) => {
    const handle = setImmediate(callback);
    return () => clearImmediate(handle);
  },
};

/** Calls back after so many real milliseconds. */
export function afterReal(ms: number, callback: () => void): Cancel {
  if (ms <= LONGEST_TIMER_MS) {
    const short = setTimeout(callback, Math.max(0, ms));
    return () => clearTimeout(short);
  }
  let handle: NodeJS.Timeout;
  const arm = (rest: number) => {
    const part = Math.min(rest, LONGEST_TIMER_MS);
    handle = setTimeout(() => (rest > part ? arm(rest - part) : callback()), Math.max(0, part));
  };
  arm(ms);
  return () => clearTimeout(handle);
}

/** Calls back again and again until cancelled. Does not keep the process alive. */
export function everyReal(ms: number, callback: () => void): Cancel {
  const handle = setInterval(callback, ms);
  handle.unref();
  return () => clearInterval(handle);
}
