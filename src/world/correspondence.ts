import type { Category, RepliedCompanyDomain, ReplyMessage, SentMessage } from "../events/event.ts";
import type { Random } from "../random.ts";
import { type CategoryName, categoryNamed } from "./categories.ts";
import { domainOf } from "./identifiers.ts";
import { drawColleague, drawOutsider } from "./lead-drawing.ts";
import type { Contact, Life } from "./life.ts";
import { isRunning, writeByHand } from "./sequence.ts";
import { BOUNCE_NOTICE_CHARACTERS, BOUNCE_NOTICES } from "./texts/notice-texts.ts";
import { renderText, type TextVariables } from "./texts/render.ts";
import { replyHtml } from "./texts/reply-html.ts";
import {
  COOL_CONVERSATION,
  type ConversationTexts,
  DEPUTY_TEXTS,
  REPLY_TEXTS,
  type ReplyKind,
  WARM_CONVERSATION,
} from "./texts/reply-texts.ts";
import { activityOf, appendMessage, newestSent } from "./thread.ts";

/** What people and mail servers do with a mail of ours. Each function changes the records; none of them tells anybody. */
export interface ReceivedReply {
  readonly reply: ReplyMessage;
  readonly repliedCompanyDomain: RepliedCompanyDomain;
}

export interface Bounce {
  readonly messageId: string;
  readonly at: number;
  readonly text: string;
  readonly isSenderOriginated: boolean;
}

/** Returns how often the mail has been opened, this time included. */
export function openMail({ enrolment }: Contact, message: SentMessage, at: number): number {
  const activity = activityOf(enrolment, message);
  activity.openCount += 1;
  activity.openedAt ??= at;
  return activity.openCount;
}

/** Who clicks has opened the mail: where opens are tracked, an open is written if there was none. */
export function clickLink(
  { enrolment, campaign }: Contact,
  message: SentMessage,
  { link, at }: { link: string; at: number },
): void {
  const activity = activityOf(enrolment, message);
  activity.clickCount += 1;
  activity.clickedAt ??= at;
  activity.clickedLinks[link] = (activity.clickedLinks[link] ?? 0) + 1;
  if (activity.openCount > 0 || campaign.trackSettings.includes("DONT_EMAIL_OPEN")) return;
  activity.openCount = 1;
  activity.openedAt = at;
}

export interface NewReply {
  /** The mail of the sequence that is answered. */
  readonly step: SentMessage;
  readonly at: number;
  /** Drawn unless given; a second reply has none. */
  readonly kind?: ReplyKind;
}

/** A reply to the newest mail of the sequence. The first one stops the sequence; a later one goes on with the conversation. */
export function receiveReply(
  life: Life,
  contact: Contact,
  { step, at, kind = life.random.weighted(KINDS) }: NewReply,
): ReceivedReply {
  const { enrolment } = contact;
  const isFirst = enrolment.replyCount === 0;
  const author = isFirst
    ? drawAuthor(life.random, contact, kind)
    : { ...leadAsAuthor(contact), texts: conversationOf(contact).theirs };
  const quoted = newestSent(enrolment) ?? step;
  const written = renderText(life.random.pick(author.texts), replyVariables(life.random, contact));
  const reply: ReplyMessage = {
    kind: "REPLY",
    statsId: step.statsId,
    messageId: life.identifiers.foreignMessageId(domainOf(author.email)),
    at,
    subject: `${isFirst && kind === "out-of-office" ? "Automatic reply" : "Re"}: ${step.subject}`,
    html: replyHtml({ written, quoted, quotedName: contact.mailbox.fromName }, life.random),
    text: `${written}\n`,
    from: author.email,
    fromName: author.name,
    to: contact.mailbox.email,
    cc: life.random.next() < COPY_SHARE ? [drawColleague(life.random, contact.lead).email] : [],
  };
  appendMessage(enrolment, reply);
  enrolment.replyCount += 1;
  if (isFirst) enrolment.awaitedCategory = categoryToAwait(enrolment.category, categoryNamed(CATEGORY_OF_KIND[kind]));
  if (isRunning(enrolment)) enrolment.status = "STOPPED";
  return { reply, repliedCompanyDomain: author.repliedCompanyDomain };
}

export function answerByHand(life: Life, contact: Contact, at: number): void {
  writeByHand(life, contact, { template: life.random.pick(conversationOf(contact).ours), at });
}

