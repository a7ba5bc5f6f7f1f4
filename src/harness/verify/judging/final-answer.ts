import type { Attempt, AttemptOutcome } from "../../../delivery/delivery.ts";
import type { Recognise } from "../../../delivery/idempotency/recogniser.ts";
import type { Finding } from "../../../reports/report.ts";
import type { Judgement } from "../check.ts";
import type { CheckContext } from "../context/check-context.ts";
import type { Sent } from "../context/sent.ts";
import { answerText, count, failIf, findingOf, lastAnswer, ok, requestOf, skip, warn } from "./findings.ts";
import { protocolOf } from "./proof.ts";

/** The final answer to an event. */
export type Answer =
  /** 2xx on the first attempt. */
  | "accepted"
  /** 2xx at a later attempt, though no fault affected the first. */
  | "late"
  /** 4xx: SmartLead treats it as final. */
  | "refused"
  /** 5xx each time. */
  | "failed"
  | "redirected"
  /** No complete answer in time. */
  | "silent"
  /** No answer, or one that is not HTTP. */
  | "broken";

export function answerOf({ delivery }: Pick<Sent, "delivery">): Answer {
  const { attempts, state } = delivery;
  if (state === "delivered") return attempts.length === 1 ? "accepted" : "late";
  return answerOfAttempt(attempts.at(-1));
}

const ANSWER_OF_OUTCOME: Readonly<Record<AttemptOutcome, Answer>> = {
  success: "accepted",
  rejected: "refused",
  server_error: "failed",
  redirect: "redirected",
  timeout: "silent",
  network_error: "broken",
  interrupted: "broken",
  withheld: "broken",
};

/** The answer to a single attempt. */
export function answerOfAttempt(attempt: Pick<Attempt, "outcome"> | undefined): Answer {
  return ANSWER_OF_OUTCOME[attempt?.outcome ?? "withheld"];
}

/** The consequence for the user of each kind of answer. */
const CONSEQUENCE: Readonly<Record<Exclude<Answer, "accepted" | "late">, string>> = {
  refused: "SmartLead treats any 4xx as final, so the event is lost",
  failed: "it fails on every attempt, so the event is lost",
  redirected: "SmartLead does not follow redirects, so the event is lost",
  silent: "SmartLead gives up after 30 seconds",
  broken: "no attempt is answered, so the event is lost",
};

/** The same after a single attempt: the result of further ones is unknown. */
const SEEN_ONCE: Partial<typeof CONSEQUENCE> = {
  failed: "it fails on the first attempt, and was not retried",
  broken: "its first attempt got no answer, and it was not retried",
};

interface AnswerRules {
  /** Whether 4xx is only a warning here. */
  readonly refusalWarns?: boolean;
  /** Number of attempts that is already reported: a receiver that accepts nothing at the first attempt is reported once. */
  readonly usualTries?: number;
  /** The noun for the evidence: `event`, `variant`. */
  readonly noun?: string;
}

/** Each event must be accepted, at the first attempt. */
export function judgeAnswers(all: readonly Sent[], rules: AnswerRules = {}): Judgement {
  const { refusalWarns = false, usualTries = 1, noun = "event" } = rules;
  const bad = all.filter((sent) => !(isAccepted(sent) && sent.delivery.attempts.length <= usualTries));
  const accepted = all.length - bad.length;
  const when = usualTries === 1 ? "on the first attempt" : `within ${usualTries} attempts, like plain events`;
  const evidence = [`${accepted} of ${count(all.length, noun)} answered 2xx ${when}.`] as const;
  if (bad.length === 0) return ok({ evidence });
  const isMild = (sent: Sent) => answerOf(sent) === "late" || (refusalWarns && answerOf(sent) === "refused");
  const worstFirst = [...bad].sort((one, other) => Number(isMild(one)) - Number(isMild(other)));
  const [worst] = worstFirst;
  const told = { evidence, findings: worstFirst.map(answerFinding), request: requestOf(worst) };
  if (worst === undefined || isMild(worst)) return warn(told);
  const proofs = worstFirst.flatMap((sent) => (isMild(sent) ? [] : (protocolOf(sent) ?? [])));
  return failIf(proofs, { ...told, doubt: `${worst.label} got no answer in the time allowed.` });
}

/** The same for checks that build on plain events: if those are not accepted, SL-1 has reported it. */
export function judgeBuiltOn(sent: readonly Sent[], { known }: CheckContext, rules: AnswerRules = {}): Judgement {
  if (sent.length === 0) return skip("This check builds on a plain event, and none is accepted; see SL-1.");
  return judgeAnswers(sent, { usualTries: known.usualTries, ...rules });
}

/** 2xx, at whichever attempt. */
export function isAccepted({ delivery }: Pick<Sent, "delivery">): boolean {
  return delivery.state === "delivered";
}

/** The words with which an answer calls its request a duplicate; `null` if it does not. */
export function duplicateWords(
  attempt: Pick<Attempt, "status" | "response"> | undefined,
  recognise: Recognise,
): string | null {
  if (attempt === undefined || attempt.status === null) return null;
  const { headers = {}, body = "" } = attempt.response ?? {};
  return recognise({ status: attempt.status, headers, body });
}

/** A finding about the answer to this event. */
export function answerFinding(sent: Sent): Finding {
  const answer = answerOf(sent);
  const first = sent.delivery.attempts[0];
  if (answer === "accepted" || answer === "late") {
    const number = sent.delivery.attempts.length;
    const what = first === undefined ? "" : answerText(first);
    const message = `${sent.label} is accepted only on attempt ${number}, not on the first.`;
    return findingOf(sent, message, { expected: "2xx on the first attempt", actual: what });
  }
  const seenOnce = sent.delivery.attempts.length === 1 ? SEEN_ONCE[answer] : undefined;
  const message = `${sent.label} is ${verbOf(sent)}: ${seenOnce ?? CONSEQUENCE[answer]}.`;
  return findingOf(sent, message, { expected: "2xx", actual: lastAnswer(sent) });
}

function verbOf(sent: Sent): string {
  const last = sent.delivery.attempts.at(-1);
  if (answerOf(sent) === "silent") return "not answered in time";
  return last?.status == null ? "not answered" : `answered ${last.status}`;
}
