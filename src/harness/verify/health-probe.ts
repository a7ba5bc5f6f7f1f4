import type { CheckContextParts } from "./context/check-context.ts";
import { type PlainAccountParts, plainAccount } from "./context/plain-account.ts";
import { recoveredInTime } from "./context/real-recovery.ts";
import type { Sent } from "./context/sent.ts";
import { answerOf } from "./judging/final-answer.ts";
import { lastAnswer } from "./judging/findings.ts";
import { TOO_MANY_REQUESTS } from "./judging/rate-limit.ts";

/**
 * Whether a plain event is still accepted: `null`, or how it is answered instead. A limit of requests per time is no damage, nor is a
 * circuit breaker that closes again.
 */
export async function answerToPlainEvent(
  parts: PlainAccountParts & Pick<CheckContextParts, "onWait">,
  salt: string,
): Promise<string | null> {
  const { sent } = await withPlainEvents(parts, salt, (send) => recoveredInTime(send, parts.onWait));
  return isRefusedForLoad(sent) || ["accepted", "late"].includes(answerOf(sent)) ? null : lastAnswer(sent);
}

/** Whether even a plain event is answered 429 now. */
export async function isPlainEventLimited(parts: PlainAccountParts, salt: string): Promise<boolean> {
  return isRefusedForLoad(await withPlainEvents(parts, salt, (send) => send()));
}

function isRefusedForLoad({ delivery }: Sent): boolean {
  return delivery.attempts.at(-1)?.status === TOO_MANY_REQUESTS;
}

/** Nothing is tried again. */
async function withPlainEvents<Answered>(
  parts: PlainAccountParts,
  salt: string,
  use: (send: () => Promise<Sent>) => Promise<Answered>,
): Promise<Answered> {
  const { usualTries: tries, plainType: type } = parts.known;
  const account = plainAccount(parts, { salt, tries });
  try {
    return await use(() => account.send({ type, lead: account.newLead() }, { answersOnly: true }));
  } finally {
    await account.close();
  }
}