export function bounceMail(
  life: Life,
  { enrolment, lead, mailbox }: Contact,
  { message, at }: { message: SentMessage; at: number },
): Bounce {
  const notice = life.random.weighted(WEIGHTED_NOTICES);
  activityOf(enrolment, message).isBounced = true;
  enrolment.status = "STOPPED";
  const variables = {
    lead_email: lead.email,
    lead_domain: domainOf(lead.email),
    sender_domain: domainOf(mailbox.email),
  };
  return {
    messageId: life.identifiers.noticeMessageId(),
    at,
    text: renderText(notice.text, variables).slice(0, BOUNCE_NOTICE_CHARACTERS),
    isSenderOriginated: notice.isSenderOriginated,
  };
}

/** Whoever unsubscribes gets no further mail from any campaign of the account. */
export function unsubscribe({ store }: Life, { lead, campaign }: Contact): void {
  lead.isUnsubscribed = true;
  if (campaign.clientId !== null) {
    lead.unsubscribedClientIdMap = { ...lead.unsubscribedClientIdMap, [String(campaign.clientId)]: true };
  }
  for (const enrolment of store.enrolmentsOfLead(lead.id)) {
    if (isRunning(enrolment)) enrolment.status = "STOPPED";
  }
}

/** The awaited category if there is one, else any other than the present. */
export function categorise({ random }: Life, { enrolment }: Contact, categories: readonly Category[]): Category {
  const others = categories.filter((category) => category.id !== enrolment.category?.id);
  const awaited = others.find(({ id }) => id === enrolment.awaitedCategory?.id);
  const category = awaited ?? random.pick(others);
  enrolment.category = category;
  enrolment.awaitedCategory = null;
  return category;
}

interface Author {
  readonly name: string;
  readonly email: string;
  readonly repliedCompanyDomain: RepliedCompanyDomain;
  readonly texts: readonly string[];
}

const KINDS: readonly { readonly item: ReplyKind; readonly weight: number }[] = [
  { item: "interested", weight: 20 },
  { item: "meeting", weight: 10 },
  { item: "not-interested", weight: 22 },
  { item: "do-not-contact", weight: 6 },
  { item: "question", weight: 14 },
  { item: "out-of-office", weight: 14 },
  { item: "wrong-person", weight: 8 },
  { item: "unclear", weight: 6 },
];

const CATEGORY_OF_KIND = {
  interested: "Interested",
  meeting: "Meeting Request",
  "not-interested": "Not Interested",
  "do-not-contact": "Do Not Contact",
  question: "Information Request",
  "out-of-office": "Out Of Office",
  "wrong-person": "Wrong Person",
  unclear: "Uncategorizable by Ai",
} as const satisfies Record<ReplyKind, CategoryName>;

/** Who answers, as in smartlead.md §2 "Reply cases to model". */
const AUTHORS: readonly {
  readonly item: "lead" | "colleague" | "outsider" | "undeterminable";
  readonly weight: number;
}[] = [
  { item: "lead", weight: 76 },
  { item: "colleague", weight: 12 },
  { item: "outsider", weight: 7 },
  { item: "undeterminable", weight: 5 },
];

const WEIGHTED_NOTICES = BOUNCE_NOTICES.map((item) => ({ item, weight: item.weight }));

/** How many replies copy a colleague. */
const COPY_SHARE = 0.06;

function drawAuthor(random: Random, contact: Contact, kind: ReplyKind): Author {
  const who = random.weighted(AUTHORS);
  const itself = { ...leadAsAuthor(contact), texts: REPLY_TEXTS[kind] };
  const deputyTexts = DEPUTY_TEXTS[kind];
  if (who === "undeterminable") return { ...itself, repliedCompanyDomain: "Unknown" };
  if (who === "lead" || deputyTexts === undefined) return itself;
  return who === "colleague"
    ? { ...drawColleague(random, contact.lead), repliedCompanyDomain: "SameCompany", texts: deputyTexts }
    : { ...drawOutsider(random, contact.lead), repliedCompanyDomain: "DifferentCompany", texts: deputyTexts };
}

function conversationOf({ enrolment }: Contact): ConversationTexts {
  const category = enrolment.awaitedCategory ?? enrolment.category;
  return category?.sentimentType === "positive" ? WARM_CONVERSATION : COOL_CONVERSATION;
}

function leadAsAuthor({ lead }: Contact): Omit<Author, "texts"> {
  return { name: `${lead.firstName} ${lead.lastName}`, email: lead.email, repliedCompanyDomain: "SameCompany" };
}

function categoryToAwait(present: Category | null, next: Category): Category | null {
  return present?.id === next.id ? null : next;
}

function replyVariables(random: Random, { lead, mailbox }: Contact): TextVariables {
  const colleague = drawColleague(random, lead);
  return {
    sender: mailbox.fromName.split(" ")[0] ?? mailbox.fromName,
    lead: lead.firstName,
    company_name: lead.companyName,
    colleague: colleague.name,
    colleague_email: colleague.email,
  };
}
