/** An event during which every service that the receiver calls is down. */

import { pause } from "../../../base/time/real-waits.ts";
import type { Attempt } from "../../../delivery/delivery.ts";
import type { Entry } from "../../../journal/entry.ts";
import type { Judgement } from "../check.ts";
import type { CheckContext } from "../context/check-context.ts";
import type { Account } from "../context/check-mock.ts";
import { Outage } from "../context/outage.ts";
import { attemptsOf, type Sent } from "../context/sent.ts";
import { answerOfAttempt, isAccepted } from "../judging/final-answer.ts";
import { answerText, inconclusive, skip } from "../judging/findings.ts";
import { workOf } from "../judging/side-effects.ts";
import { hasRetries, leadReadyFor, NO_RETRIES } from "./event-sequences.ts";

/** Real ms in which work that was acknowledged during an outage may still be done: the delays of job queues; shorter if there is no sign of a queue. */
const RECOVERY_MS = { queue: 40_000, none: 10_000 } as const;
/** Minimum real ms of an outage after an event was acknowledged, so that work after the answer is affected. */
const LEAST_OUTAGE_MS = 300;
/** SmartLead's first retry delay, in real ms: the time that a lease or a claim has before the next attempt (PRODUCT §8, rule 9). */
const REAL_WAIT_MS = 60_000;

export interface Breakdown {
  readonly account: Account;
  readonly sent: Sent;
  readonly outage: Outage;
  /** Real ms that its work was waited for after the outage. */
  readonly waitedMs: number;
}

export function cannotBreak({ known }: CheckContext): string {
  return known.makesCalls
    ? "The receiver did not call SmartLead's API or the sink while they were down, so nothing failed for it."
    : "The receiver calls neither SmartLead's API nor the sink, so `verify` cannot make a service that it depends on fail. Let it call $SMARTLEAD_API_BASE, or write to $SMARTLEAD_MOCK_URL/_mock/sink.";
}

/** An event at whose first attempt every service that the receiver calls is down; for the second attempt they work again. */
export async function duringOutage(context: CheckContext, status: number, isDoubled = false): Promise<Breakdown> {
  // The second delivery simulates a retry after an answer that SmartLead never saw; there are no others.
  const account = context.account(isDoubled ? { tries: 1, concurrency: 2 } : {});
  const type = context.known.workType;
  const lead = await leadReadyFor(account, type);
  const outage = new Outage(account, context.front, status);
  // The outage ends as soon as the receiver fails, so that the retry finds everything working.
  const release = account.mock.journal.subscribe((entry) => {
    if (entry.type === "attempt.finished" && hasFailed(entry)) outage.end();
  });
  try {
    const sent = await account.send(
      { type, lead, faults: isDoubled ? [{ kind: "duplicate", copies: 1, concurrent: true }] : [] },
      { until: () => outlast(account, context, outage) },
    );
    return { account, sent, outage, waitedMs: sent.waitedMs };
  } finally {
    release();
    outage.end();
  }
}

/** Whether the receiver answered, but not with a 2xx. */
function hasFailed({ attempt }: Extract<Entry, { readonly type: "attempt.finished" }>): boolean {
  return attempt.outcome !== "success" && attempt.status !== null;
}

/** Work may come after the answer: the outage lasts that long (PRODUCT §8, rule 4). */
async function outlast(account: Account, { known }: CheckContext, outage: Outage): Promise<void> {
  await account.mock.settled();
  if (!outage.isOver) await pause(known.lags.areLate ? Math.max(LEAST_OUTAGE_MS, known.lags.lingerMs()) : 0);
  outage.end();
}

/** Waits for work that was acknowledged and is not done yet, as long as a queue may take. */
export async function recovered(context: CheckContext, all: readonly Breakdown[]): Promise<readonly Breakdown[]> {
  const open = all.filter(isOpen);
  if (open.length === 0) return all;
  const withinMs = context.known.lags.areLate ? RECOVERY_MS.queue : RECOVERY_MS.none;
  const seconds = Math.round(withinMs / 1_000);
  context.sayWaiting(`up to ${seconds} s for work that was acknowledged while SmartLead's API and the sink were down`);
  const waitFor = () =>
    Promise.all(
      all.map(async (one) => {
        if (!open.includes(one)) return one;
        const isDone = () => one.outage.hasCallSucceeded && workOf(one.sent) === "unknown";
        const sent = await one.account.waitForWork(one.sent, withinMs, isDone);
        return { ...one, sent, waitedMs: withinMs };
      }),
    );
  return context.rest(waitFor);
}

