import type { EventType } from "../../../smartlead/events/event-types.ts";
import { type Check, defineCheck, type Judgement } from "../check.ts";
import type { CheckContext } from "../context/check-context.ts";
import type { Account } from "../context/check-mock.ts";
import { attemptsOf, firstAnswer, type Sent } from "../context/sent.ts";
import { answerOf, judgeAnswers, judgeBuiltOn } from "../judging/final-answer.ts";
import { count, fail, findingOf } from "../judging/findings.ts";
import { missingWork, type Proof } from "../judging/proof.ts";
import { type Comparison, judgeComparisons, unknownWork, workOf } from "../judging/side-effects.ts";
import type { Total } from "../measuring/work-measure.ts";
import { works } from "../receiver-profile.ts";
import { leadsReadyFor } from "./event-sequences.ts";

const BURST_EVENTS = 200;
const BURST_AT_ONCE = 50;
/** Events sent together after a burst that seems to have lost some, to check that the number adds up. */
const FEW_AT_ONCE = 3;
const KEPT_ALIVE_REQUESTS = 10;
/** On the mock's clock: the earlier event arrives later, and before the first retry of the other. */
const LATER = "30s";
const SOURCE = "smartlead.md §1 Order: not guaranteed, sort by timestamp (B1)";

/** The later event arrives first: its effects are read before the earlier one is sent. */
async function outOfOrder(
  context: CheckContext,
  { earlier, later, circumstance, before = [] }: Disorder,
): Promise<Comparison> {
  const account = context.account();
  const { clock } = account.mock;
  const lead = account.newLead();
  for (const type of before) await account.send({ type, lead });
  clock.setMode("manual");
  account.begin({ type: earlier, lead, faults: [{ kind: "delay", by: LATER }] });
  const alone = await account.send(
    { type: later, lead },
    { until: ([one]) => firstAnswer(account.mock, one?.id ?? "") },
  );
  clock.setMode("virtual");
  await account.mock.settled();
  // It may legitimately have waited for the earlier one: only work that is missing after that is lost.
  const isDone = workOf(alone) === "done";
  const [arrived = alone] = await account.waitForEffects(
    [alone],
    isDone ? 0 : context.known.lags.patienceMs(context.pace),
  );
  const usualLead = account.newLead();
  for (const type of [...before, earlier]) await account.send({ type, lead: usualLead });
  const usual = await account.send({ type: later, lead: usualLead });
  return { unusual: isDone ? { ...arrived, work: alone.work } : arrived, usual, circumstance };
}

interface Disorder {
  readonly earlier: EventType;
  readonly later: EventType;
  readonly circumstance: string;
  /** The lead's earlier events. */
  readonly before?: readonly EventType[];
}

function mailsTo(account: Account, type: EventType, leads: number): Promise<readonly Sent[]> {
  const orders = Array.from({ length: leads }, () => ({ type, lead: account.newLead() }));
  return account.sendAll(orders, { answersOnly: true });
}

interface Burst {
  readonly sent: readonly Sent[];
  /** If only their sum was counted and is too low: the events of a round, and the increase for a few events at once. */
  readonly short: { readonly round: Sent; readonly few: Total | null } | null;
  /** Whether the receiver stopped answering, so that the rest was not sent. */
  readonly isAborted: boolean;
}

/** Rounds with as many events as may be in flight; a receiver that answers none of a round gets no more. */
async function burst(context: CheckContext): Promise<Burst> {
  const { known } = context;
  const account = context.account({ concurrency: BURST_AT_ONCE, tries: 1 });
  const type = works(known, known.plainType) ? known.plainType : known.workType;
  const all: Sent[] = [];
  for (let round = 0; round * BURST_AT_ONCE < BURST_EVENTS; round += 1) {
    const leads = await leadsReadyFor(account, type, BURST_AT_ONCE);
    const sent = await account.sendAll(leads.map((lead) => ({ type, lead })));
    all.push(...sent);
    const silent = sent.filter((one) => answerOf(one) === "silent").length;
    if (silent * 2 > sent.length) return { sent: all, short: null, isAborted: true };
  }
  const round = all.find(({ total }) => isShort(total));
  if (round === undefined) return { sent: all, short: null, isAborted: false };
  const leads = await leadsReadyFor(account, type, FEW_AT_ONCE);
  const [few] = await account.sendAll(leads.map((lead) => ({ type, lead })));
  return { sent: all, short: { round, few: few?.total ?? null }, isAborted: false };
}

function isShort(total: Total | null): total is Total & { readonly expected: number } {
  return total !== null && total.source === "probe" && total.expected !== null && total.seen < total.expected;
}

/** A number that is wrong even for a few events at once, such as one of batches, proves nothing against the receiver. */
function missingFromSum({ short }: Burst): Proof | null {
  const total = short?.round.total ?? null;
  if (short === null || !isShort(total) || short.few === null || short.few.seen !== short.few.expected) return null;
  return { kind: "sum", subject: short.round, seen: total.seen, expected: total.expected };
}

