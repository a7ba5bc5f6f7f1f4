/** The receiver is down for longer than SmartLead retries: lost events are named, and resent. */

import { type Check, defineCheck, type Judgement } from "../check.ts";
import type { CheckContext } from "../context/check-context.ts";
import { Outage, recoveredInTime } from "../context/outage.ts";
import type { Sent } from "../context/sent.ts";
import { answerFinding, isAccepted } from "../judging/final-answer.ts";
import { count, fail, failIf, findingOf, inconclusive, ok, requestOf, together } from "../judging/findings.ts";
import { missingWork, protocolOf, secondEffect } from "../judging/proof.ts";
import { unknownWork, workOf } from "../judging/side-effects.ts";
import { read } from "../measuring/measurement.ts";
import { typeProfile } from "../receiver-profile.ts";
import { leadReadyFor, leadsReadyFor } from "./event-sequences.ts";

/** Number of events that SmartLead gives up. */
const LOST = 2;
/** Ms on the mock's clock that the outage continues after their last attempts. */
const STILL_DOWN_MS = 10 * 60_000;
/** Ms before the end of the outage at which one more event happens, whose first attempt fails. */
const LATE_MS = 500;

interface AfterOutage {
  /** Their state when SmartLead had given them up. */
  readonly lost: readonly Sent[];
  /** The same, resent after the receiver was up again. */
  readonly again: readonly Sent[];
  /** An event whose retry found the receiver up; `null` if the policy has a single attempt. */
  readonly late: Sent | null;
  /** An event that failed in the receiver on every attempt, and was resent after recovery; `null` if nothing could make it fail. */
  readonly failed: Sent | null;
  /** Ms on the mock's clock. */
  readonly downMs: number;
}

async function afterOutage(context: CheckContext): Promise<AfterOutage> {
  const { tries, waitsMs } = context.settings.policy;
  const account = context.account();
  const type = context.known.workType;
  const leads = await leadsReadyFor(account, type, LOST + 1);
  const waits = Array.from({ length: tries - 1 }, (_, index) => waitsMs[Math.min(index, waitsMs.length - 1)] ?? 0);
  const downMs = waits.reduce((sum, ms) => sum + ms, 0) + STILL_DOWN_MS;
  const { clock, faults } = account.mock;
  const upAt = clock.now() + downMs;
  const until = new Date(upAt).toISOString();
  faults.arm({ kind: "reset", at: "before", until });
  const orders = leads.map((lead, index) => ({ type, lead, label: `${type} ${index + 1}` }));
  const lost = await account.sendAll(orders.slice(0, LOST), { answersOnly: true });
  const [last] = orders.slice(LOST);
  const lateMs = Math.max(0, upAt - LATE_MS - clock.now());
  if (lateMs > 0) await clock.advance(lateMs);
  const late =
    tries === 1 || last === undefined
      ? null
      : await account.send({ ...last, label: `${type} whose first attempt falls into an outage` });
  await clock.advance(Math.max(1, upAt - clock.now() + 1));
  faults.clear();
  const again: Sent[] = [];
  // None of them reached the receiver, so no work was done for them before.
  for (const one of lost) again.push(await account.again({ ...one, work: read(0) }));
  return { lost, again, late, failed: await failedForGood(context), downMs };
}

/** Every service that the receiver calls is down for all attempts of an event. Work after the answer has its own checks. */
async function failedForGood(context: CheckContext): Promise<Sent | null> {
  const { known, front } = context;
  if (!known.makesCalls || known.lags.areLate) return null;
  const account = context.account();
  const type = known.workType;
  const lead = await leadReadyFor(account, type);
  const outage = new Outage(account, front, 503);
  const label = `${type} that the receiver failed on every attempt`;
  const failed = await account.send({ type, lead, label }).finally(() => outage.end());
  if (failed.delivery.state !== "failed" || outage.felt.length === 0) return null;
  const { sent } = await recoveredInTime(
    () => account.again(failed),
    (sentence) => context.sayWaiting(sentence),
  );
  return { ...sent, label: `${label}, sent again once all works` };
}

