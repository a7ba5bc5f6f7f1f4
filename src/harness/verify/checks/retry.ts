import { PRINTED_EFFECT } from "../../../delivery/idempotency/log-lines.ts";
import { type Check, defineCheck, type Judgement } from "../check.ts";
import type { CheckContext } from "../context/check-context.ts";
import type { Sent } from "../context/sent.ts";
import { answerFinding, answerOf, isAccepted, judgeBuiltOn } from "../judging/final-answer.ts";
import { fail, failIf, findingOf, ok, requestOf, skip, warn } from "../judging/findings.ts";
import { missingWork, protocolOf, secondEffect } from "../judging/proof.ts";
import { unknownWork, workOf } from "../judging/side-effects.ts";
import { unitsOf } from "../measuring/units.ts";
import { typeProfile } from "../receiver-profile.ts";
import { hasRetries, leadReadyFor, NO_RETRIES, naturally } from "./event-sequences.ts";
import { OWN_FAILURE } from "./own-failure.ts";

/** Real time that a slow body takes: long enough for several chunks, short enough for a run of a few seconds. */
const SLOW_BODY = "200ms";
/** Real ms for work after the answer to be done after a crash: a queue that is resumed. */
const AFTER_CRASH_MS = 5_000;

/** The receiver never had the whole request, so the next attempt is the first it sees; effects count whichever arrived. */
function judgeFirstSight(sent: Sent, context: CheckContext, what: string): Judgement {
  const name = `${sent.label} ${what}`;
  const request = requestOf(sent);
  const twice = secondEffect(sent);
  if (twice !== null) {
    const parts = { expected: "the work done once", actual: "more than once" };
    return fail({ findings: [findingOf(sent, `${name} is processed more than once.`, parts)], request, proof: twice });
  }
  const answer = answerOf(sent);
  if (answer !== "accepted" && answer !== "late") {
    const doubt = `${name} got no answer within its timeout.`;
    return failIf(protocolOf(sent), { findings: [answerFinding({ ...sent, label: name })], request, doubt });
  }
  const lost = missingWork(sent, context.known);
  if (lost !== null) {
    const parts = { expected: "an effect", actual: "none" };
    return fail({
      findings: [findingOf(sent, `${name} is answered 2xx but has no effect.`, parts)],
      request,
      proof: lost,
    });
  }
  const areCounted = typeProfile(context.known, sent.type, sent.dialect).kind === "works";
  if (areCounted && sent.work.kind !== "read") return unknownWork(sent, name);
  const seen = workOf(sent) === "done" ? ", and its effect was seen once" : "";
  return ok({ evidence: [`${name} is answered 2xx on attempt ${sent.delivery.attempts.length}${seen}.`] });
}

/** Killed right after a 2xx, and restarted: acknowledged work must be done. */
async function killedAfterAnswer(context: CheckContext): Promise<Sent | string> {
  const { crashReceiver, known } = context;
  if (crashReceiver === null) return "verify can kill the receiver only if you give its command after `--`.";
  const account = context.account();
  const type = known.workType;
  const lead = await leadReadyFor(account, type);
  const label = `${type} whose receiver is killed right after its answer`;
  const resume = account.pauseLearning();
  const sent = await account.send(
    { type, lead, label },
    {
      until: async () => {
        await account.mock.settled();
        await crashReceiver();
      },
    },
  );
  resume();
  const withinMs = known.lags.areLate ? AFTER_CRASH_MS : 0;
  return workOf(sent) === "none" && withinMs > 0 ? account.waitForWork(sent, withinMs) : sent;
}

