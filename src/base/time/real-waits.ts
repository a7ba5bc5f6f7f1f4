import { afterReal } from "./system-clock.ts";

/** Waits this many real ms; not at all for 0. */
export function pause(ms: number): Promise<void> {
  return ms <= 0 ? Promise.resolve() : new Promise((resolve) => void afterReal(ms, resolve));
}

/** The result when the wait was aborted. */
export const STOPPED = Symbol("stopped");

/** Waits for a promise, but no longer than `graceMs` of real time after the signal. Its later result, a failure included, is ignored. */
export function unlessAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal | undefined,
  graceMs = 0,
): Promise<Value | typeof STOPPED> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    let cancel = () => {};
    const stop = () => {
      cancel = afterReal(graceMs, () => resolve(STOPPED));
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
    const release = () => {
      cancel();
      signal.removeEventListener("abort", stop);
    };
    promise.finally(release).then(resolve, reject);
  });
}
