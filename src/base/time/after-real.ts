import type { Cancel } from "./clock.ts";

/** Longer waits than this make a timer fire at once; they are cut into pieces. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Calls back after so many real milliseconds. */
export function afterReal(ms: number, callback: () => void): Cancel {
  if (ms <= LONGEST_TIMER_MS) {
    const short = setTimeout(callback, Math.max(0, ms));
    return () => clearTimeout(short);
  }
  let handle: ReturnType<typeof setTimeout>;
  const arm = (rest: number) => {
    const part = Math.min(rest, LONGEST_TIMER_MS);
    handle = setTimeout(() => (rest > part ? arm(rest - part) : callback()), Math.max(0, part));
  };
  arm(ms);
  return () => clearTimeout(handle);
}
