import type { EventType } from "../../../smartlead/events/event-types.ts";
import { type Check, type CheckText, defineCheck, type Judgement } from "../check.ts";
import type { CheckContext } from "../context/check-context.ts";
import { type Body, type BodyCategory, categorised, INTERESTED, isObject } from "../context/plain-body.ts";
import type { Sent } from "../context/sent.ts";
import { judgeChanged } from "../judging/changed.ts";
import { answerFinding, isAccepted } from "../judging/final-answer.ts";
import { failIf, findingOf, lastAnswer, ok, requestOf, skip, warn } from "../judging/findings.ts";
import { missingWork, protocolOf } from "../judging/proof.ts";
import { type Comparison, judgeComparisons, unknownWork, workOf } from "../judging/side-effects.ts";
import { type ReceiverProfile, typeProfile } from "../receiver-profile.ts";
import { naturally } from "./event-sequences.ts";

/** The size of a thread of years: frameworks accept 100 KB by default. */
const LONG_HISTORY_BYTES = 1_048_576;
const ROW_TEXT = `<div>${"We talked about this last week, and I think that it fits. ".repeat(80)}</div>`;
/** The documentation's sample calls this one Interested; its real name is different (smartlead.md §2 LEAD_CATEGORY_UPDATED). */
const OF_THE_SAMPLE: BodyCategory = { id: 5, name: "Information Request", sentimentType: "positive" };

/** A reply with this text, in all text fields of its dialect. */
function withText(body: Body, { text, html = `<div dir="ltr">${text}</div>`, name }: Writing): Body {
  const { reply_message: message } = body;
  return {
    ...body,
    to_name: name ?? body.to_name,
    preview_text: `${text}\n`,
    reply_body: html,
    ...(isObject(message) ? { reply_message: { ...message, html, text: `${text}\n` } } : {}),
  };
}

interface Writing {
  readonly text: string;
  readonly html?: string;
  readonly name?: string;
}

interface Variants {
  readonly plain: Sent;
  readonly sent: readonly Sent[];
}

/** Each of its own lead, so that none counts as a duplicate. */
async function sendWritings(
  context: CheckContext,
  writings: readonly (Writing & { readonly label: string })[],
): Promise<Variants> {
  const account = context.account();
  const leads = [undefined, ...writings].map(() => account.newLead());
  await account.introduce(...leads);
  const orders = leads.map((lead, index) => {
    const writing = writings[index - 1];
    const change =
      writing === undefined
        ? {}
        : { label: `EMAIL_REPLY with ${writing.label}`, reshape: (body: Body) => withText(body, writing) };
    return { type: "EMAIL_REPLY" as const, lead, ...change };
  });
  const [plain, ...sent] = await account.sendAll(orders);
  if (plain === undefined) throw new RangeError("Nothing was sent.");
  return { plain, sent };
}

function judgeVariants({ plain, sent }: Variants, context: CheckContext): Judgement {
  return judgeChanged({ plain: [plain], changed: isAccepted(plain) ? sent : [] }, context, { ifIdle: "warn" });
}

function textCheck(text: CheckText, writings: readonly (Writing & { readonly label: string })[]): Check {
  return defineCheck({
    ...text,
    isShrinkable: true,
    arrange: (context) => sendWritings(context, writings),
    judge: judgeVariants,
  });
}

/** A colleague answers instead of the lead: only `live` bodies distinguish them. */
async function colleagueAnswers(context: CheckContext): Promise<Comparison | null> {
  if (!context.known.dialects.includes("live")) return null;
  const account = context.account({ dialect: "live" });
  const usual = await naturally(account, context, { type: "EMAIL_REPLY" });
  const unusual = await naturally(account, context, { type: "EMAIL_REPLY", reshape: answeredByColleague });
  return { usual, unusual, circumstance: "from a colleague of the lead" };
}

function answeredByColleague(body: Body): Body {
  const lead = typeof body.sl_lead_email === "string" ? body.sl_lead_email : "lead@lead.example";
  const colleague = `deputy@${lead.split("@")[1] ?? "lead.example"}`;
  const { leadCorrespondence: who } = body;
  return {
    ...body,
    to_email: colleague,
    to_name: "Sam Deputy",
    ...(isObject(who) ? { leadCorrespondence: { ...who, replyReceivedFrom: colleague } } : {}),
  };
}

const BY_LEAD: ReadonlySet<string> = new Set(["lead-and-type", "lead"]);

