import { DAY_MS } from "../../../base/time/calendar.ts";
import { pause } from "../../../base/time/real-waits.ts";
import { systemTime } from "../../../base/time/system-clock.ts";
import type { FaultRule } from "../../../delivery/faults/fault.ts";
import { createRecogniser } from "../../../delivery/idempotency/recogniser.ts";
import { type Check, type CheckText, defineCheck, type Judgement } from "../check.ts";
import type { CheckContext } from "../context/check-context.ts";
import type { Account } from "../context/check-mock.ts";
import type { Sent } from "../context/sent.ts";
import { judgeRepeated } from "../judging/duplicates.ts";
import { duplicateWords, isAccepted } from "../judging/final-answer.ts";
import { about, inconclusive, ok, skip } from "../judging/findings.ts";
import { secondEffect } from "../judging/proof.ts";
import { hasRetries, leadsReadyFor, NO_RETRIES, naturally } from "./event-sequences.ts";
import { OWN_FAILURE } from "./own-failure.ts";

/** Number of copies, in addition to the original: several, because a race does not occur every time. */
const COPIES = 3;
const ROUNDS = 3;
/** On the mock's clock: no store keeps ids that long, so a receiver that follows X-Mock-Time has dropped them. */
const AGES_MS = 1_000 * DAY_MS;
/** Number of events between a request and its repetition: more than a small cache holds. */
const OTHER_EVENTS = 250;
/** If the receiver's fastest answer takes longer than this many real ms it gets fewer, or the check would take minutes. */
const SOON_ENOUGH_MS = 100;
const FEW_OTHER_EVENTS = 25;
/** Real ms after its answer in which the work of an event is committed, unless the lag is longer. */
const COMMITTED_MS = 1_000;
const SOURCE = "smartlead.md §1 X-Request-Id and Deduplication (A1, D402, D403)";
const HINT =
  "Store the X-Request-Id under a unique key in the same transaction as the work; if it is already there, answer 2xx and do nothing.";

/** A fault at the first attempt, so that the same request is sent again. */
function afterFault(text: Pick<CheckText, "id" | "title" | "how">, fault: FaultRule, circumstance: string): Check {
  return defineCheck<Sent | string>({
    ...text,
    source: SOURCE,
    hint: HINT,
    arrange: async (context) =>
      hasRetries(context) ? naturally(context.account(), context, { faults: [{ ...fault, attempt: 1 }] }) : NO_RETRIES,
    judge: (seen, context) =>
      typeof seen === "string" ? skip(seen) : judgeRepeated([seen], context, { circumstance }),
  });
}

interface Simultaneous {
  readonly sent: readonly Sent[];
  readonly meetings: Account["meetings"];
}

async function atTheSameMoment(context: CheckContext): Promise<Simultaneous> {
  const account = context.account({ concurrency: COPIES + 1 });
  const type = context.known.workType;
  const sent: Sent[] = [];
  const [apart = null, ...leads] = await leadsReadyFor(account, type, ROUNDS + 1);
  for (const lead of leads) {
    sent.push(await account.send({ type, lead, faults: [{ kind: "duplicate", copies: COPIES, concurrent: true }] }));
  }
  // One worker may accept all connections that wait for their bodies, and serve them in turn; complete requests reach several workers.
  const whole = { kind: "duplicate", copies: COPIES, concurrent: false } as const;
  if (!sent.some(isDoneTwice)) sent.push(await account.send({ type, lead: apart, faults: [whole] }));
  return { sent, meetings: account.meetings };
}

function isDoneTwice(sent: Sent): boolean {
  return secondEffect(sent) !== null;
}

function judgeSimultaneous({ sent, meetings }: Simultaneous, context: CheckContext): Judgement {
  const met = meetings.filter(({ requests }) => requests === COPIES + 1);
  if (met.length === 0 && !sent.some(isDoneTwice))
    return inconclusive({
      reason: "The requests did not reach the receiver together: it did not accept four connections at once.",
    });
  const spread = Math.max(0, ...met.map(({ spreadMs }) => spreadMs));
  const together = `${COPIES + 1} requests with one X-Request-Id met ${met.length} times: the headers were sent on separate connections, then all bodies within ${about(spread)}.`;
  const whole = `Then ${COPIES + 1} whole requests were sent at once.`;
  const evidence = sent.length > ROUNDS ? [together, whole] : [together];
  return judgeRepeated(sent, context, {
    circumstance: "sent four times at once",
    isSimultaneous: true,
    evidence,
  });
}

