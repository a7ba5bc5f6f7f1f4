import type { Random } from "../../base/random.ts";
import type { Category, RepliedCompanyDomain, ReplyMessage, SentMessage } from "../events/event.ts";
import { type CategoryName, categoryNamed } from "./categories.ts";
import { isRunning } from "./enrolment-progress.ts";
import { domainOf } from "./identifiers.ts";
import { drawColleague, drawOutsider } from "./lead-drawing.ts";
import type { Contact, Life } from "./life.ts";
import { writeByHand } from "./sequence.ts";
import { type Language, LOCAL_TEXTS, languageOf } from "./texts/languages.ts";
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
import { appendMessage, newestSent, noteIn } from "./thread.ts";

export interface ReceivedReply {
  readonly reply: ReplyMessage;
  readonly repliedCompanyDomain: RepliedCompanyDomain;
}

export interface NewReply {
  /** The answered email of the sequence. */
  readonly step: SentMessage;
  readonly at: number;
  /** Drawn by default; a second reply has no kind. */
  readonly kind?: ReplyKind;
}

/** Adds a reply to the newest email of the sequence. The first reply stops the sequence; a later one continues the conversation. */
export function receiveReply(
  life: Life,
  contact: Contact,
  { step, at, kind = life.random.weighted(REPLY_KINDS) }: NewReply,
): ReceivedReply {
  const { enrolment } = contact;
  const isFirst = enrolment.replyCount === 0;
  const author = isFirst
    ? drawAuthor(life.random, contact, kind)
    : { ...leadAsAuthor(contact), texts: conversationOf(contact).theirs };
  const quoted = newestSent(enrolment) ?? step;
  const language = author.email === contact.lead.email ? languageOf(contact.lead.location) : null;
  const texts = language === null || !isFirst ? author.texts : LOCAL_TEXTS[language].replies[kind];
  const told = renderText(life.random.pick(texts), replyVariables(life.random, contact));
  const written = `${told}${signatureOf(life.random, contact, { author: author.name, language })}`;
  const isAway = isFirst && kind === "out-of-office";
  const reply: ReplyMessage = {
    kind: "REPLY",
    statsId: step.statsId,
    messageId: life.identifiers.foreignMessageId(domainOf(author.email)),
    at,
    subject: `${isAway ? autoReplyIn(language) : "Re"}: ${step.subject}`,
    html: replyHtml(
      { written, quoted, quotedName: contact.mailbox.fromName, language: isFirst ? language : null },
      life.random,
    ),
    text: `${written}\n`,
    from: author.email,
    fromName: author.name,
    to: contact.mailbox.email,
    cc: life.random.next() < COPY_SHARE ? [drawColleague(life.random, contact.lead).email] : [],
  };
  appendMessage(enrolment, reply);
  noteIn(enrolment, step.statsId, "replies", at);
  enrolment.replyCount += 1;
  enrolment.isUnread = true;
  if (isFirst) enrolment.awaitedCategory = categoryToAwait(enrolment.category, categoryNamed(CATEGORY_OF_KIND[kind]));
  if (isRunning(enrolment)) enrolment.status = "STOPPED";
  return { reply, repliedCompanyDomain: author.repliedCompanyDomain };
}

export function answerByHand(life: Life, contact: Contact, at: number): void {
  writeByHand(life, contact, { template: life.random.pick(conversationOf(contact).ours), at });
}

function autoReplyIn(language: Language | null): string {
  return language === null ? "Automatic reply" : LOCAL_TEXTS[language].autoReply;
}

/** Share of replies with a signature. */
const SIGNED_SHARE = 0.4;

/** Name, office and telephone below a reply, in the lead's language; replies from phones have none. */
function signatureOf(
  random: Random,
  { lead }: Contact,
  { author, language }: { author: string; language: Language | null },
): string {
  if (random.next() >= SIGNED_SHARE) return "";
  const closing = language === null ? "Best regards" : LOCAL_TEXTS[language].closing;
  const isLead = author === `${lead.firstName} ${lead.lastName}`;
  const office = [isLead ? lead.customFields.job_title : undefined, lead.companyName].filter((part) => part);
  const phone = isLead && lead.phoneNumber !== null ? [lead.phoneNumber] : [];
  return ["", "", closing, author, office.join(", "), ...phone].join("\n");
}

interface Author {
  readonly name: string;
  readonly email: string;
  readonly repliedCompanyDomain: RepliedCompanyDomain;
  readonly texts: readonly string[];
}

/** The kinds of replies with their weights. An auto-reply arrives within minutes, a person's within days. */
export const REPLY_KINDS: readonly { readonly item: ReplyKind; readonly weight: number }[] = [
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

/** The author of a reply, as in smartlead.md §2 "Reply cases to model". */
const AUTHORS: readonly {
  readonly item: "lead" | "colleague" | "outsider" | "undeterminable";
  readonly weight: number;
}[] = [
  { item: "lead", weight: 76 },
  { item: "colleague", weight: 12 },
  { item: "outsider", weight: 7 },
  { item: "undeterminable", weight: 5 },
];

/** Share of replies that copy a colleague. */
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
