import { Account } from "./bench/account.ts";
import type { BenchParts } from "./bench/bench.ts";
import { answerOf } from "./judging/answers.ts";
import { lastAnswer } from "./judging/findings.ts";
import { fullTimeoutOf } from "./settings.ts";

/** Whether a plain event is still accepted: `null`, or how it is answered instead. Nothing is tried again. */
export async function answerToPlainEvent({ settings, front, known }: BenchParts, salt: string): Promise<string | null> {
  const account = new Account({
    settings,
    front,
    salt: `${settings.run}/${salt}`,
    dialect: known.dialect,
    minTimeoutMs: fullTimeoutOf(settings),
  });
  try {
    const sent = await account.send({ type: "EMAIL_SENT", lead: account.newLead() });
    return ["accepted", "late"].includes(answerOf(sent)) ? null : lastAnswer(sent);
  } finally {
    await account.close();
  }
}
