import type { Attempt, Delivery } from "../../../delivery/delivery.ts";
import { isAccepted as isAcceptedByItself, isOwnAnswer } from "../../../delivery/idempotency/duplicate-facts.ts";
import { mayHaveReached } from "../../../delivery/idempotency/reach.ts";
import { createRecogniser, type Recognise } from "../../../delivery/idempotency/recogniser.ts";
import type { Judgement } from "../check.ts";
import type { CheckContext } from "../context/check-context.ts";
import { attemptsOf, type Sent } from "../context/sent.ts";
import { measurementText } from "../measuring/measurement.ts";
import { isAnyWorkSeen, typeProfile } from "../receiver-profile.ts";
import { answerFinding, duplicateWords, isAccepted } from "./final-answer.ts";
import {
  answerText,
  fail,
  failIf,
  findingOf,
  inconclusive,
  lastAnswer,
  ok,
  requestOf,
  skip,
  together,
} from "./findings.ts";
import { missingWork, type Proof, protocolProof, secondEffect } from "./proof.ts";
import { doubtOf, HOW_TO_GIVE_EVIDENCE, unknownWork, workOf } from "./side-effects.ts";

interface RepeatedRules {
  /** How the request was repeated, in words that follow the event's name: `after its answer was lost`. */
  readonly circumstance: string;
  /** Whether all were sent at the same time: then the receiver decides which is first. */
  readonly isSimultaneous?: boolean;
  /** Further evidence. */
  readonly evidence?: readonly string[];
  /** Real ms that its work was waited for, if that was longer than usual, and as long as possible. */
  readonly waitedMs?: number;
}

/** A repeated request must be processed once, and accepted each time. */
export function judgeRepeated(all: readonly Sent[], context: CheckContext, rules: RepeatedRules): Judgement {
  const judged = all.map((sent) => judgeOne(sent, context, rules));
  const worst = together(judged, "Nothing was sent again.");
  return { ...worst, evidence: [...(rules.evidence ?? []), ...worst.evidence] };
}

interface Subject {
  readonly sent: Sent;
  readonly name: string;
  readonly context: CheckContext;
  /** Attempts that may have reached the receiver, in the order in which it processed them. */
  readonly reached: readonly Attempt[];
  readonly recognise: Recognise;
  readonly rules: RepeatedRules;
}

function judgeOne(sent: Sent, context: CheckContext, rules: RepeatedRules): Judgement {
  const recognise = createRecogniser(context.settings.recogniser);
  const attempts = attemptsOf(sent).filter(mayHaveReached);
  const saysSo = (attempt: Attempt) => Number(duplicateWords(attempt, recognise) !== null);
  // Of simultaneous attempts, the first is the one that the receiver treated as new.
  const reached = rules.isSimultaneous ? [...attempts].sort((a, b) => saysSo(a) - saysSo(b)) : attempts;
  const subject = { sent, name: `${sent.label} ${rules.circumstance}`, context, reached, recognise, rules };
  return judgeEffects(subject) ?? judgeRefusals(subject) ?? judgeAccepted(subject);
}

/** Observed effects prove more than any answer. */
function judgeEffects({ sent, name, rules, context }: Subject): Judgement | null {
  const twice = secondEffect(sent);
  if (twice !== null) return bad(sent, `${name} is processed a second time.`, twice);
  if (!isAccepted(sent)) return null;
  const { waitedMs } = rules;
  const waited = waitedMs === undefined ? {} : { waitedMs, isFinal: true };
  const lost = missingWork(sent, context.known, waited);
  if (lost === null) return null;
  return bad(sent, `${name} is reported as done but never had an effect: the event is lost.`, lost);
}

function isDone({ state }: Delivery): boolean {
  return state === "delivered";
}

