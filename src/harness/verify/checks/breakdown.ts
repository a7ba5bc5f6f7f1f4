/** An event during which everything behind the receiver is down. */

import { pause } from "../../../base/time/real-waits.ts";
import type { Entry } from "../../../journal/entry.ts";
import type { CheckContext } from "../context/check-context.ts";
import type { Account } from "../context/check-mock.ts";
import { Outage } from "../context/outage.ts";
import type { Sent } from "../context/sent.ts";
import { workOf } from "../judging/side-effects.ts";
import { leadReadyFor } from "./event-sequences.ts";

/** Real ms in which work that was acknowledged during an outage may still be done: the waits of job queues; shorter where no queue shows. */
const RECOVERY_MS = { queue: 40_000, none: 10_000 } as const;
/** Real ms that an outage lasts at least once an event was acknowledged, so that work behind the answer runs into it. */
const LEAST_OUTAGE_MS = 300;

export interface Breakdown {
  readonly account: Account;
  readonly sent: Sent;
  readonly outage: Outage;
  /** Real ms that its work was waited for once all worked again. */
  readonly waitedMs: number;
}

export function cannotBreak({ known }: CheckContext): string {
  return known.makesCalls
    ? "The receiver did not call SmartLead's API or the sink while they were down, so nothing failed for it."
    : "The receiver calls neither SmartLead's API nor the sink, so `verify` cannot make a service that it depends on fail. Let it call $SMARTLEAD_API_BASE, or write to $SMARTLEAD_MOCK_URL/_mock/sink.";
}

/** An event at whose first try everything behind the receiver is down, and works again for the second. */
export async function duringOutage(context: CheckContext, status: number, isDoubled = false): Promise<Breakdown> {
  // The second one stands for a retry after an answer that SmartLead never saw: there is no other.
  const account = context.account(isDoubled ? { tries: 1, concurrency: 2 } : {});
  const type = context.known.workType;
  const lead = await leadReadyFor(account, type);
  const outage = new Outage(account, context.front, status);
  // The receiver's own failure is seen at once, so that the retry finds all in order.
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

/** Answered by the receiver, and not with a 2xx. */
function hasFailed({ attempt }: Extract<Entry, { readonly type: "attempt.finished" }>): boolean {
  return attempt.outcome !== "success" && attempt.status !== null;
}

/** Work may come after the answer: an outage lasts as long as that (PRODUCT §8, rule 4). */
async function outlast(account: Account, { known }: CheckContext, outage: Outage): Promise<void> {
  await account.mock.settled();
  if (!outage.isOver) await pause(known.lags.areLate ? Math.max(LEAST_OUTAGE_MS, known.lags.lingerMs()) : 0);
  outage.end();
}

/** Waits for work that was acknowledged, and is not done yet, as long as a queue may take. */
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

/** Some try was answered 2xx: SmartLead sends no other. */
export function isAcknowledged({ deliveries }: Sent): boolean {
  return deliveries.some(({ state }) => state === "delivered");
}

/** Acknowledged while what it works with was down, and neither its work nor the call that failed was seen since. */
function isOpen({ sent, outage }: Breakdown): boolean {
  if (!isAcknowledged(sent) || outage.felt.length === 0) return false;
  return workOf(sent) === "none" || (workOf(sent) === "unknown" && !outage.hasCallSucceeded);
}
