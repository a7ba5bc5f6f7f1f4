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

/** Real time that a slow body takes: long enough to be in pieces, short enough for a whole run of five seconds. */
const SLOW_BODY = "400ms";
/** Real ms that work behind an answer has after a crash: a queue that is taken up again. */
const AFTER_CRASH_MS = 5_000;

/** The receiver never had the whole request, so what comes then is the first that it sees; effects count whatever arrived. */
function judgeFirstSight(sent: Sent, context: CheckContext, what: string): Judgement {
  const name = `${sent.label} ${what}`;
  const request = requestOf(sent);
  const twice = secondEffect(sent);
  if (twice !== null) {
    const parts = { expected: "the work done once", actual: "more than once" };
    return fail({ findings: [findingOf(sent, `${name} is worked on more than once.`, parts)], request, proof: twice });
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
      findings: [findingOf(sent, `${name} is answered 2xx, and nothing is done for it.`, parts)],
      request,
      proof: lost,
    });
  }
  const areCounted = typeProfile(context.known, sent.type, sent.dialect).kind === "works";
  if (areCounted && sent.work.kind !== "read") return unknownWork(sent, name);
  const seen = workOf(sent) === "done" ? ", and its effect was seen once" : "";
  return ok({ evidence: [`${name} is answered 2xx on try ${sent.delivery.attempts.length}${seen}.`] });
}

/** Answered 2xx, killed at once, and started again: what was acknowledged has to be done. */
async function killedAfterAnswer(context: CheckContext): Promise<Sent | string> {
  const { crashReceiver, known } = context;
  if (crashReceiver === null) return "Only a receiver whose command stands behind -- can be killed.";
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

/** A receiver that was started for a test may well have no store that outlives it: what is lost then warns. Exported for tests. */
export function judgeKilled(sent: Sent, context: CheckContext): Judgement {
  if (!isAccepted(sent)) return skip("It was not answered 2xx before it was killed.");
  if (workOf(sent) === "done") return ok({ evidence: [`${sent.label}: its work was done.`] });
  const lost = missingWork(sent, context.known);
  if (lost === null) return unknownWork(sent, sent.label);
  const units = [...unitsOf(typeProfile(context.known, sent.type, sent.dialect)).keys()];
  // A line that waited in a buffer ends with the process.
  const unless = units.every((name) => name === PRINTED_EFFECT) ? ", unless only the line that tells of it is" : "";
  const message = `${sent.label} is answered 2xx, and its work is not seen after the restart: it was acknowledged and is lost${unless}.`;
  const parts = { expected: "an effect after the restart", actual: "none" };
  return warn({ findings: [findingOf(sent, message, parts)], request: requestOf(sent), proof: lost });
}

export const RETRY: readonly Check[] = [
  defineCheck<Sent | string>({
    id: "SL-5.1",
    title: "a request that breaks off mid-body does no harm",
    how: "The connection is reset half-way through the body of the first try; the second is whole. Not accepted: fail. Worked on twice: fail.",
    source: "smartlead.md §1: what is not answered is tried again (A1, B3)",
    hint: "Work only on bodies that have come whole: JSON that parses, as long as Content-Length says.",
    isRough: true,
    arrange: async (context) =>
      hasRetries(context)
        ? naturally(context.account(), context, { faults: [{ kind: "reset", at: "during", attempt: 1 }] })
        : NO_RETRIES,
    judge: (seen, context) =>
      typeof seen === "string" ? skip(seen) : judgeFirstSight(seen, context, "whose first try broke off in mid-body"),
  }),
  defineCheck({
    id: "SL-5.2",
    title: "a slow body is accepted",
    how: "The body comes in eight pieces over 0.4 s. Not accepted: fail.",
    source: "smartlead.md §1 Timeout: 30 s (A1, B3)",
    hint: "Do not set a timeout for reading the body below some seconds.",
    isRough: true,
    arrange: (context) =>
      naturally(context.account(), context, {
        label: `${context.known.workType} whose body comes slowly`,
        faults: [{ kind: "slow-body", over: SLOW_BODY }],
      }),
    judge: (sent, context) => judgeBuiltOn([sent], context),
  }),
  OWN_FAILURE.isRecoveredFrom,
  defineCheck<Sent | string>({
    id: "SL-5.4",
    title: "an event is accepted when only its last try arrives",
    how: "Every try but the last breaks off before the body. The last one, minutes after the event, is the first that the receiver sees. Not accepted: fail.",
    source: "smartlead.md §1: retries after minutes; EMAIL_BOUNCE carries the send time (A1, E1)",
    hint: "Do not refuse events for their age: SmartLead's own retries are minutes to hours late.",
    arrange: async (context) => {
      if (!hasRetries(context)) return NO_RETRIES;
      const attempt = Array.from({ length: context.settings.policy.tries - 1 }, (_, index) => index + 1);
      return naturally(context.account(), context, { faults: [{ kind: "reset", at: "before", attempt }] });
    },
    judge: (seen, context) =>
      typeof seen === "string" ? skip(seen) : judgeFirstSight(seen, context, "that arrives on its last try"),
  }),
  OWN_FAILURE.isTold,
  OWN_FAILURE.isSurvived,
  defineCheck<Sent | string>({
    id: "SL-5.7",
    title: "acknowledged work is done even if the receiver is killed",
    how: "An event, answered 2xx; the receiver is killed at that moment and started again. Needs its command behind --. Nothing done, not even after the restart: warn, since a receiver that was started for a test may have no store.",
    source: "smartlead.md §1 2xx: the delivery is over (A1, D417), so nobody sends it again",
    hint: "Put the event where it outlives the process (a table, a durable queue) before you answer 2xx.",
    isRough: true,
    arrange: killedAfterAnswer,
    judge: (seen, context) => (typeof seen === "string" ? skip(seen) : judgeKilled(seen, context)),
  }),
];
