import { assertNever } from "../../base/errors.ts";
import type { Attempt, DuplicateVerdict } from "../delivery.ts";
import { type DuplicateFacts, isOwnAnswer } from "./duplicate-facts.ts";
import type { WorkReading } from "./effects.ts";
import { errorCodeOf } from "./reach.ts";

/** Earlier attempts that the evidence lists one by one; beyond it, only the first and the latest. */
const NAMED_ATTEMPTS_LIMIT = 6;
/** Names of effects that the evidence lists. */
const NAMED_EFFECTS_LIMIT = 10;

/** The facts, one sentence each, in order of time. */
export function evidenceOf(facts: DuplicateFacts): readonly string[] {
  return [
    ...attemptSentences(facts),
    ...(facts.recognition === null ? [] : [facts.recognition]),
    ...(facts.recognition !== null && facts.wasRecognisedAtFirst
      ? ["The first answer said the same, so these words do not show that a duplicate was recognized."]
      : []),
    ...(facts.reading !== null && facts.counts.size === 0 ? [] : [effectsSentence(facts)]),
    ...(facts.reading === null ? [] : [readingSentence(facts.reading)]),
    ...(facts.possible === 0 ? [] : [possibleSentence(facts.possible)]),
    ...(facts.mayStillWork === null ? [] : [unfinishedSentence(facts.mayStillWork)]),
  ];
}

/** The meaning of the verdict for the user, and what to do. */
export function explanationOf(verdict: DuplicateVerdict, facts: DuplicateFacts): string {
  switch (verdict) {
    case "acknowledged":
      return facts.wasRecognisedAtFirst
        ? `The receiver says that it recognized the request id, but it also said so the first time: ${howToProve(facts)}, or use a fresh --run if its store is older than this run.`
        : "The receiver recognized the request id and did not do the work again.";
    case "effect-once":
      return "The request was sent more than once and the work was done once, as it should be.";
    case "reprocessed":
      return (
        "The same work was done again for one X-Request-Id: store the id together with the work, and when it is sent again, answer 2xx " +
        "without doing the work again. If one request should have several effects, report each under its own name."
      );
    case "swallowed":
      return swallowedExplanation(facts);
    case "refused":
      return refusedExplanation(facts);
    case "unproven":
      return unprovenExplanation(facts);
    default:
      return assertNever(verdict);
  }
}

function swallowedExplanation(facts: DuplicateFacts): string {
  const advice =
    "The receiver reports work as done that it never did, so the event is lost: record the X-Request-Id together with the work " +
    "or after it, never before.";
  if (!facts.hadFailedItself || facts.recognition === null)
    return `${advice} If this event should have no effect, this verdict does not apply to it.`;
  const wasLost = facts.earlier.some((one) => !isOwnAnswer(one));
  return wasLost ? `${advice} If it was done although the answer was lost, ${howToProve(facts)}.` : advice;
}

function refusedExplanation(facts: DuplicateFacts): string {
  if (facts.earlier.every((one) => one.outcome === "rejected")) {
    return "The receiver refuses this request every time, so this is not about duplicates: SmartLead treats any 4xx as final.";
  }
  const praise = facts.recognition === null ? "" : "The duplicate was recognized, but ";
  return `${praise}SmartLead treats any 4xx as final, so the event counts as failed: answer a duplicate with 2xx.`;
}

function unprovenExplanation(facts: DuplicateFacts): string {
  if (facts.mayStillWork !== null) {
    return facts.mayStillWork.clipped
      ? "The receiver may still have been working on an attempt that was cut early, so nothing better can be said: give it the full 30 s with --min-timeout 30s."
      : "The receiver may still be working on an attempt that has no answer yet, so nothing better can be said.";
  }
  if (facts.mayBeSecond) {
    return `It is not certain whether the work was done again: an effect was seen that belongs to this request or to another. ${PASS_ID_ON}`;
  }
  if (facts.mayBeReadTwice) {
    return "The probe's number does not show whether the work was done once: let the event settle before another is sent, and before that send one of its type alone.";
  }
  if (facts.counts.size === 0 && facts.possible > 0) {
    return `It is not certain whether the work was done: an effect was seen that belongs to this request or to another. ${PASS_ID_ON}`;
  }
  if (facts.areEffectsCounted && facts.mayStillCome) {
    return "No effect was seen yet, and effects may come after the answer: the verdict is decided again later.";
  }
  if (facts.recognition !== null && facts.wasRecognisedAtFirst) {
    return `The receiver gives this answer whether or not it had the request before: ${howToProve(facts)}, or use a fresh --run if its store is older than this run.`;
  }
  if (facts.recognition !== null && facts.claimedWork) {
    return `The receiver says that it did this work before, but no effect of it was ever seen, though such events have effects: ${howToProve(facts)}.`;
  }
  if (facts.recognition !== null) {
    return `The receiver says that it processed a request that it had never accepted before: ${howToProve(facts)}.`;
  }
  const answer = facts.areEffectsCounted ? "" : ' or answer a duplicate with {"status":"already_processed"}';
  return `The receiver answered 2xx, and nothing shows whether the work ran twice: ${howToProve(facts)}${answer}.`;
}