export const IDEMPOTENCY: readonly Check[] = [
  defineCheck({
    id: "SL-4.1",
    title: "a redelivered request is processed once",
    how: "An event, and after its answer the same request again. Processed twice, or refused: fail. No evidence of the work: inconclusive.",
    source: SOURCE,
    hint: HINT,
    arrange: async (context) => {
      const account = context.account();
      return account.again(await naturally(account, context));
    },
    judge: (sent, context) => judgeRepeated([sent], context, { circumstance: "sent again" }),
  }),
  defineCheck({
    id: "SL-4.2",
    title: "concurrent duplicates are processed once",
    how: "Four requests with one X-Request-Id on four connections; when all headers are sent, the bodies are released together. Done three times, and once with whole requests at once. Graded like SL-4.1.",
    source: SOURCE,
    hint: "Another request gets in between checking for the id and storing it. Insert the id first, under a unique key, in the same transaction as the work, so that the second request waits for the first.",
    arrange: atTheSameMoment,
    judge: judgeSimultaneous,
  }),
  afterFault(
    {
      id: "SL-4.3",
      title: "a request redelivered after a lost response is processed once",
      how: "The receiver answers, the connection breaks before the answer is read, and the retry follows. Graded like SL-4.1.",
    },
    { kind: "lost-response" },
    "sent again after its answer was lost",
  ),
  afterFault(
    {
      id: "SL-4.4",
      title: "a request redelivered after a timeout is processed once",
      how: "The receiver's answer does not arrive within the timeout, and the retry follows. Graded like SL-4.1.",
    },
    { kind: "timeout" },
    "sent again after a timeout",
  ),
  OWN_FAILURE.isNotSwallowed,
  defineCheck({
    id: "SL-4.6",
    title: "a request redelivered a day and many events later is processed once",
    how: `An event, at least ${OTHER_EVENTS} others (${FEW_OTHER_EVENTS} if the receiver answers slowly), and the same request again; then once more a day later on the mock's clock (X-Mock-Time), as when somebody retriggers failed events. Graded like SL-4.1. Inconclusive if the receiver's clock does not follow the mock's.`,
    source: `${SOURCE}; §1: failed events can be replayed with retrigger-failed-events (A1, A4)`,
    hint: "Keep request ids for weeks rather than hours, in a store that does not evict them.",
    arrange: muchLater,
    judge: judgeMuchLater,
  }),
];

export interface MuchLater {
  /** After other events, and also after a day. */
  readonly afterOthers: Sent;
  readonly aDayLater: Sent;
  /** Long after any receiver keeps ids; `null` if that is not checked. */
  readonly agesLater: Sent | null;
  /** Events accepted in between, and how many were wanted. */
  readonly others: number;
  readonly wanted: number;
  /** Real time from the first to the last. */
  readonly realMs: number;
}

async function muchLater(context: CheckContext): Promise<MuchLater> {
  const { known } = context;
  const startedAt = systemTime.monotonicMs();
  // In two steps, so that a short delay of the machine does not change what is sent.
  const wanted = known.answersAtBestInMs / known.concurrency <= SOON_ENOUGH_MS ? OTHER_EVENTS : FEW_OTHER_EVENTS;
  const earlier = await context.earlierEvent(wanted);
  const account = earlier?.account ?? context.account();
  const sent = earlier?.sent ?? (await naturally(account, context));
  const seen = earlier?.others ?? 0;
  const missing = Math.max(0, wanted - seen);
  let others = seen;
  if (missing > 0) {
    const filling = earlier === null ? account : context.account();
    const leads = Array.from({ length: missing }, () => filling.newLead());
    const filled = await filling.sendAll(
      leads.map((lead) => ({ type: known.plainType, lead })),
      { answersOnly: true },
    );
    others += filled.filter(({ delivery }) => delivery.state === "delivered").length;
    await pause(known.lags.lingerMs("effects"));
  }
  const afterOthers = await account.again(sent);
  const aDayLater = await account.again(afterOthers, { afterMs: DAY_MS });
  const realMs = systemTime.monotonicMs() - startedAt + (earlier?.ageMs ?? 0);
  const isClean = secondEffect(aDayLater) === null;
  const agesLater = isClean && !context.isReceiverClock ? await account.again(aDayLater, { afterMs: AGES_MS }) : null;
  return { afterOthers, aDayLater, agesLater, others, wanted, realMs };
}