/** A receiver that was started for a test may have no persistent store: lost work is a warning then. Exported for tests. */
export function judgeKilled(sent: Sent, context: CheckContext): Judgement {
  if (!isAccepted(sent)) return skip("It was not answered 2xx before it was killed.");
  if (workOf(sent) === "done") return ok({ evidence: [`${sent.label}: its work was done.`] });
  const lost = missingWork(sent, context.known);
  if (lost === null) return unknownWork(sent, sent.label);
  const units = [...unitsOf(typeProfile(context.known, sent.type, sent.dialect)).keys()];
  // A buffered line is lost when the process ends.
  const unless = units.every((name) => name === PRINTED_EFFECT) ? ", unless only the printed line is missing" : "";
  const message = `${sent.label} is answered 2xx, but its effect is not seen after the restart: it was acknowledged and is lost${unless}.`;
  const parts = { expected: "an effect after the restart", actual: "none" };
  return warn({ findings: [findingOf(sent, message, parts)], request: requestOf(sent), proof: lost });
}

export const RETRY: readonly Check[] = [
  defineCheck<Sent | string>({
    id: "SL-5.1",
    title: "a request that breaks off mid-body does no harm",
    how: "The connection is reset halfway through the body of the first attempt; the second attempt is complete. Not accepted, or processed twice: fail.",
    source: "smartlead.md §1: an unanswered request is retried (A1, B3)",
    hint: "Process a body only if it is complete: valid JSON, of the length that Content-Length states.",
    isRough: true,
    arrange: async (context) =>
      hasRetries(context)
        ? naturally(context.account(), context, { faults: [{ kind: "reset", at: "during", attempt: 1 }] })
        : NO_RETRIES,
    judge: (seen, context) =>
      typeof seen === "string" ? skip(seen) : judgeFirstSight(seen, context, "whose first attempt broke off mid-body"),
  }),
  defineCheck({
    id: "SL-5.2",
    title: "a slow body is accepted",
    how: "The body arrives in eight pieces over 0.2 s. Not accepted: fail.",
    source: "smartlead.md §1 Timeout: 30 s (A1, B3)",
    hint: "Allow at least a few seconds for reading the body.",
    isRough: true,
    arrange: (context) =>
      naturally(context.account(), context, {
        label: `${context.known.workType} whose body arrives slowly`,
        faults: [{ kind: "slow-body", over: SLOW_BODY }],
      }),
    judge: (sent, context) => judgeBuiltOn([sent], context),
  }),
  OWN_FAILURE.isRecoveredFrom,
  defineCheck<Sent | string>({
    id: "SL-5.4",
    title: "an event is accepted when only its last attempt arrives",
    how: "Every attempt but the last breaks off before the body. The receiver sees only the last one, minutes after the event. Not accepted: fail.",
    source: "smartlead.md §1: retries after minutes; EMAIL_BOUNCE carries the send time (A1, E1)",
    hint: "Do not reject events because of their age: SmartLead's own retries come minutes to hours later.",
    arrange: async (context) => {
      if (!hasRetries(context)) return NO_RETRIES;
      const attempt = Array.from({ length: context.settings.policy.tries - 1 }, (_, index) => index + 1);
      return naturally(context.account(), context, { faults: [{ kind: "reset", at: "before", attempt }] });
    },
    judge: (seen, context) =>
      typeof seen === "string" ? skip(seen) : judgeFirstSight(seen, context, "that arrives on its last attempt"),
  }),
  OWN_FAILURE.isTold,
  OWN_FAILURE.isSurvived,
  defineCheck<Sent | string>({
    id: "SL-5.7",
    title: "acknowledged work survives when the receiver is killed",
    how: "An event is answered 2xx; the receiver is killed at that moment and started again. Needs its command after `--`. No effect, not even after the restart: warn, because a receiver started for a test may have no durable store.",
    source: "smartlead.md §1 2xx: the delivery is complete (A1, D417), so it is not sent again",
    hint: "Store the event durably (a table, a durable queue) before you answer 2xx.",
    isRough: true,
    arrange: killedAfterAnswer,
    judge: (seen, context) => (typeof seen === "string" ? skip(seen) : judgeKilled(seen, context)),
  }),
];
