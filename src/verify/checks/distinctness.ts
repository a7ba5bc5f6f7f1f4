import type { Bench } from "../bench/bench.ts";
import type { Sent } from "../bench/sent.ts";
import { type Check, defineCheck, type Judgement } from "../check.ts";
import { judgeNotTakenForAnother } from "../judging/duplicates.ts";
import { together } from "../judging/findings.ts";
import { naturally } from "./conversation.ts";

/** An event that has something in common with an earlier one, and one of its type that has not. */
interface Pair {
  readonly sent: Sent;
  readonly control: Sent;
}

const SOURCE =
  "smartlead.md §1 Deduplication: message_id is shared by SENT, OPEN and CLICK of one mail, EMAIL_BOUNCE repeats the SENT's ids (E1)";
const HINT = "Deduplicate by X-Request-Id alone; ids of the mail or the lead are shared by different events.";

function judgePairs(pairs: readonly Pair[], bench: Bench): Judgement {
  const judged = pairs.map(({ sent, control }) => judgeNotTakenForAnother(sent, control, bench));
  return { ...together(judged, "Nothing was sent."), evidence: judged.flatMap(({ evidence }) => evidence) };
}

/** One mail is sent, opened and clicked; and mails of which only the opening, only the click is told. */
async function openAndClick(bench: Bench): Promise<readonly Pair[]> {
  const account = bench.account({ dialect: bench.known.dialects.includes("live") ? "live" : bench.known.dialect });
  const lead = account.newLead();
  await account.introduce(lead);
  const open = await account.send({
    type: "EMAIL_OPEN",
    lead,
    label: "EMAIL_OPEN of a mail whose EMAIL_SENT came before",
  });
  const click = await account.send({
    type: "EMAIL_LINK_CLICK",
    lead,
    label: "EMAIL_LINK_CLICK of a mail whose EMAIL_OPEN came before",
  });
  const openAlone = await account.send({ type: "EMAIL_OPEN", lead: account.newLead() });
  const clickAlone = await account.send({ type: "EMAIL_LINK_CLICK", lead: account.newLead() });
  return [
    { sent: open, control: openAlone },
    { sent: click, control: clickAlone },
  ];
}

async function bounce(bench: Bench): Promise<readonly Pair[]> {
  const pairs: Pair[] = [];
  for (const dialect of bench.known.dialects) {
    const account = bench.account({ dialect });
    const label = `EMAIL_BOUNCE in ${dialect} of a mail whose EMAIL_SENT came before`;
    const sent = await naturally(account, bench, { type: "EMAIL_BOUNCE", label });
    const control = await account.send({ type: "EMAIL_BOUNCE", lead: account.newLead() });
    pairs.push({ sent, control });
  }
  return pairs;
}

async function twoReplies(bench: Bench): Promise<readonly Pair[]> {
  const account = bench.account();
  const lead = account.newLead();
  await account.introduce(lead);
  const control = await account.send({ type: "EMAIL_REPLY", lead });
  const sent = await account.send({ type: "EMAIL_REPLY", lead, label: "the second EMAIL_REPLY of a lead" });
  return [{ sent, control }];
}

export const DISTINCTNESS: readonly Check[] = [
  defineCheck({
    id: "SL-4.7",
    title: "opening and clicking one mail are two events",
    how: "EMAIL_SENT, EMAIL_OPEN and EMAIL_LINK_CLICK of one mail, which share its message_id. One called a duplicate, or nothing done for it though one of another mail has an effect: fail.",
    source: SOURCE,
    hint: HINT,
    arrange: openAndClick,
    judge: judgePairs,
  }),
  defineCheck({
    id: "SL-4.8",
    title: "a bounce is not taken for the mail that bounced",
    how: "EMAIL_SENT and then EMAIL_BOUNCE with the same message_id, stats_id and event_timestamp. Graded as SL-4.7.",
    source: SOURCE,
    hint: HINT,
    arrange: bounce,
    judge: judgePairs,
  }),
  defineCheck({
    id: "SL-4.9",
    title: "two replies of one lead are two events",
    how: "Two replies of the same lead in the same campaign, one after the other. Graded as SL-4.7.",
    source:
      "smartlead.md §1 Deduplication: four keys are proposed, and captured bodies hold no event id (A1, A2, B1, D402, E1)",
    hint: HINT,
    arrange: twoReplies,
    judge: judgePairs,
  }),
];