/** A receiver must not ask for a later retry: a burst is what SmartLead sends on a Monday morning. */
function judgeBurst(seen: Burst, context: CheckContext): Judgement {
  const { sent, isAborted } = seen;
  const answered = judgeAnswers(sent);
  const cut = isAborted ? [`The receiver stopped answering, so only ${sent.length} of ${BURST_EVENTS} were sent.`] : [];
  const judged = { ...answered, evidence: [...answered.evidence, ...cut] };
  if (answered.grade !== "ok") return judged;
  const lost = sent.flatMap((one) => missingWork(one, context.known) ?? []);
  const [first, ...others] = lost;
  if (first !== undefined && first.kind === "missing") {
    const message = `${lost.length} of ${sent.length} events of a burst are answered 2xx but have no effect: they are lost.`;
    const parts = { expected: "an effect for each", actual: `${sent.length - lost.length} had one` };
    return fail({
      findings: [findingOf(first.subject, message, parts)],
      evidence: judged.evidence,
      proof: [first, ...others],
    });
  }
  const sum = missingFromSum(seen);
  if (sum !== null && sum.kind === "sum") {
    const message = `All events of a burst are answered 2xx, but the number rises by ${sum.seen} instead of ${sum.expected}: the others are lost.`;
    const parts = { expected: `a rise by ${sum.expected}`, actual: `a rise by ${sum.seen}` };
    return fail({ findings: [findingOf(sum.subject, message, parts)], evidence: judged.evidence, proof: sum });
  }
  const areCounted = sent.some((one) => works(context.known, one.type, one.dialect));
  const unclear = areCounted ? sent.find((one) => workOf(one) !== "done") : undefined;
  if (unclear !== undefined) return unknownWork(unclear, `${unclear.label} of a burst`);
  return areCounted ? { ...judged, evidence: [...judged.evidence, `All ${sent.length} had an effect.`] } : judged;
}

function judgeKeptAlive(sent: readonly Sent[], context: CheckContext): Judgement {
  const closing = sent
    .flatMap(attemptsOf)
    .filter(({ response }) => /close/i.test(String(response?.headers.connection ?? "")));
  const how =
    closing.length === 0
      ? "None of the answers closed the connection."
      : `${count(closing.length, "answer")} closed the connection, which is fine too.`;
  const judged = judgeBuiltOn(sent, context);
  return { ...judged, evidence: [...judged.evidence, how] };
}

export const ORDER_AND_LOAD: readonly Check[] = [
  defineCheck({
    id: "SL-6.1",
    title: "a reply that arrives before its email is accepted",
    how: "An EMAIL_REPLY, and 30 s later the EMAIL_SENT that it answers. Refused, or no effect though a reply in order has one: fail. 5xx until the EMAIL_SENT arrives: ok.",
    source: SOURCE,
    hint: "If you do not know the lead, create it from the reply, or answer 503 so that the reply is retried.",
    arrange: (context) =>
      outOfOrder(context, { earlier: "EMAIL_SENT", later: "EMAIL_REPLY", circumstance: "sent before its EMAIL_SENT" }),
    judge: (seen, { known }) => judgeComparisons([seen], known),
  }),
  defineCheck({
    id: "SL-6.2",
    title: "a category change that arrives before its reply is accepted",
    how: "A LEAD_CATEGORY_UPDATED, and 30 s later the EMAIL_REPLY. Graded like SL-6.1.",
    source: SOURCE,
    hint: "Process each event independently: LEAD_CATEGORY_UPDATED carries the lead and the whole conversation.",
    arrange: (context) =>
      outOfOrder(context, {
        before: ["EMAIL_SENT"],
        earlier: "EMAIL_REPLY",
        later: "LEAD_CATEGORY_UPDATED",
        circumstance: "sent before its reply",
      }),
    judge: (seen, { known }) => judgeComparisons([seen], known),
  }),
  defineCheck({
    id: "SL-6.3",
    title: "every event of a burst is answered",
    how: `${BURST_EVENTS} events, ${BURST_AT_ONCE} at a time. Any event unanswered, answered 4xx or 5xx on the first attempt, or without an effect though a plain one has one: fail.`,
    source: "smartlead.md §1 Bursts: deliveries are outside API rate limits (B1)",
    hint: "Put events into a queue and limit its workers; a 429 is final, and a 503 causes a storm of retries.",
    isRough: true,
    isAboutLoad: true,
    arrange: burst,
    judge: judgeBurst,
  }),
  defineCheck({
    id: "SL-6.4",
    title: "several requests on one connection are answered",
    how: `${KEPT_ALIVE_REQUESTS} events, one after the other, on one keep-alive connection. Any event unanswered: fail.`,
    source: "smartlead.md §1 Method, type (A1): ordinary HTTP/1.1",
    hint: "Read each body to its end before you answer, and send a Content-Length or chunks.",
    arrange: async (context) => {
      const account = context.account({ keepsAlive: true, concurrency: 1 });
      return mailsTo(account, context.known.plainType, KEPT_ALIVE_REQUESTS);
    },
    judge: judgeKeptAlive,
  }),
];
