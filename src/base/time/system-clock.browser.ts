import type { Cancel } from "./clock.ts";
import type { RealTime } from "./system-clock.ts";

/** Longer waits than this make a timer fire at once; they are cut into pieces. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's own time in a browser, which has no setImmediate; its timers of 0 ms soon take 4 ms, a message does not. */
export const systemTime: RealTime = {
  epochMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after: afterReal,
  soon: (callback) => {
    const { port1, port2 } = new MessageChannel();
    const close = () => port1.close();
    port1.addEventListener("message", () => {
      close();
      callback();
    });
    port1.start();
    port2.postMessage(null);
    return close;
  },
};

/** Calls back after so many real milliseconds. */
export function afterReal(ms: number, callback: () => void): Cancel {
  let handle: ReturnType<typeof setTimeout>;
  const arm = (rest: number) => {
    const part = Math.min(rest, LONGEST_TIMER_MS);
    handle = setTimeout(() => (rest > part ? arm(rest - part) : callback()), Math.max(0, part));
  };
  arm(ms);
  return () => clearTimeout(handle);
}

/** Calls back again and again until cancelled. */
export function everyReal(ms: number, callback: () => void): Cancel {
  const handle = setInterval(callback, ms);
  return () => clearInterval(handle);
}
