import type { Attempt, AttemptOutcome } from "../../../src/delivery/delivery.ts";
import type { Effects } from "../../../src/delivery/idempotency/effects.ts";
import { anAttempt as anyAttempt } from "../../a-delivery.ts";

const STATUS_OF: Partial<Record<AttemptOutcome, number>> = {
  success: 200,
  rejected: 400,
  server_error: 500,
  redirect: 302,
};
const ERROR_OF: Partial<Record<AttemptOutcome, string>> = {
  timeout: "TIMEOUT: no complete answer within the timeout",
  network_error: "UND_ERR_SOCKET: other side closed",
};

/** An attempt that ended with an outcome, whatever else is said of it. */
export function anAttempt(outcome: AttemptOutcome | null, extra: Partial<Attempt> & { body?: string } = {}): Attempt {
  const { body = "", ...given } = extra;
  const status = (outcome === null ? undefined : STATUS_OF[outcome]) ?? null;
  return anyAttempt({
    ended_at: outcome === null ? null : "2026-01-05T09:00:01.000Z",
    duration_ms: outcome === null ? null : 12,
    outcome,
    status,
    error: (outcome === null ? undefined : ERROR_OF[outcome]) ?? null,
    response: status === null ? null : { headers: {}, body, bytes: body.length, truncated: false },
    ...given,
  });
}

export const ALREADY = '{"status":"already_processed"}';

export function alreadyProcessed(extra: Partial<Attempt> = {}): Attempt {
  return anAttempt("success", { body: ALREADY, ...extra });
}

/** Numbers attempts as those of one delivery. */
export function inOrder(...attempts: Attempt[]): Attempt[] {
  return attempts.map((attempt, index) => ({ ...attempt, number: index + 1 }));
}

type AskedEffects = Pick<Effects, "isCounted" | "countsOf" | "possibleOf">;

/** What the mock knows of effects: none counted at all, or these for the request id. */
export function effectsOf(counts: Record<string, number> | null, possible = 0): AskedEffects {
  return {
    isCounted: () => counts !== null,
    countsOf: () => new Map(Object.entries(counts ?? {})),
    possibleOf: () => possible,
  };
}