/** A duplicate that is refused, or never accepted: SmartLead marks the event as failed. */
function judgeRefusals({ sent, name, reached, rules }: Subject): Judgement | null {
  const refusal = reached.find((one, index) => index > 0 && one.outcome === "rejected" && isOwnAnswer(one));
  const wasRefusedAtFirst = reached[0]?.outcome === "rejected";
  const proof = protocolProof(refusal);
  if (proof !== null && !wasRefusedAtFirst) {
    const judged = bad(sent, `${name} is refused, which SmartLead treats as final: the event counts as failed.`, proof);
    // It is reported once, however it was repeated.
    return { ...judged, cause: `a duplicate is answered ${refusal?.status}` };
  }
  // A failed delivery that was accepted when resent later is no longer lost.
  const isMadeGood = ({ created_at: at }: Delivery) =>
    sent.deliveries.some(({ state, created_at }) => state === "delivered" && created_at > at);
  const failed = sent.deliveries.find((one) => one.state === "failed" && !isMadeGood(one));
  if (failed === undefined) return null;
  const isOverrun = failed.attempts.every(({ outcome }) => outcome === "server_error");
  // The check of load reports a receiver that cannot handle two requests at once; that is not a problem with duplicates.
  if (rules.isSimultaneous && isOverrun && isAccepted({ delivery: sent.deliveries.find(isDone) ?? failed })) {
    return skip(`It answers 5xx to concurrent requests, but processed the event once; see SL-6.3.`);
  }
  const subject = { ...sent, label: name, delivery: failed };
  return failIf(protocolProof(failed.attempts.at(-1)), {
    findings: [answerFinding(subject)],
    request: requestOf(sent),
    doubt: `${name} got no answer within its timeout.`,
  });
}

function judgeAccepted(subject: Subject): Judgement {
  const { sent, name, reached, context } = subject;
  if (reached.length < 2) return inconclusive({ reason: `No duplicate of ${name} reached the receiver.` });
  const clipped = reached.find((one) => one.clipped);
  if (clipped !== undefined && workOf(sent) !== "done") {
    return inconclusive({
      reason: `${name}: the receiver may still have been working on an attempt that was cut short.`,
    });
  }
  if (workOf(sent) === "done" && doubtOf(sent.work) === null) {
    return ok({ evidence: [`${name}: its work was seen once (${effectsText(sent)}).`, ...wordsOf(subject)] });
  }
  const areCounted =
    sent.work.kind === "between" || typeProfile(context.known, sent.type, sent.dialect).kind === "works";
  return areCounted ? unknownWork(sent, name) : judgeWords(subject);
}

/** If no work is visible, only the receiver's answers can be judged. */
function judgeWords(subject: Subject): Judgement {
  const { sent, name, reached, context, recognise } = subject;
  const last = reached.at(-1);
  const words = duplicateWords(last, recognise);
  if (words === null) return unknownWork(sent, name);
  if (context.known.callsAllDuplicates) {
    const reason = `${name} is reported as a duplicate, but so is a new request: the answer proves nothing. ${HOW_TO_GIVE_EVIDENCE}`;
    return inconclusive({ reason, settle: HOW_TO_GIVE_EVIDENCE });
  }
  const earlier = reached.slice(0, -1);
  const claimedWork = earlier.some((one) => isAcceptedByItself(one) && duplicateWords(one, recognise) === null);
  const failure = earlier.find((one) => isOwnAnswer(one) && one.outcome === "server_error");
  const proof = claimedWork ? null : protocolProof(failure);
  if (proof !== null) {
    const message = `${name} is reported as done, though the receiver had answered ${failure?.status}: the event is lost.`;
    return bad(sent, message, proof, [words]);
  }
  const wasLost = earlier.some((one) => !isOwnAnswer(one));
  return claimedWork || wasLost
    ? ok({ evidence: [`${name}: the receiver says that it already has the request.`, words] })
    : unknownWork(sent, name);
}

function wordsOf({ reached, recognise }: Subject): readonly string[] {
  const words = duplicateWords(reached.at(-1), recognise);
  return words === null ? [] : [words];
}

function bad(sent: Sent, message: string, proof: Proof, evidence: readonly string[] = []): Judgement {
  const parts = { expected: "2xx, with the work done once", actual: actualOf(sent) };
  return fail({ findings: [findingOf(sent, message, parts)], evidence, request: requestOf(sent), proof });
}