/** Exported for tests: the verdict on a request that is repeated much later. */
export function judgeMuchLater(seen: MuchLater, context: CheckContext): Judgement {
  const { afterOthers, aDayLater, agesLater, others, realMs } = seen;
  const early = judgeRepeated([afterOthers], context, {
    circumstance: `sent again after ${others} other events`,
  });
  if (early.grade !== "ok") return early;
  const late = judgeRepeated([aDayLater], context, { circumstance: "sent again a day later" });
  if (late.grade !== "ok") return late;
  const evidence = [...early.evidence, ...late.evidence, ...fewerThanUsual(seen)];
  const follows = context.isReceiverClock || (agesLater !== null && isTakenForNew(agesLater, aDayLater, context));
  const [first = "", ...rest] = evidence;
  if (follows) return ok({ evidence: [first, ...rest, "The receiver's clock follows the mock's."] });
  const settle = "Run it with --receiver-clock -- COMMAND (Node), or let the receiver take the time from X-Mock-Time.";
  const reason = `The receiver still recognizes the request after ${others} other events and ${about(realMs)} of real time. Whether it does after a day cannot be tested, because its own clock decides. ${settle}`;
  return inconclusive({ reason, settle, evidence });
}

/** Why there were so few events in between; empty if there were enough. */
function fewerThanUsual({ others, wanted }: MuchLater): readonly string[] {
  if (others < wanted) return [`Only ${others} other events were accepted in between, of ${wanted} that were sent.`];
  return others < OTHER_EVENTS ? [`Only ${others} other events came in between, because it answers slowly.`] : [];
}

/** Long after, it is processed as a new event: the receiver drops ids by the mock's clock, but has not after a day. */
function isTakenForNew(later: Sent, before: Sent, { settings, known }: CheckContext): boolean {
  if (secondEffect(later) !== null) return true;
  const recognise = createRecogniser(settings.recogniser);
  const isKnown = ({ delivery }: Sent) => duplicateWords(delivery.attempts.at(-1), recognise) !== null;
  return !known.callsAllDuplicates && isKnown(before) && !isKnown(later) && isAccepted(later);
}

export const IDEMPOTENCY_AFTER_RESTART: Check = defineCheck<Sent | string>({
  id: "SL-4.10",
  title: "a request redelivered after a restart is processed once",
  how: "An event, a restart of the receiver, and the same request again. Needs the receiver's command after `--`. Graded like SL-4.1, except that processing it twice only warns: a receiver started for a test may have no database.",
  source: SOURCE,
  hint: "Keep request ids in the database, not in memory, so that they outlive the process.",
  arrange: async (context) => {
    const { restartReceiver } = context;
    if (restartReceiver === null) return "verify can restart the receiver only if you give its command after `--`.";
    // An event that was sent a while ago is certainly committed.
    const earlier = await context.earlierEvent(0, COMMITTED_MS);
    const account = earlier?.account ?? context.account();
    const sent = earlier?.sent ?? (await naturally(account, context));
    if ((earlier?.ageMs ?? 0) < COMMITTED_MS) await account.untilCommitted();
    await restartReceiver();
    return account.again(sent);
  },
  judge: (seen, context) =>
    typeof seen === "string"
      ? skip(seen)
      : mildly(judgeRepeated([seen], context, { circumstance: "sent again after a restart" })),
});

function mildly(judgement: Judgement): Judgement {
  return judgement.grade === "fail" ? { ...judgement, grade: "warn" } : judgement;
}
