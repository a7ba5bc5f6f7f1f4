import { type PlainAccountParts, plainAccount } from "./context/plain-account.ts";
import type { Sent } from "./context/sent.ts";
import { answerOf } from "./judging/final-answer.ts";
import { lastAnswer } from "./judging/findings.ts";
import { TOO_MANY_REQUESTS } from "./judging/rate-limit.ts";

/** Whether a plain event is still accepted: `null`, or how it is answered instead. A limit of requests per time is no damage. */
export async function answerToPlainEvent(parts: PlainAccountParts, salt: string): Promise<string | null> {
  const sent = await plainEvent(parts, salt);
  return isRefusedForLoad(sent) || ["accepted", "late"].includes(answerOf(sent)) ? null : lastAnswer(sent);
}

/** Whether even a plain event is answered 429 now. */
export async function isPlainEventLimited(parts: PlainAccountParts, salt: string): Promise<boolean> {
  return isRefusedForLoad(await plainEvent(parts, salt));
}

function isRefusedForLoad({ delivery }: Sent): boolean {
  return delivery.attempts.at(-1)?.status === TOO_MANY_REQUESTS;
}

/** Nothing is tried again. */
async function plainEvent(parts: PlainAccountParts, salt: string): Promise<Sent> {
  const { usualTries: tries, plainType: type } = parts.known;
  const account = plainAccount(parts, { salt, tries });
  try {
    return await account.send({ type, lead: account.newLead() }, { answersOnly: true });
  } finally {
    await account.close();
  }
}
