import type { Account } from "../bench/account.ts";
import type { Bench } from "../bench/bench.ts";
import { attemptsOf, type Sent } from "../bench/sent.ts";
import { type Check, defineCheck, type Judgement } from "../check.ts";
import { answerFinding, answerOf, judgeAnswers, judgeBuiltOn } from "../judging/answers.ts";
import { count, fail, requestOf } from "../judging/findings.ts";
import { type Comparison, judgeComparisons } from "../judging/work.ts";

const BURST_EVENTS = 200;
const BURST_AT_ONCE = 50;
const KEPT_ALIVE_REQUESTS = 10;
/** On the mock's clock: the earlier event comes later, and before the first retry of the other. */
const LATER = "30s";
const SOURCE = "smartlead.md §1 Order: not guaranteed, sort by timestamp (B1)";

async function replyFirst(bench: Bench): Promise<Comparison> {
  const account = bench.account();
  const [early, usualLead] = [account.newLead(), account.newLead()];
  const [, unusual] = await account.sendAll([
    { type: "EMAIL_SENT", lead: early, faults: [{ kind: "delay", by: LATER }] },
    { type: "EMAIL_REPLY", lead: early },
  ]);
  await account.introduce(usualLead);
  const usual = await account.send({ type: "EMAIL_REPLY", lead: usualLead });
  return { unusual: account.lookAgain(unusual ?? usual), usual, circumstance: "that comes before its mail" };
}

async function categoryFirst(bench: Bench): Promise<Comparison> {
  const account = bench.account();
  const [early, usualLead] = [account.newLead(), account.newLead()];
  await account.introduce(early, usualLead);
  const [, unusual] = await account.sendAll([
    { type: "EMAIL_REPLY", lead: early, faults: [{ kind: "delay", by: LATER }] },
    { type: "LEAD_CATEGORY_UPDATED", lead: early },
  ]);
  await account.send({ type: "EMAIL_REPLY", lead: usualLead });
  const usual = await account.send({ type: "LEAD_CATEGORY_UPDATED", lead: usualLead });
  return {
    unusual: account.lookAgain(unusual ?? usual),
    usual,
    circumstance: "that comes before the reply it rests on",
  };
}

function mailsTo(account: Account, leads: number): Promise<readonly Sent[]> {
  const orders = Array.from({ length: leads }, () => ({ type: "EMAIL_SENT" as const, lead: account.newLead() }));
  return account.sendAll(orders, { answersOnly: true });
}

/** Nobody may be told to come again: a burst is what SmartLead sends on a Monday morning. */
function judgeBurst(sent: readonly Sent[]): Judgement {
  const judged = judgeAnswers(sent);
  const late = sent.filter((one) => answerOf(one) === "late");
  if (judged.grade !== "warn") return judged;
  return fail({ ...judged, findings: late.map(answerFinding), request: requestOf(late[0]) });
}

function judgeKeptAlive(sent: readonly Sent[], bench: Bench): Judgement {
  const closing = sent
    .flatMap(attemptsOf)
    .filter(({ response }) => /close/i.test(String(response?.headers.connection ?? "")));
  const how =
    closing.length === 0
      ? "None of the answers closed the connection."
      : `${count(closing.length, "answer")} closed the connection, which is right too.`;
  const judged = judgeBuiltOn(sent, bench);
  return { ...judged, evidence: [...judged.evidence, how] };
}

export const ORDER_AND_LOAD: readonly Check[] = [
  defineCheck({
    id: "SL-6.1",
    title: "a reply that comes before its mail is taken",
    how: "EMAIL_REPLY of a lead, and 30 s later the EMAIL_SENT that it answers. Refused, or nothing done though a reply in order has an effect: fail. 5xx until the mail has come: ok.",
    source: SOURCE,
    hint: "Create the lead from the reply when you do not know it, or answer 503 so that the reply comes again.",
    arrange: replyFirst,
    judge: (seen, { known }) => judgeComparisons([seen], known),
  }),
  defineCheck({
    id: "SL-6.2",
    title: "a category change that comes before its reply is taken",
    how: "LEAD_CATEGORY_UPDATED of a lead, and 30 s later the EMAIL_REPLY. Graded as SL-6.1.",
    source: SOURCE,
    hint: "Let each event stand by itself: LEAD_CATEGORY_UPDATED carries the lead and the whole conversation.",
    arrange: categoryFirst,
    judge: (seen, { known }) => judgeComparisons([seen], known),
  }),
  defineCheck({
    id: "SL-6.3",
    title: "a burst is answered as a whole",
    how: `${BURST_EVENTS} EMAIL_SENT events, ${BURST_AT_ONCE} at once. One not answered, 4xx or 5xx at the first try: fail.`,
    source: "smartlead.md §1 Bursts: deliveries are outside API rate limits (B1)",
    hint: "Take events into a queue, and limit what works them off; a 429 is final, and a 503 makes a storm of retries.",
    isRough: true,
    arrange: (bench) => {
      const account = bench.account({ lanes: BURST_AT_ONCE });
      return mailsTo(account, BURST_EVENTS);
    },
    judge: judgeBurst,
  }),
  defineCheck({
    id: "SL-6.4",
    title: "several requests on one connection are answered",
    how: `${KEPT_ALIVE_REQUESTS} events, one after the other, on a connection that is kept alive. One not answered: fail.`,
    source: "smartlead.md §1 Method, type (A1): ordinary HTTP/1.1",
    hint: "Read each body to its end before the answer, and send a Content-Length or chunks.",
    arrange: async (bench) => {
      const account = bench.account({ keepsAlive: true, lanes: 1 });
      return mailsTo(account, KEPT_ALIVE_REQUESTS);
    },
    judge: judgeKeptAlive,
  }),
];
