import type { Attempt, DuplicateFinding, DuplicateVerdict } from "../delivery.ts";
import { type DuplicateFacts, type DuplicateQuestion, factsOf, isAccepted, isOwnAnswer } from "./duplicate-facts.ts";
import { evidenceOf, explanationOf } from "./duplicate-wording.ts";
import { mayHaveReached } from "./reach.ts";

/**
 * Judges an attempt that repeats a request id (PRODUCT §8). Returns `null` when it is not a duplicate or cannot be judged: no earlier
 * attempt can have reached the receiver, it has not ended, or it got no answer and no second effect was seen. Pure: call it again when a
 * later effect is reported or an earlier attempt ends.
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
  // Missing effects, or a second one, may still arrive; the answer after the receiver's own 5xx is final.
  return verdict === "swallowed" && facts.hadFailedItself && facts.recognition !== null ? verdict : "unproven";
}

function decideAccepted(facts: DuplicateFacts): DuplicateVerdict {
  const isRecognised = facts.recognition !== null;
  const { atLeast = 0, atMost = 0 } = facts.reading ?? {};
  if (facts.counts.size > 0 || atLeast > 0)
    return isRecognised && !facts.wasRecognisedAtFirst ? "acknowledged" : "effect-once";
  // The work may have been done: the effect may belong to another request id.
  if (facts.possible > 0) return "unproven";
  if (facts.areEffectsCounted) return facts.mayStillCome || atMost !== 0 ? "unproven" : decideUndone(facts);
  if (!isRecognised) return "unproven";
  // The receiver says so to everything, or remembers an earlier run: its answer is accepted, and the evidence has the doubt.
  if (facts.wasRecognisedAtFirst || facts.claimedWork) return "acknowledged";
  if (facts.hadFailedItself) return "swallowed";
  // Refused or redirected each time so far: the work can only have been done by an attempt without an answer.
  return facts.earlier.some((one) => !isOwnAnswer(one)) ? "acknowledged" : "unproven";
}

/** Accepted without an effect, though others of its type had theirs. No answer is right here, whatever it says. */
function decideUndone(facts: DuplicateFacts): DuplicateVerdict {
  if (facts.wasRecognisedAtFirst) return "unproven";
  if (facts.hadFailedItself) return "swallowed";
  const isCalledDone = facts.recognition !== null && !facts.claimedWork;
  return isCalledDone && facts.earlier.some(hasFailed) ? "swallowed" : "unproven";
}

function hasFailed(attempt: Attempt): boolean {
  return attempt.outcome !== null && attempt.outcome !== "success";
}
