import { pause } from "../../base/time/real-waits.ts";
import { systemTime } from "../../base/time/system-clock.ts";
import type { CheckContextParts } from "./context/check-context.ts";
import type { Account } from "./context/check-mock.ts";
import type { Sent } from "./context/sent.ts";
import { plainAccount } from "./health-probe.ts";
import { answerOf, isAccepted } from "./judging/final-answer.ts";

/** A receiver whose command was just started may answer 5xx for this many real ms until it is ready (PRODUCT §8, rule 9); it is polled at this interval. */
const WARM_UP = { withinMs: 20_000, everyMs: 200 } as const;

/** Waits until a receiver that was just started accepts plain events: a slow first start may have hidden that it needs time. */
export async function untilReady(parts: CheckContextParts): Promise<void> {
  const { settings, eventTimes, known } = parts;
  if (known.obstacle !== null) return;
  const startedAt = systemTime.monotonicMs();
  const account = plainAccount(parts, { salt: `ready/${eventTimes.next(settings.now)}`, tries: 1 });
  try {
    const knock = () => account.send({ type: known.plainType, lead: account.newLead() }, { answersOnly: true });
    const isWarming = async () => ["failed", "broken"].includes(answerOf(await knock()));
    while ((await isWarming()) && systemTime.monotonicMs() - startedAt < WARM_UP.withinMs) await pause(WARM_UP.everyMs);
  } finally {
    await account.close();
  }
}

/** Real ms of a first answer that is slow for reasons other than the start of a process. */
const SLOW_MS = 1_000;

export interface FirstContact {
  readonly knocked: Sent;
  /** Real ms until it accepted an event, if it answered 5xx first; else 0. */
  readonly warmUpMs: number;
}

/** One email with one attempt; a command that was just started may need some real time. */
export async function firstContact(account: Account, isYoung: boolean): Promise<FirstContact> {
  const startedAt = systemTime.monotonicMs();
  const knock = () => account.send({ type: "EMAIL_SENT", lead: account.newLead() }, { answersOnly: true });
  let knocked = await knock();
  const isWarming = async () => {
    if (!["failed", "broken"].includes(answerOf(knocked))) return false;
    const other = await account.send({ type: "LEAD_UNSUBSCRIBED", lead: account.newLead() }, { answersOnly: true });
    return !isAccepted(other);
  };
  const elapsedMs = () => systemTime.monotonicMs() - startedAt;
  let warmUpMs = 0;
  while (isYoung && elapsedMs() < WARM_UP.withinMs && (await isWarming())) {
    await pause(WARM_UP.everyMs);
    knocked = await knock();
    warmUpMs = Math.round(elapsedMs());
  }
  // The very first answer of a process is slower than all others, and does not show how it handles concurrent requests.
  const isQuick = isAccepted(knocked) && (knocked.delivery.attempts[0]?.duration_ms ?? 0) < SLOW_MS;
  const again = isQuick ? await knock() : knocked;
  return { knocked: isAccepted(again) ? again : knocked, warmUpMs: isAccepted(knocked) ? warmUpMs : 0 };
}
