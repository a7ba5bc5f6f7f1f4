import { isoFromMs } from "../time/iso.ts";
import type { Attempt } from "./delivery.ts";
import type { SendResult } from "./sender.ts";

export const STOPPED = "the mock was stopped while the attempt was in flight";
export const UNWRITTEN = "the journal could not be written, so nothing was sent";
const KILLED = "the mock was killed while the attempt was in flight";

/** As it begins. */
export function newAttempt(number: number, startedAt: number): Attempt {
  return {
    number,
    started_at: isoFromMs(startedAt),
    ended_at: null,
    duration_ms: null,
    outcome: null,
    status: null,
    error: null,
    clipped: false,
    faults: [],
    response: null,
    duplicate: null,
    next_attempt_at: null,
  };
}

/** An answer that had come completely before the cut stays what it is. */
export function interruptedUnlessOver(result: SendResult): SendResult {
  return result.outcome === "timeout" ? { ...result, ...interrupted(STOPPED) } : result;
}

/** The mock itself kept the attempt from ending; it does not count (PRODUCT §3). */
export function interrupted(why: string): SendResult {
  return { outcome: "interrupted", status: null, error: `INTERRUPTED: ${why}`, response: null };
}

/** One that an earlier process did not see the end of. How long it took nobody knows. */
export function killedAttempt(attempt: Attempt, now: number): Attempt {
  const ended_at = isoFromMs(Math.max(Date.parse(attempt.started_at), now));
  return { ...attempt, ...interrupted(KILLED), ended_at };
}