/** Whether some attempt was answered 2xx: SmartLead sends no more then. */
export function isAcknowledged({ deliveries }: Sent): boolean {
  return deliveries.some(({ state }) => state === "delivered");
}

/** Acknowledged during the outage, and neither its work nor a repetition of the failed call was seen since. */
function isOpen({ sent, outage }: Breakdown): boolean {
  if (!isAcknowledged(sent) || outage.felt.length === 0) return false;
  return workOf(sent) === "none" || (workOf(sent) === "unknown" && !outage.hasCallSucceeded);
}

export interface OwnFailure {
  readonly down: Breakdown;
  readonly first: Attempt | undefined;
  readonly answer: ReturnType<typeof answerOfAttempt>;
  /** Whether it was accepted only when it was resent after SmartLead's delay in real time. */
  readonly isLeased: boolean;
}

export async function ownFailure(context: CheckContext): Promise<OwnFailure | string> {
  if (!hasRetries(context)) return NO_RETRIES;
  return shared(context, async () => {
    const down = await duringOutage(context, 503);
    const first = attemptsOf(down.sent)[0];
    const leased = await afterRealWait(context, down);
    const seen = leased ?? down;
    return { down: seen, first, answer: answerOfAttempt(first), isLeased: leased !== null && isAccepted(leased.sent) };
  });
}

/** Three checks examine the same failure: a run causes it once, and once more with patience. */
const FAILURES_OF_RUNS = new WeakMap<object, Map<boolean, Promise<OwnFailure>>>();

function shared(context: CheckContext, act: () => Promise<OwnFailure>): Promise<OwnFailure> {
  const ofRun = FAILURES_OF_RUNS.get(context.run) ?? new Map<boolean, Promise<OwnFailure>>();
  FAILURES_OF_RUNS.set(context.run, ofRun);
  const known = ofRun.get(context.pace.isPatient) ?? act();
  ofRun.set(context.pace.isPatient, known);
  return known;
}

/** If every attempt is answered 5xx, the receiver may hold a claim that expires in real time: it is asked again after that. */
async function afterRealWait(context: CheckContext, { account, sent, outage }: Breakdown): Promise<Breakdown | null> {
  const attempts = attemptsOf(sent);
  const isHeld =
    outage.felt.length > 0 && attempts.length > 1 && attempts.every(({ outcome }) => outcome === "server_error");
  if (!isHeld) return null;
  const waitMs = Math.min(context.settings.policy.waitsMs[0] ?? REAL_WAIT_MS, REAL_WAIT_MS);
  context.sayWaiting(
    `${Math.round(waitMs / 1_000)} s of real time, in case the receiver still holds a claim on an event that failed`,
  );
  await pause(waitMs);
  const again = await account.again(sent);
  return { account, sent: again, outage, waitedMs: again.waitedMs };
}

/** Why a receiver that did not fail in the outage cannot be judged by it; `null` if it did fail. */
export function unlessFailed(seen: OwnFailure, context: CheckContext): Judgement | null {
  if (seen.answer === "failed") return null;
  if (seen.down.outage.felt.length === 0) return inconclusive({ reason: cannotBreak(context) });
  const said = seen.first === undefined ? "nothing" : answerText(seen.first);
  return skip(`It did not answer 5xx when a service that it depends on was down, but ${said}; see SL-5.5.`);
}

/** Judges a receiver that did fail in the outage. */
export function judgedOnceFailed(
  seen: OwnFailure | string,
  context: CheckContext,
  judge: (failure: OwnFailure) => Judgement,
): Judgement {
  if (typeof seen === "string") return skip(seen);
  return unlessFailed(seen, context) ?? judge(seen);
}
