import { defineCheck, type Judgement } from "../check.ts";
import { type CheckContext, patienceFor } from "../context/check-context.ts";
import { Outage, type Recovery, recoveredInTime } from "../context/outage.ts";
import { answerOf, isAccepted } from "../judging/final-answer.ts";
import { answerText, count, failIf, findingOf, ok, requestOf, skip } from "../judging/findings.ts";
import { protocolOf } from "../judging/proof.ts";
import { fullTimeoutOf } from "../verify-settings.ts";
import { ownFailure, unlessFailed } from "./breakdown.ts";
import { leadReadyFor } from "./event-sequences.ts";

/** Number of consecutive failing events before a plain one must be accepted. */
const FAILURES = 50;
/** Number of unanswered events after which no more are sent. */
const MAX_SILENT = 2;

interface Storm {
  readonly failures: number;
  readonly afterwards: Recovery;
}

/** Events that fail one after the other, and then a plain one after recovery. */
async function storm(context: CheckContext): Promise<Storm | Judgement> {
  const failure = await ownFailure(context);
  const obstacle = typeof failure === "string" ? skip(failure) : unlessFailed(failure, context);
  if (obstacle !== null) return obstacle;
  const timeoutAtFirstMs = patienceFor(context.known, context.settings);
  const account = context.account({ tries: 1, mayBeCut: true, timeoutMs: timeoutAtFirstMs });
  const type = context.known.workType;
  const lead = await leadReadyFor(account, type);
  const outage = new Outage(account, context.front, 503);
  let failures = 0;
  let silent = 0;
  try {
    while (failures + silent < FAILURES && silent < MAX_SILENT) {
      const sent = await account.send({ type, lead }, { answersOnly: true });
      if (answerOf(sent) === "silent") silent += 1;
      else failures += 1;
    }
  } finally {
    outage.end();
  }
  const label = `a plain ${type} after ${count(failures, "failure")}`;
  const timeoutMs = fullTimeoutOf(context.settings);
  const next = context.account({ tries: context.known.usualTries, timeoutMs });
  // If nothing is answered any more, an email before it would only wait for its own timeout.
  const nextLead = silent > 0 ? next.newLead() : await leadReadyFor(next, type);
  const afterwards = () => next.send({ type, lead: nextLead, label });
  return { failures, afterwards: await recoveredInTime(afterwards, (sentence) => context.sayWaiting(sentence)) };
}

function judgeStorm(seen: Storm | Judgement): Judgement {
  if ("grade" in seen) return seen;
  const {
    failures,
    afterwards: { sent, waitedMs },
  } = seen;
  const waited = waitedMs === 0 ? "" : `, after ${waitedMs / 1_000} s of real time`;
  if (isAccepted(sent)) {
    return ok({ evidence: [`After ${count(failures, "event")} answered 5xx, a plain one is answered 2xx${waited}.`] });
  }
  const message = `After ${count(failures, "failed event")}, a plain event is no longer accepted${waited}: a failure holds on to something that the next event needs.`;
  const actual = answerText(sent.delivery.attempts.at(-1) ?? NO_ANSWER);
  return failIf(protocolOf(sent), {
    findings: [findingOf(sent, message, { expected: "2xx", actual })],
    request: requestOf(sent),
    doubt: `${sent.label} got no answer within its timeout.`,
  });
}

const NO_ANSWER = { status: null, error: "no answer", outcome: null, response: null };

/** SL-5.6. */
export const IS_SURVIVED = defineCheck<Storm | Judgement>({
  id: "SL-5.6",
  title: "a plain event is accepted after 50 failures",
  how: `${FAILURES} events while SmartLead's API and the sink answer 503, then one while they work, and others for a minute of real time while it is answered 5xx. Not accepted: fail.`,
  source: "smartlead.md §1 5xx is temporary and retried (A1, D403, D417)",
  hint: "Release connections, locks and pool slots when work fails, too, in a `finally`.",
  isRough: true,
  arrange: storm,
  judge: judgeStorm,
});