/** Exported for tests: the verdict on a reply of the lead and one of a colleague. */
export function judgeColleague(seen: Comparison, known: ReceiverProfile): Judgement {
  const judged = judgeComparisons([seen], known);
  const ways = ({ calls }: Sent) =>
    calls.filter(({ is_effect: isEffect }) => isEffect).map(({ attributed_by: by }) => by ?? "");
  const [usual, unusual] = [ways(seen.usual), ways(seen.unusual)];
  const namesLead = usual.length > 0 && usual.every((by) => BY_LEAD.has(by));
  const namesNobody = unusual.length > 0 && unusual.every((by) => by === "alone");
  if (judged.grade !== "ok" || !namesLead || !namesNobody) return judged;
  const message =
    "When a lead replies, the receiver's writes name the lead; when a colleague replies, they do not: the reply may be stored for the colleague.";
  const parts = { expected: "a write that names the lead", actual: "one that names no lead" };
  return warn({ findings: [findingOf(seen.unusual, message, parts)], request: requestOf(seen.unusual) });
}

/** As in the guide: a lead's address, and no id at all. */
async function bareUnsubscribe(context: CheckContext): Promise<Comparison> {
  const account = context.account({
    dialect: context.known.dialects.includes("live") ? "live" : context.known.dialect,
  });
  const usual = await naturally(account, context, { type: "LEAD_UNSUBSCRIBED" });
  const reshape = ({ to_email: _email, to_name: _name, ...body }: Body) => body;
  const unusual = await naturally(account, context, { type: "LEAD_UNSUBSCRIBED", reshape });
  return { usual, unusual, circumstance: "without to_email or a lead id" };
}

async function longHistory(context: CheckContext): Promise<Variants> {
  const account = context.account();
  const type: EventType = "LEAD_CATEGORY_UPDATED";
  const plain = await naturally(account, context, { type });
  const label = `${type} with 1 MB of history`;
  return { plain, sent: [await naturally(account, context, { type, label, reshape: withLongHistory })] };
}

function withLongHistory(body: Body): Body {
  const rows = Array.isArray(body.history) ? body.history : [];
  const [row] = rows;
  const long = { ...(isObject(row) && row), email_body: ROW_TEXT };
  const times = Math.ceil(LONG_HISTORY_BYTES / JSON.stringify(long).length);
  return { ...body, history: [...rows, ...Array.from({ length: times }, () => long)] };
}

interface Categories {
  readonly interested: Sent;
  readonly ofTheSample: Sent;
}

async function twoCategories(context: CheckContext): Promise<Categories> {
  const account = context.account();
  const change = (category: BodyCategory) =>
    naturally(account, context, {
      type: "LEAD_CATEGORY_UPDATED",
      label: `LEAD_CATEGORY_UPDATED to ${category.name} (id ${category.id})`,
      reshape: (body) => categorised(body, category),
    });
  const interested = await change(INTERESTED);
  const ofTheSample = await change(OF_THE_SAMPLE);
  // A plain event of this type sets Interested: if the type has no known effect, its effects have not been waited for.
  const [waited = interested] = await account.waitForEffects(
    [interested],
    workOf(interested) === "done" ? 0 : context.known.lags.patienceMs(context.pace),
  );
  return { interested: workOf(interested) === "done" ? interested : waited, ofTheSample };
}

/** Exported for its tests. */
export function judgeCategories(
  { interested, ofTheSample }: Categories,
  { known }: Pick<CheckContext, "known">,
): Judgement {
  const wrong = [interested, ofTheSample].find((sent) => !isAccepted(sent));
  if (wrong !== undefined) {
    const doubt = `${wrong.label} got no answer within its timeout.`;
    return failIf(protocolOf(wrong), { findings: [answerFinding(wrong)], request: requestOf(wrong), doubt });
  }
  if (workOf(interested) === "done") return ok({ evidence: [`${interested.label} has an effect.`] });
  if (interested.work.kind === "between") return unknownWork(interested, interested.label);
  if (workOf(ofTheSample) !== "done") {
    const isIdle = typeProfile(known, interested.type, interested.dialect).kind === "idle";
    return interested.work.kind === "unknown" && !isIdle
      ? unknownWork(interested, interested.label)
      : skip("The receiver does nothing for either category, so there is nothing to compare.");
  }
  const message = `${ofTheSample.label} is processed and ${interested.label} is not: the receiver uses the id from the documentation's sample.`;
  return warn({
    findings: [findingOf(interested, message, { expected: "an effect", actual: `none; ${lastAnswer(interested)}` })],
    request: requestOf(interested),
    proof: missingWork(interested, ofTheSample),
  });
}