const PASS_ID_ON = "Pass the X-Request-Id on in what your receiver writes.";

function howToProve(facts: DuplicateFacts): string {
  return `report each effect with POST /_mock/effects/${facts.requestId}`;
}

function attemptSentences({ earlier, attempt }: DuplicateFacts): readonly string[] {
  const all = [...earlier, attempt];
  const isOneDelivery = all.every((one, index) => index === 0 || one.number > (all[index - 1]?.number ?? 0));
  const sentences = all.map((one, index) => {
    const name = isOneDelivery ? `Attempt ${one.number}` : `Request ${index + 1} with this id`;
    return `${name} ${endingOf(one)}.`;
  });
  const leftOut = sentences.length - NAMED_ATTEMPTS_LIMIT;
  if (leftOut <= 1) return sentences;
  return [...sentences.slice(0, 1), `${leftOut} more followed.`, ...sentences.slice(1 + leftOut)];
}

function endingOf(attempt: Attempt): string {
  const code = attempt.error === null ? null : errorCodeOf(attempt.error);
  switch (attempt.outcome) {
    case null:
      return "has not ended yet";
    case "success":
    case "rejected":
    case "server_error":
    case "redirect":
      return `was answered ${attempt.status}${isOwnAnswer(attempt) ? "" : " by a fault in the receiver's place"}`;
    case "timeout":
      return "got no complete answer in time";
    case "network_error":
      return attempt.status === null
        ? `lost its answer (${code ?? "connection broken"})`
        : `got a broken answer (${attempt.status}, ${code ?? "connection broken"})`;
    case "interrupted":
      return "was interrupted when the mock stopped; its answer is not known";
    case "withheld":
      return "was not sent";
    default:
      return assertNever(attempt.outcome);
  }
}

function effectsSentence({ counts, areEffectsCounted }: DuplicateFacts): string {
  if (counts.size === 0) {
    return areEffectsCounted
      ? "Effects are counted, and none was seen for this request id."
      : "No effects are reported.";
  }
  const named = [...counts].slice(0, NAMED_EFFECTS_LIMIT).map(([name, count]) => `${name || "unnamed"} ${count}`);
  const rest = counts.size - named.length;
  return `Effects seen for this request id: ${named.join(", ")}${rest > 0 ? ` and ${rest} more names` : ""}.`;
}

function readingSentence({ atLeast, atMost, isDue }: WorkReading): string {
  if (atMost === null && atLeast === 0) return "The probe has not been read for this request since.";
  if (atMost === 0) {
    return isDue
      ? "The probe's number rises for such an event, but did not for this one."
      : "The probe's number did not rise for it.";
  }
  if (atLeast === atMost) return `The probe shows its work ${atLeast === 1 ? "once" : `${atLeast} times`}.`;
  const most = atMost === null ? "more often" : `up to ${atMost} times`;
  return atLeast === 0
    ? `The probe's number rose by ${atMost ?? "some"} for several events together.`
    : `The probe shows its work ${atLeast === 1 ? "once" : `${atLeast} times`}, or ${most}.`;
}

function possibleSentence(possible: number): string {
  return possible === 1
    ? "One more effect was seen that belongs to this request id or to another."
    : `${possible} more effects were seen that belong to this request id or to others.`;
}

function unfinishedSentence(attempt: Attempt): string {
  return attempt.clipped
    ? "An earlier attempt was cut before 30 s of real time, so the receiver may still have been working on it."
    : "An earlier attempt has not ended yet.";
}
