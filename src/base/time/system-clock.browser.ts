import { afterReal } from "./after-real.ts";
import type { Cancel } from "./clock.ts";
import type { RealTime } from "./system-clock.ts";

export { afterReal } from "./after-real.ts";

/** The machine's time in a browser. Browsers have no setImmediate, and clamp repeated 0 ms timers to 4 ms; a message is not delayed. */
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

/** Calls back repeatedly until cancelled. */
export function everyReal(ms: number, callback: () => void): Cancel {
  const handle = setInterval(callback, ms);
  return () => clearInterval(handle);
}