export const TOLERANCE_OF_CONTENT: readonly Check[] = [
  defineCheck({
    id: "SL-2.7",
    title: "a colleague's reply is treated as the lead's",
    how: "An email to a lead, then a `live` reply in which sl_lead_email is the lead and to_email is a colleague. Refused, or no effect though a plain reply has one: fail. A write that names no lead, though one for a plain reply does: warn.",
    source: "smartlead.md §2 EMAIL_REPLY to_email and leadCorrespondence (E3); §5: replies from colleagues (E3, E12)",
    hint: "Look the lead up by sl_lead_email or leadCorrespondence.targetLeadEmail, and by to_email only if those are missing.",
    arrange: colleagueAnswers,
    judge: (seen, { known }) =>
      seen === null
        ? skip("It does not accept `live` bodies, and only those say who replied.")
        : judgeColleague(seen, known),
  }),
  defineCheck({
    id: "SL-2.8",
    title: "an unsubscribe without to_email or a lead id is accepted",
    how: "LEAD_UNSUBSCRIBED with only lead_email, as the guide shows it. Refused, or no effect though one with to_email has one: fail.",
    source:
      "smartlead.md §2 LEAD_UNSUBSCRIBED: sl_email_lead_id and stats_id are absent, receivers must match by e-mail",
    hint: "Find the lead by lead_email, and by to_email if that is missing.",
    isShrinkable: true,
    arrange: bareUnsubscribe,
    judge: (seen, { known }) => judgeComparisons([seen], known),
  }),
  defineCheck({
    id: "SL-2.9",
    title: "a 1 MB conversation history is accepted",
    how: "LEAD_CATEGORY_UPDATED with 1 MB of history. Refused: fail. Accepted, but no effect though a short one has one: warn.",
    source: "smartlead.md §5: large LEAD_CATEGORY_UPDATED bodies, limits of 100 KB to 1 MB",
    hint: "Raise the body limit of your framework, and of any proxy in front of it, to a few megabytes.",
    isShrinkable: true,
    arrange: longHistory,
    judge: judgeVariants,
  }),
  textCheck(
    {
      id: "SL-2.10",
      title: "emoji are accepted",
      how: "Replies with emoji in the text and in the name. Not accepted: fail. Accepted, but no effect though a plain one has one: warn.",
      source:
        "smartlead.md §5: HTML with entities and narrow no-break spaces (E1); replies contain whatever people write",
      hint: "Store text in a column that holds four-byte characters (utf8mb4 in MySQL).",
    },
    [
      { label: "emoji in its text", text: "Great 🎉 let's talk 👩🏽‍💻" },
      { label: "emoji in the name", text: "yes", name: "Ada 🦄 Lovelace" },
    ],
  ),
  textCheck(
    {
      id: "SL-2.11",
      title: "right-to-left and combining text is accepted",
      how: "Replies in Hebrew and Arabic, with direction marks, and with letters composed of several characters. Graded like SL-2.10.",
      source: "smartlead.md §5: replies contain whatever people write",
      hint: "Treat text as Unicode from end to end; truncate it by characters, not by bytes.",
    },
    [
      { label: "right-to-left text", text: "נשמע טוב, מתי נדבר? \u202bمرحبا\u202c", name: "أحمد علي" },
      { label: "combining letters", text: "Zu\u0308rich a\u0301 la carte, Tie\u0302\u0301ng Vie\u0323\u0302t" },
    ],
  ),
  textCheck(
    {
      id: "SL-2.12",
      title: "CRLF, HTML entities and narrow spaces are accepted",
      how: "Replies with quoted history in CRLF lines, entities, U+202F, quotes and backslashes. Graded like SL-2.10.",
      source: "smartlead.md §2 reply_message.html: includes quoted history, CRLF, U+202F (E1)",
      hint: "Parse the JSON with a library, pass text to the database as parameters, and escape HTML where you show it.",
    },
    [
      {
        label: "CRLF and a quoted history",
        text: "yes\r\n\r\n> Hi Ada\r\n> 10\u202fam",
        html: '<div dir="ltr">yes</div>\r\n<div class="gmail_quote">\r\nHi Ada</div>',
      },
      {
        label: "entities and quotes",
        text: "it's \"fine\" \\ o'k; -- <b>&amp;</b>",
        html: "<div>it&#39;s&nbsp;&quot;fine&quot; &lt;3 &amp;amp; %s {{x}}</div>",
      },
    ],
  ),
  defineCheck({
    id: "SL-2.13",
    title: "the Interested category is recognized by its real id",
    how: "One lead becomes Interested (id 1), another Information Request (id 5). An effect for id 5 but none for Interested: warn.",
    source:
      "smartlead.md §2 LEAD_CATEGORY_UPDATED: the sample pairs id 5 with Interested, which contradicts the real ids; §4 Lead categories",
    hint: "Get the ids of your account from GET /leads/fetch-categories, or go by the category's name.",
    arrange: twoCategories,
    judge: judgeCategories,
  }),
];
