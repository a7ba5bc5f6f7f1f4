import { isoFromMs } from "../../../base/time/iso.ts";
import { createRecogniser } from "../../../delivery/idempotency/recogniser.ts";
import type { EventType } from "../../../smartlead/events/event-types.ts";
import type { DialectName } from "../../../smartlead/payloads/dialect.ts";
import { type Check, defineCheck, type Judgement } from "../check.ts";
import type { CheckContext } from "../context/check-context.ts";
import type { CheckLead } from "../context/check-leads.ts";
import type { Account } from "../context/check-mock.ts";
import type { Order } from "../context/phase.ts";
import { type Body, isObject } from "../context/plain-body.ts";
import type { Sent } from "../context/sent.ts";
import { judgeNotTakenForAnother } from "../judging/duplicates.ts";
import { duplicateWords } from "../judging/final-answer.ts";
import { together } from "../judging/findings.ts";
import { missingWork } from "../judging/proof.ts";
import { workOf } from "../judging/side-effects.ts";
import { workLikeTwin } from "../measuring/work-measure.ts";
import { typeProfile, works } from "../receiver-profile.ts";
import { closeEvents, judgeCloseEvents } from "./close-events.ts";
import { bothOrders, leadStateShownBy, updateHiddenFrom } from "./lead-states.ts";

/** An event that shares ids with an earlier one, and its twin: the same type and state of the lead, without shared ids. */
interface Pair {
  readonly sent: Sent;
  readonly twin: Sent;
  /** Evidence that the receiver's work depends on the lead's state; checked only if the work is missing. */
  readonly leadState?: string | null;
  /** Whether the twin is of the same lead: the receiver may have updated its record of the first event. */
  readonly isSecond?: boolean;
}

const SOURCE =
  "smartlead.md §1 Deduplication: SENT, OPEN and CLICK of one email share its message_id, EMAIL_BOUNCE repeats the ids of the SENT (E1)";
const HINT = "Deduplicate by X-Request-Id alone; different events share the ids of the email or the lead.";

function judgePairs(pairs: readonly Pair[], context: CheckContext): Judgement {
  const judged = pairs.map(({ sent, twin, leadState }) => judgeNotTakenForAnother(sent, twin, context, leadState));
  return { ...together(judged, "Nothing was sent."), evidence: judged.flatMap(({ evidence }) => evidence) };
}

/**
 * The profile measures each type with an event that followed its email: if the receiver drops such events, the type seems to have no
 * effect, until the twin shows one. Then the other event is waited for equally long.
 */
async function likeTwins(
  { known, pace }: CheckContext,
  account: Account,
  pairs: readonly Pair[],
): Promise<readonly Pair[]> {
  const isContradicted = ({ sent, twin }: Pair) =>
    typeProfile(known, sent.type, sent.dialect).kind === "idle" && sent.counts.size === 0 && twin.counts.size > 0;
  const asked = pairs.filter(isContradicted).map(({ sent }) => sent);
  if (asked.length === 0) return pairs;
  const waitedMs = known.lags.patienceMs(pace);
  const seen = await account.waitForEffects(asked, waitedMs);
  return pairs.map(({ sent, twin }) => {
    const awaited = seen[asked.indexOf(sent)];
    if (awaited === undefined) return { sent, twin };
    const areLinesGlued = account.mock.reactions.areLinesGlued();
    return { sent: { ...awaited, work: workLikeTwin({ ...awaited, areLinesGlued }, twin) ?? awaited.work }, twin };
  });
}

/** Ids that the events of one email share. */
const MAIL_IDS: ReadonlySet<string> = new Set(["message_id", "stats_id"]);
const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/;
const EARLIER_MS = 90_000;

/** The same email with other ids and an earlier time: later events share nothing with it but the lead. */
function asAnotherMail(value: Body): Body {
  const change = (key: string, inner: unknown): unknown => {
    if (Array.isArray(inner)) return inner.map((item) => change(key, item));
    if (isObject(inner)) return asAnotherMail(inner);
    if (typeof inner !== "string") return inner;
    if (MAIL_IDS.has(key)) return inner.replace(/[\da-f]/i, (letter) => (letter === "0" ? "1" : "0"));
    return ISO_TIME.test(inner) ? isoFromMs(Date.parse(inner) - EARLIER_MS) : inner;
  };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, change(key, inner)]));
}

