import type { CheckContextParts } from "./context/check-context.ts";
import { Account } from "./context/check-mock.ts";
import { answerOf } from "./judging/final-answer.ts";
import { lastAnswer } from "./judging/findings.ts";
import { TOO_MANY_REQUESTS } from "./judging/rate-limit.ts";
import { fullTimeoutOf } from "./verify-settings.ts";

/** Whether a plain event is still accepted: `null`, or how it is answered instead. Nothing is tried again. */
export async function answerToPlainEvent(
  { settings, front, known }: CheckContextParts,
  salt: string,
): Promise<string | null> {
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
    const sent = await account.send({ type: known.plainType, lead: account.newLead() }, { answersOnly: true });
    // A limit of requests per time is no damage.
    const isLimited = sent.delivery.attempts.at(-1)?.status === TOO_MANY_REQUESTS;
    return isLimited || ["accepted", "late"].includes(answerOf(sent)) ? null : lastAnswer(sent);
  } finally {
    await account.close();
  }
}
