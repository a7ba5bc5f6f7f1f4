import { afterReal } from "./after-real.ts";
import type { Cancel } from "./clock.ts";

/** The machine's time: the only place that reads it. */
export interface RealTime {
  /** Epoch milliseconds by the wall clock. */
  epochMs(): number;
  /** Milliseconds since some fixed moment; never runs backwards. */
  monotonicMs(): number;
  /** Calls back after so many real milliseconds. */
  after(ms: number, callback: () => void): Cancel;
  /** Calls back as soon as the current work is done, before any timer. */
  soon(callback: () => void): Cancel;
}

export { afterReal } from "./after-real.ts";

export const systemTime: RealTime = {
  epochMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after: afterReal,
  soon: (callback) => {
    const handle = setImmediate(callback);
    return () => clearImmediate(handle);
  },
};

/** Calls back repeatedly until cancelled. Does not keep the process alive. */
export function everyReal(ms: number, callback: () => void): Cancel {
  const handle = setInterval(callback, ms);
  handle.unref();
  return () => clearInterval(handle);
}
