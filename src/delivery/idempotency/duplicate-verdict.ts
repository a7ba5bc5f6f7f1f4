import type { Attempt, DuplicateFinding, DuplicateVerdict } from "../delivery.ts";
import { type DuplicateFacts, type DuplicateQuestion, factsOf, isAccepted, isOwnAnswer } from "./duplicate-facts.ts";
import { evidenceOf, explanationOf } from "./duplicate-wording.ts";
import { mayHaveReached } from "./reach.ts";

/**
 * Judges an attempt that carried a request id again (PRODUCT §8), or answers `null` when it is no duplicate or nothing can be
 * said of it: no earlier attempt can have reached the receiver, it has not ended, or it got no answer and no second effect was
 * seen. Pure: an effect that is reported later, or an earlier attempt that ends later, is judged by asking again.
 */
export function judgeDuplicate(question: DuplicateQuestion): DuplicateFinding | null {
  const { attempt, earlier } = question;
  if (attempt.outcome === null || !mayHaveReached(attempt) || !earlier.some(mayHaveReached)) return null;
  const facts = factsOf(question);
  const verdict = decideVerdict(facts);
  if (verdict === null) return null;
  return { verdict, evidence: evidenceOf(facts), explanation: explanationOf(verdict, facts) };
}

function decideVerdict(facts: DuplicateFacts): DuplicateVerdict | null {
  if (Math.max(facts.reading?.atLeast ?? 0, ...facts.counts.values()) > 1) return "reprocessed";
  if (isOwnAnswer(facts.attempt) && facts.attempt.outcome === "rejected") return "refused";
  if (!isAccepted(facts.attempt)) return null;
  const verdict = decideAccepted(facts);
  if (facts.mayBeSecond || facts.mayBeReadTwice) return "unproven";
  if (facts.mayStillWork === null) return verdict;
  // Effects that are missing now may still come, and so may a second one; what it said after a 5xx of its own stays what it is.
  return verdict === "swallowed" && facts.hadFailedItself && facts.recognition !== null ? verdict : "unproven";
}

function decideAccepted(facts: DuplicateFacts): DuplicateVerdict {
  const isRecognised = facts.recognition !== null;
  const { atLeast = 0, atMost = 0 } = facts.reading ?? {};
  if (facts.counts.size > 0 || atLeast > 0)
    return isRecognised && !facts.wasRecognisedAtFirst ? "acknowledged" : "effect-once";
  // It may have been done: what was seen may be of another.
  if (facts.possible > 0) return "unproven";
  if (facts.areEffectsCounted) return facts.mayStillCome || atMost !== 0 ? "unproven" : decideUndone(facts);
  if (!isRecognised) return "unproven";
  // It says so to everything, or remembers an earlier run: taken at its word, with the doubt in the evidence.
  if (facts.wasRecognisedAtFirst || facts.claimedWork) return "acknowledged";
  if (facts.hadFailedItself) return "swallowed";
  // Refused or redirected each time so far: only behind an answer that never came can the work have been done.
  return facts.earlier.some((one) => !isOwnAnswer(one)) ? "acknowledged" : "unproven";
}

/** Accepted, and nothing was done for it, though others of its type had their effects. No answer is good here, whatever it says. */
function decideUndone(facts: DuplicateFacts): DuplicateVerdict {
  if (facts.wasRecognisedAtFirst) return "unproven";
  if (facts.hadFailedItself) return "swallowed";
  const isCalledDone = facts.recognition !== null && !facts.claimedWork;
  return isCalledDone && facts.earlier.some(hasFailed) ? "swallowed" : "unproven";
}

function hasFailed(attempt: Attempt): boolean {
  return attempt.outcome !== null && attempt.outcome !== "success";
}
