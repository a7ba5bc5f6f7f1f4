import type { CheckContextParts } from "./context/check-context.ts";
import { Account } from "./context/check-mock.ts";
import type { Sent } from "./context/sent.ts";
import { answerOf } from "./judging/final-answer.ts";
import { lastAnswer } from "./judging/findings.ts";
import { TOO_MANY_REQUESTS } from "./judging/rate-limit.ts";
import { fullTimeoutOf } from "./verify-settings.ts";

/** Whether a plain event is still accepted: `null`, or how it is answered instead. A limit of requests per time is no damage. */
export async function answerToPlainEvent(parts: HealthParts, salt: string): Promise<string | null> {
  const sent = await plainEvent(parts, salt);
  return isRefusedForLoad(sent) || ["accepted", "late"].includes(answerOf(sent)) ? null : lastAnswer(sent);
}

/** Whether even a plain event is answered 429 now. */
export async function isPlainEventLimited(parts: HealthParts, salt: string): Promise<boolean> {
  return isRefusedForLoad(await plainEvent(parts, salt));
}

function isRefusedForLoad({ delivery }: Sent): boolean {
  return delivery.attempts.at(-1)?.status === TOO_MANY_REQUESTS;
}

type HealthParts = Pick<CheckContextParts, "settings" | "front" | "known">;

/** Nothing is tried again. */
async function plainEvent({ settings, front, known }: HealthParts, salt: string): Promise<Sent> {
  const account = new Account({
    settings,
    front,
    salt: `${settings.run}/${salt}`,
    dialect: known.dialect,
    lags: known.lags,
    tries: known.usualTries,
    minTimeoutMs: fullTimeoutOf(settings),
  });
  try {
    return await account.send({ type: known.plainType, lead: account.newLead() }, { answersOnly: true });
  } finally {
    await account.close();
  }
}