function judgeAfterOutage({ lost, again, late, failed, downMs }: AfterOutage, context: CheckContext): Judgement {
  const reached = lost.find(({ delivery }) => delivery.state !== "failed");
  if (reached !== undefined)
    return inconclusive({ reason: `${reached.label} reached the receiver, though the outage should have stopped it.` });
  const judged = [
    ...again.map((sent) => judgeOne({ ...sent, label: `${sent.label}, sent again after an outage` }, context)),
    ...[late, failed].flatMap((one) => (one === null ? [] : [judgeOne(one, context)])),
  ];
  const worst = together(judged, "Nothing was sent.");
  return { ...worst, evidence: [...balance({ lost, again, late, downMs }), ...worst.evidence] };
}

function judgeOne(sent: Sent, context: CheckContext): Judgement {
  const request = requestOf(sent);
  const twice = secondEffect(sent);
  if (twice !== null) {
    const parts = { expected: "the work done once", actual: "more than once" };
    return fail({
      findings: [findingOf(sent, `${sent.label}, is processed more than once.`, parts)],
      request,
      proof: twice,
    });
  }
  if (!isAccepted(sent)) {
    const doubt = `${sent.label}, got no answer within its timeout.`;
    return failIf(protocolOf(sent), { findings: [answerFinding(sent)], request, doubt });
  }
  const missing = missingWork(sent, context.known);
  if (missing !== null) {
    const parts = { expected: "an effect", actual: "none" };
    const message = `${sent.label}, is answered 2xx but has no effect: the gap remains.`;
    return fail({ findings: [findingOf(sent, message, parts)], request, proof: missing });
  }
  const isCounted = typeProfile(context.known, sent.type, sent.dialect).kind === "works";
  if (isCounted && workOf(sent) === "unknown") return unknownWork(sent, sent.label);
  return ok({ evidence: [`${sent.label}, is answered 2xx${isCounted ? ", and its effect was seen once" : ""}.`] });
}

/** The balance: events sent, given up, and finally processed. */
function balance({ lost, again, late, downMs }: Omit<AfterOutage, "failed">): readonly [string, ...string[]] {
  const names = lost.map(({ label, delivery }) => `${label} (X-Request-Id ${delivery.request_id})`).join(", ");
  const minutes = Math.round(downMs / 60_000);
  const done = again.filter((sent) => workOf(sent) === "done").length;
  const accepted = again.filter(isAccepted).length;
  const work = done === 0 ? "" : `, ${done} with an effect`;
  const gap = `Sent again, as SmartLead's retrigger does: ${accepted} of ${again.length} accepted${work}.`;
  const retried =
    late === null
      ? []
      : [`One more was ${isAccepted(late) ? "accepted" : "not accepted"} on attempt ${late.delivery.attempts.length}.`];
  return [
    `Down for ${count(minutes, "minute")} on the mock's clock. Given up after ${count(lost[0]?.delivery.attempts.length ?? 0, "attempt")} each: ${names}.`,
    gap,
    ...retried,
  ];
}

export const AFTER_OUTAGE: Check = defineCheck<AfterOutage>({
  id: "SL-7.3",
  title: "an outage leaves no gap once its events are sent again",
  how: `Nothing reaches the receiver until all attempts of ${LOST} events are used up and ten more minutes have passed; another event happens just before the outage ends. Then the lost events are sent again with their X-Request-Id, as SmartLead's retrigger does. So is an event at whose every attempt SmartLead's API and the sink answered 503. Any event not accepted, without an effect, or processed twice: fail.`,
  source: "smartlead.md §1 retries, §3 retrigger-failed-events (A1, D403)",
  hint: "Accept events of any age. After an outage, list what failed (webhooks summary) and retrigger it.",
  isRough: true,
  arrange: afterOutage,
  judge: judgeAfterOutage,
});