/** One email is sent, opened and clicked; and emails for which only the open, or only the click, is sent. */
async function openAndClick(context: CheckContext, dialect: DialectName): Promise<readonly Pair[]> {
  const account = context.account({ dialect });
  const lead = account.newLead();
  const [openTwin, clickTwin] = [account.newLead(), account.newLead()];
  await account.sendApart([mailTo(lead), anotherMailTo(openTwin), anotherMailTo(clickTwin)]);
  const [open, twinOpen] = await account.sendApart([
    { type: "EMAIL_OPEN", lead, label: "EMAIL_OPEN after the EMAIL_SENT of the same email" },
    { type: "EMAIL_OPEN", lead: openTwin },
  ]);
  const [click, twinClick] = await account.sendApart([
    { type: "EMAIL_LINK_CLICK", lead, label: "EMAIL_LINK_CLICK after the EMAIL_OPEN of the same email" },
    { type: "EMAIL_LINK_CLICK", lead: clickTwin },
  ]);
  return likeTwins(context, account, [...pairOf(open, twinOpen), ...pairOf(click, twinClick)]);
}

async function bounce(context: CheckContext, dialect: DialectName): Promise<readonly Pair[]> {
  const account = context.account({ dialect });
  const [lead, twinLead] = [account.newLead(), account.newLead()];
  await account.sendApart([mailTo(lead), anotherMailTo(twinLead)]);
  const label = `EMAIL_BOUNCE in ${dialect} after the EMAIL_SENT of the same email`;
  const [sent, twin] = await account.sendApart([
    { type: "EMAIL_BOUNCE", lead, label },
    { type: "EMAIL_BOUNCE", lead: twinLead },
  ]);
  return likeTwins(context, account, pairOf(sent, twin));
}

/** If work is missing: checks whether the lead was already too far along for the event to change anything. */
async function withLeadState(
  context: CheckContext,
  dialect: DialectName,
  pairs: readonly Pair[],
): Promise<readonly Pair[]> {
  if (pairs.every(({ sent, twin }) => missingWork(sent, twin) === null)) return pairs;
  const orders = await bothOrders(context, dialect);
  const shown = leadStateShownBy(orders);
  return pairs.map((pair) => ({ ...pair, leadState: shown ?? updateHiddenFrom(pair, orders) }));
}

/** The shared ids differ between dialects: in `guide` an open has the email's message_id, in `live` its stats_id. */
async function inEachDialect(
  context: CheckContext,
  pairsIn: (context: CheckContext, dialect: DialectName) => Promise<readonly Pair[]>,
): Promise<readonly Pair[]> {
  const pairs: Pair[] = [];
  for (const dialect of context.known.dialects) {
    pairs.push(...(await withLeadState(context, dialect, await pairsIn(context, dialect))));
  }
  return pairs;
}

function mailTo(lead: CheckLead): Order {
  return { type: "EMAIL_SENT", lead };
}

function anotherMailTo(lead: CheckLead): Order {
  return { type: "EMAIL_SENT", lead, reshape: asAnotherMail };
}

function pairOf(sent: Sent | undefined, twin: Sent | undefined): readonly Pair[] {
  return sent === undefined || twin === undefined ? [] : [{ sent, twin }];
}

/** Two events of one type for one lead, in the same email. `mail` is the EMAIL_SENT before them. */
async function twiceTheSame(
  context: CheckContext,
  cases: readonly SecondEvent[],
  { dialect = context.known.dialect, mail = mailTo }: TwiceRules = {},
): Promise<readonly Pair[]> {
  const account = context.account({ dialect });
  const leads = cases.map(() => account.newLead());
  await account.sendApart(leads.map(mail));
  const orders = cases.map((one, index) => ({ ...one, lead: leads[index] ?? null }));
  const first = orders.map((order) => ({ ...order, label: `the first ${order.type} of a lead` }));
  const twins = await account.sendApart(first);
  const seconds = await account.sendApart(orders);
  const pairs = seconds.flatMap((sent, index) => pairOf(sent, twins[index]));
  return (await likeTwins(context, account, pairs)).map((pair) => ({ ...pair, isSecond: true }));
}

async function twoReplies(context: CheckContext): Promise<readonly Pair[]> {
  const second = { type: "EMAIL_REPLY", label: "the second EMAIL_REPLY of a lead" } as const;
  return withLeadState(context, context.known.dialect, await twiceTheSame(context, [second]));
}

interface TwiceRules {
  readonly dialect?: DialectName;
  readonly mail?: (lead: CheckLead) => Order;
}

