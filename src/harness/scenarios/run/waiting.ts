import { afterReal } from "../../../base/time/system-clock.ts";
import type { RunContext } from "./run-context.ts";

export type WaitEnd = "held" | "over" | "aborted";

export interface Awaited {
  /** Checked at once, after every entry, and at intervals, for conditions that are not in a journal. */
  holds(): boolean;
  /** Whether the mock's time moves meanwhile, as far as its clock moves by itself. */
  readonly isMoving: boolean;
  /** Real ms until the wait times out. */
  restMs(): number;
}

/** Real ms between two checks of conditions that are not in a journal: the receiver's calls, received requests. */
const LOOK_EVERY_MS = 20;

/**
 * Waits until a condition holds. A virtual clock is paused again in the very turn in which it became true, so that the same scenario always
 * ends at the same time.
 */
export function until(context: RunContext, awaited: Awaited): Promise<WaitEnd> {
  if (context.isAborted) return Promise.resolve("aborted");
  if (awaited.holds()) return Promise.resolve("held");
  return new Promise((resolve, reject) => {
    let cancelLook = () => {};
    const finish = (end: WaitEnd) => {
      cancelLook();
      forget();
      release();
      context.freeze();
      resolve(end);
    };
    const look = () => {
      try {
        if (awaited.holds()) finish("held");
      } catch (error) {
        reject(error);
        finish("over");
      }
    };
    const lookAgain = () => {
      if (awaited.restMs() <= 0) return finish("over");
      cancelLook = afterReal(Math.min(LOOK_EVERY_MS, awaited.restMs()), lookAgain);
      look();
    };
    const forget = context.observations.onEntry(look);
    const release = context.onAbort(() => finish("aborted"));
    cancelLook = afterReal(LOOK_EVERY_MS, lookAgain);
    if (awaited.isMoving) context.thaw();
  });
}

/** Waits this much real time. */
export function pause(context: RunContext, ms: number): Promise<WaitEnd> {
  if (context.isAborted) return Promise.resolve("aborted");
  return new Promise((resolve) => {
    const release = context.onAbort(() => {
      cancel();
      resolve("aborted");
    });
    const cancel = afterReal(ms, () => {
      release();
      resolve("held");
    });
  });
}

/** Waits until a promise has resolved, or the time is over. Rejects if the promise does. */
export function bounded(context: RunContext, promise: Promise<void>, restMs: () => number): Promise<WaitEnd> {
  return new Promise((resolve, reject) => {
    let cancel = () => {};
    const finish = (settle: () => void) => {
      cancel();
      release();
      settle();
    };
    const end = (how: WaitEnd) => finish(() => resolve(how));
    const release = context.onAbort(() => end("aborted"));
    const look = () => {
      if (restMs() <= 0) end("over");
      else cancel = afterReal(Math.min(LOOK_EVERY_MS, restMs()), look);
    };
    look();
    promise.then(
      () => end("held"),
      (error: unknown) => finish(() => reject(error)),
    );
  });
}
