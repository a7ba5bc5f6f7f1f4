/** A receiver that limits how fast it gets requests refuses events that have nothing wrong with them: checks of load judge that alone. */
import type { Judgement } from "../check.ts";
import { inconclusive } from "./findings.ts";
import type { Proof } from "./proof.ts";

/** 429 Too Many Requests (RFC 6585). */
export const TOO_MANY_REQUESTS = 429;
/** Real ms after which a limit per second lets the next request in. */
export const RATE_LIMIT_REST_MS = 1_100;
const SETTLE = "Raise the rate limit of your receiver while verify runs; SL-6.3 tests the limit itself.";

/** Blamed for nothing but that answers were 429. */
export function isRateLimited({ grade, proofs }: Judgement): boolean {
  return (grade === "fail" || grade === "warn") && proofs.length > 0 && proofs.every(isTooMany);
}

function isTooMany(proof: Proof): boolean {
  return proof.kind === "protocol" && proof.attempt?.status === TOO_MANY_REQUESTS;
}

/** What a check that is not about load says of such a receiver. */
export function notAboutLoad({ reason, evidence }: Judgement): Judgement {
  const seen = reason ?? "An event is answered 429.";
  return inconclusive({
    reason: `${seen} The receiver limits the rate of requests, so this check proves nothing. ${SETTLE}`,
    settle: SETTLE,
    evidence,
  });
}