/**
 * Two opens, and two clicks, of one email. If the first ones show no work though emails do, or are called duplicates, the receiver may have
 * confused them with their email, whose message_id they share: then they are sent again, for emails that the receiver does not know.
 */
async function twiceInOneMail(context: CheckContext, dialect: DialectName): Promise<readonly Pair[]> {
  const pairs = await twiceTheSame(context, TWICE, { dialect });
  const recognise = createRecogniser(context.settings.recogniser);
  const isCalledDuplicate = ({ delivery }: Sent) => duplicateWords(delivery.attempts.at(-1), recognise) !== null;
  const isTaken = ({ twin }: Pair) =>
    workOf(twin) !== "done" && (works(context.known, "EMAIL_SENT", dialect) || isCalledDuplicate(twin));
  if (!pairs.some(isTaken)) return pairs;
  const apart = await twiceTheSame(context, TWICE, { dialect, mail: anotherMailTo });
  return pairs.map((pair, index) => {
    const other = apart[index];
    if (other === undefined || !isTaken(pair)) return pair;
    const tellsMore = isCalledDuplicate(pair.twin) && !isCalledDuplicate(other.twin);
    return workOf(other.twin) === "done" || tellsMore ? other : pair;
  });
}

/** The reference says that opens and clicks have their email's message_id, but its samples have it only in sent_message: here it is in both places. */
function withMessageId(body: Body): Body {
  const { sent_message: mail, message_id: own } = body;
  return own === undefined && isObject(mail) && mail.message_id !== undefined
    ? { ...body, message_id: mail.message_id }
    : body;
}

const TWICE: readonly SecondEvent[] = [
  { type: "EMAIL_OPEN", label: "the second EMAIL_OPEN of one email", reshape: withMessageId },
  { type: "EMAIL_LINK_CLICK", label: "the second EMAIL_LINK_CLICK of one email", reshape: withMessageId },
];

interface SecondEvent {
  readonly type: EventType;
  readonly label: string;
  readonly reshape?: (body: Body) => Body;
}

export const DISTINCTNESS: readonly Check[] = [
  defineCheck({
    id: "SL-4.7",
    title: "an open and a click of one email are two events",
    how: "EMAIL_SENT, EMAIL_OPEN and EMAIL_LINK_CLICK of one email, which share its message_id. One reported as a duplicate, or no effect though one of another email has one: fail, and inconclusive if the receiver only works when a lead comes further. If it works after its answer, an open and a click are also sent in the same moment; an effect of only one: warn.",
    source: SOURCE,
    hint: HINT,
    arrange: async (context) => {
      const pairs = await inEachDialect(context, openAndClick);
      const close = await closeEvents(
        context,
        pairs.map(({ sent }) => sent),
      );
      return { pairs, close };
    },
    judge: ({ pairs, close }, context) => {
      const apart = judgePairs(pairs, context);
      const judged = judgeCloseEvents(close);
      if (judged === null) return apart;
      return { ...together([apart, judged], "Nothing was sent."), evidence: [...apart.evidence, ...judged.evidence] };
    },
  }),
  defineCheck({
    id: "SL-4.8",
    title: "a bounce is not treated as a duplicate of the bounced email",
    how: "EMAIL_SENT, then EMAIL_BOUNCE with the same message_id, stats_id and event_timestamp. Graded like SL-4.7.",
    source: SOURCE,
    hint: HINT,
    arrange: (context) => inEachDialect(context, bounce),
    judge: judgePairs,
  }),
  defineCheck({
    id: "SL-4.9",
    title: "two replies from one lead are two events",
    how: "Two replies from the same lead in the same campaign, one after the other. Graded like SL-4.7.",
    source:
      "smartlead.md §1 Deduplication: four keys are proposed, and captured bodies have no event id (A1, A2, B1, D402, E1)",
    hint: HINT,
    arrange: twoReplies,
    judge: judgePairs,
  }),
];

export const DISTINCTNESS_OF_OPENS: Check = defineCheck({
  id: "SL-4.11",
  title: "two opens, or two clicks, of one email are two events",
  how: "EMAIL_OPEN twice and EMAIL_LINK_CLICK twice for one email, with different X-Request-Ids and times but one message_id. Repeated for an email whose EMAIL_SENT was never delivered if the receiver treats even the first one as a duplicate. Graded like SL-4.7.",
  source: SOURCE,
  hint: HINT,
  arrange: (context) => inEachDialect(context, twiceInOneMail),
  judge: judgePairs,
});
