import { definedOnly } from "../../base/defined-only.ts";
import type { EventType } from "../../smartlead/events/event-types.ts";
import type { DialectName } from "../../smartlead/payloads/dialect.ts";
import type { Judgement } from "./check.ts";
import type { CheckContextParts } from "./context/check-context.ts";
import { Account } from "./context/check-mock.ts";
import { recoveredInTime } from "./context/outage.ts";
import type { Sent } from "./context/sent.ts";
import { answerOf } from "./judging/final-answer.ts";
import { inconclusive, lastAnswer } from "./judging/findings.ts";
import type { Proof } from "./judging/proof.ts";
import { typeProfile } from "./receiver-profile.ts";
import { fullTimeoutOf } from "./verify-settings.ts";

/** Whether a plain event is still accepted: `null`, or its answer. A rate limit is no damage, nor is a circuit breaker that closes again. */
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

/** Opens an account for plain events, for the duration of `use`; nothing is retried beyond the usual attempts. */
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

/** A receiver with a rate limit refuses valid events: only checks of load judge that. */

/** 429 Too Many Requests (RFC 6585). */
export const TOO_MANY_REQUESTS = 429;
/** Real ms after which a limit per second accepts the next request. */
export const RATE_LIMIT_REST_MS = 1_100;
const SETTLE = "Raise the rate limit of your receiver while verify runs; SL-6.3 tests the limit itself.";

/** Whether it is blamed only for 429 answers. */
export function isRateLimited({ grade, proofs }: Judgement): boolean {
  return (grade === "fail" || grade === "warn") && proofs.length > 0 && proofs.every(isTooMany);
}

function isTooMany(proof: Proof): boolean {
  return proof.kind === "protocol" && proof.attempt?.status === TOO_MANY_REQUESTS;
}

/** The result of a check that is not about load, for such a receiver. */
export function notAboutLoad({ reason, evidence }: Judgement): Judgement {
  const seen = reason ?? "An event is answered 429.";
  return inconclusive({
    reason: `${seen} The receiver limits the rate of requests, so this check proves nothing. ${SETTLE}`,
    settle: SETTLE,
    evidence,
  });
}

export type PlainAccountParts = Pick<
  CheckContextParts,
  "settings" | "front" | "lags" | "meter" | "backlog" | "eventTimes" | "known"
>;

/**
 * An account for plain events that belong to no check. Their work is still noted as overdue: if it arrives late, it would be attributed to
 * the next event (PRODUCT §8, rule 4).
 */
export function plainAccount(
  { settings, front, lags, meter, backlog, eventTimes, known }: PlainAccountParts,
  { salt, tries }: { readonly salt: string; readonly tries: number },
): Account {
  return new Account({
    settings,
    front,
    lags,
    meter,
    ...definedOnly({ backlog: known.areEffectsNamed ? undefined : backlog }),
    salt: `${settings.run}/${salt}`,
    dialect: known.dialect,
    minTimeoutMs: fullTimeoutOf(settings),
    tries,
    startsAt: eventTimes.startOfAccount(settings.now),
    eventTimes,
    profileOf: (type: EventType, dialect: DialectName) => typeProfile(known, type, dialect),
  });
}