function effectsText({ counts, work }: Sent): string {
  const named = [...counts].map(([name, times]) => `${name || "unnamed"} ${times}`).join(", ");
  return named || measurementText(work);
}

function actualOf(sent: Sent): string {
  return `effects: ${effectsText(sent)}; last answer: ${lastAnswer(sent)}`;
}

/**
 * A new request id is a new event, whatever it has in common with another. The twin has nothing in common. `leadState` shows that work
 * depends on the state of the lead: then the twin, whose lead was in another state, does not count.
 */
export function judgeNotTakenForAnother(
  sent: Sent,
  twin: Sent,
  context: CheckContext,
  leadState: string | null = null,
): Judgement {
  const { known, settings } = context;
  if (!isAccepted(twin)) return skip(`${twin.label} is not accepted even on its own; see SL-1.`);
  const doubt = `${sent.label} got no answer within its timeout.`;
  if (!isAccepted(sent)) {
    const [first] = sent.delivery.attempts;
    return failIf(protocolProof(first), { findings: [answerFinding(sent)], request: requestOf(sent), doubt });
  }
  const isIdle = typeProfile(known, sent.type, sent.dialect).kind === "idle";
  if (workOf(sent) === "done" && isIdle && workOf(twin) !== "done") return contradicted(sent, twin);
  if (workOf(sent) === "done") return ok({ evidence: [`${sent.label} has an effect of its own.`] });
  const recognise = createRecogniser(settings.recogniser);
  const last = sent.delivery.attempts.at(-1);
  const words = duplicateWords(last, recognise);
  const missing = missingWork(sent, twin);
  if (missing !== null && leadState !== null && words === null) return unchanged(sent, leadState);
  if (missing !== null) return lost(sent, "is answered 2xx but has no effect", missing, []);
  const twinWords = duplicateWords(twin.delivery.attempts.at(-1), recognise);
  const proof = protocolProof(last);
  if (words !== null && twinWords === null && proof !== null && !known.callsAllDuplicates) {
    return lost(sent, "is reported as a duplicate", proof, [words]);
  }
  const profile = typeProfile(known, sent.type, sent.dialect);
  // An effect of the twin outweighs the profile's facts about the type (PRODUCT §8, rule 3).
  const isCounted = profile.kind === "works" || workOf(twin) === "done";
  if (profile.kind === "idle" && !isCounted) {
    return skip(`The receiver does nothing for ${twin.label} even on its own, so nothing can be lost.`);
  }
  // If other events show their work, the answer to one without evidence proves little.
  if (words === null && known.tellsDuplicates && !isCounted && !isAnyWorkSeen(known)) {
    const said = last === undefined ? "nothing" : answerText(last);
    return ok({
      evidence: [`The receiver reports duplicates, and did not report ${sent.label} as one (${said}).`],
    });
  }
  return unknownWork(sent, sent.label);
}

/** It works for one event and not for another, though nothing else distinguishes them: for example, not soon after another event. */
function contradicted(sent: Sent, twin: Sent): Judgement {
  const settle = "Look for a time window in which your receiver drops further events of a lead, and remove it.";
  const reason = `${sent.label} has an effect, and ${twin.label} has none, nor has a plain one right after an EMAIL_SENT: it may be lost or ignored on purpose. ${settle}`;
  return inconclusive({ reason, settle });
}

/** Its work may be a state that the lead already has: then nothing is lost. */
function unchanged(sent: Sent, leadState: string): Judgement {
  const settle =
    "Show the work for each event and not only changes of a lead's state, for example with --effect-log and a line for each event.";
  const reason = `${sent.label} has no effect, and may just not change the state of its lead. ${leadState} ${settle}`;
  return inconclusive({ reason, settle, evidence: [`${sent.label} is answered ${lastAnswer(sent)}.`] });
}

function lost(sent: Sent, how: string, proof: Proof, evidence: readonly string[]): Judgement {
  const message = `${sent.label} ${how}, though its X-Request-Id is new: the event is lost.`;
  const finding = findingOf(sent, message, { expected: "treated as a new event", actual: actualOf(sent) });
  return fail({ findings: [finding], evidence, request: requestOf(sent), proof });
}
