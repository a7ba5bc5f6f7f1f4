import { afterReal } from "./system-clock.ts";

/** Waits this many real ms; not at all for 0. */
export function pause(ms: number): Promise<void> {
  return ms <= 0 ? Promise.resolve() : new Promise((resolve) => void afterReal(ms, resolve));
}

/** Stands for what was not waited for. */
export const STOPPED = Symbol("stopped");

/**
 * Waits for it, but no longer than `graceMs` of real time beyond the signal. What it becomes afterwards, a failure included, is nobody's
 * business any more.
 */
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
