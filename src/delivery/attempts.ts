import type { Hold } from "../base/time/clock.ts";
import { isoFromMs } from "../base/time/iso.ts";
import type { Attempt } from "./delivery.ts";
import type { SendResult } from "./sender.ts";

export const STOPPED = "the mock was stopped while the attempt was in flight";
export const UNWRITTEN = "the journal could not be written, so nothing was sent";
const KILLED = "the mock was killed while the attempt was in flight";

/** An attempt at its start. */
export function newAttempt(number: number, startedAt: number, faults: readonly string[] = NO_FAULTS): Attempt {
  return {
    number,
    started_at: isoFromMs(startedAt),
    ended_at: null,
    duration_ms: null,
    outcome: null,
    status: null,
    error: null,
    clipped: false,
    faults,
    response: null,
    duplicate: null,
    next_attempt_at: null,
  };
}

const NO_FAULTS: readonly string[] = [];

/** An attempt in flight: its start on the mock's clock, and its hold on the clock. */
interface Flying {
  readonly attempt: Attempt;
  readonly startedAt: number;
  readonly hold: Hold;
}

/** An attempt at its end. A timeout takes its full time on the clock; `clipped` marks one that ended earlier in real time. */
export function endedAttempt(
  { attempt, startedAt, hold }: Flying,
  { isAnswered = false, outcome, status, error, response, sent }: SendResult,
  { timeoutMs, now }: { readonly timeoutMs: number | null; readonly now: () => number },
): Attempt {
  const durationMs = Math.round(hold.elapsedRealMs() * 1_000) / 1_000;
  const isTimeout = outcome === "timeout";
  if (isTimeout && timeoutMs !== null) hold.bookUntil(startedAt + timeoutMs);
  // Written out: an object literal costs a fraction of a spread.
  const ended = {
    number: attempt.number,
    started_at: attempt.started_at,
    ended_at: isoFromMs(Math.max(startedAt, now())),
    duration_ms: durationMs,
    outcome,
    status,
    error,
    // If a fault only hid the answer, the receiver is no longer working, however soon the attempt ended.
    clipped: isTimeout && !isAnswered && durationMs < (timeoutMs ?? 0),
    faults: attempt.faults,
    response,
    duplicate: null,
    next_attempt_at: null,
  };
  return sent === undefined ? ended : { ...ended, sent };
}

/** An answer that was complete before the cut keeps its result. */
export function interruptedUnlessOver(result: SendResult): SendResult {
  return result.outcome === "timeout" ? { ...result, ...interrupted(STOPPED) } : result;
}

/** The mock itself interrupted the attempt, so it does not count (PRODUCT §3). */
export function interrupted(why: string): SendResult {
  return { outcome: "interrupted", status: null, error: `INTERRUPTED: ${why}`, response: null };
}

/** The same for a request that was still held: nothing was sent (`idempotency/reach.ts` knows the code). */
export function notSent(why: string): SendResult {
  return { ...interrupted(why), error: `NOT_SENT: ${why}, which was held before it was sent` };
}

/** An attempt whose end was not seen, because its process or state is gone. Its duration is unknown. */
export function cutAttempt(attempt: Attempt, now: number, why = KILLED): Attempt {
  const ended_at = isoFromMs(Math.max(Date.parse(attempt.started_at), now));
  const { held, ...begun } = attempt;
  return { ...begun, ...(held === "request" ? notSent(why) : interrupted(why)), ended_at };
}
