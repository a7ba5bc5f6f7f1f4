import { SmartLeadMockError } from "../../../base/errors.ts";
import type { AccountEvent, Category, SentMessage } from "../../events/event.ts";
import { CATEGORIES } from "../categories.ts";
import { bounceMail, categorise, clickLink, openMail, unsubscribe } from "../correspondence.ts";
import { followParent } from "../enrolling.ts";
import { domainOf } from "../identifiers.ts";
import { type Contact, instantBetween, type Life } from "../life.ts";
import type { LeadEventType } from "../readiness.ts";
import { answerByHand, receiveReply } from "../replying.ts";
import { takeNextStep } from "../sequence.ts";
import { campaignSnapshot, leadSnapshot, mailboxSnapshot } from "../snapshots.ts";
import { linksIn } from "../texts/render.ts";
import type { ReplyKind } from "../texts/reply-texts.ts";
import { activityOf, lastTimeOf, newestReply, newestSent, newestStepMail } from "../thread.ts";

type Perform = (life: Life, contact: Contact, at: number) => AccountEvent;

/** Applies the event to a contact that is ready for it: changes the records and returns the events to publish. */
export const LEAD_EVENTS: Readonly<Record<LeadEventType, Perform>> = {
  FIRST_EMAIL_SENT: (life, contact, at) =>
    emailSent("FIRST_EMAIL_SENT", contact, { message: sendStep(life, contact, at), at }),
  EMAIL_SENT: (life, contact, at) => emailSent("EMAIL_SENT", contact, { message: sendStep(life, contact, at), at }),
  EMAIL_OPEN: (life, contact, at) => {
    const message = stepMailOf(contact);
    const openCount = openMail(contact, message, at);
    const firstOpenedAt = activityOf(contact.enrolment, message).openedAt ?? at;
    followParent(life, contact, { kind: "open", at });
    return { type: "EMAIL_OPEN", at, ...whoOf(contact), message, openCount, firstOpenedAt };
  },
  EMAIL_LINK_CLICK: (life, contact, at) => {
    const message = stepMailOf(contact);
    const link = drawLink(life, contact, message);
    clickLink(contact, message, { link, at });
    followParent(life, contact, { kind: "click", at });
    return { type: "EMAIL_LINK_CLICK", at, ...whoOf(contact), message, links: [link] };
  },
  EMAIL_REPLY: (life, contact, at) => replyReceived(life, contact, { at }),
  EMAIL_BOUNCE: (life, contact, at) => {
    const message = stepMailOf(contact);
    const bounce = bounceMail(life, contact, { message, at });
    return { type: "EMAIL_BOUNCE", at, ...whoOf(contact), message, bounce };
  },
  LEAD_UNSUBSCRIBED: (life, contact, at) => {
    unsubscribe(life, contact, at);
    const { unsubscribedClientIdMap } = contact.lead;
    return {
      type: "LEAD_UNSUBSCRIBED",
      at,
      ...whoOf(contact),
      message: newestSent(contact.enrolment),
      unsubscribedClientIdMap,
    };
  },
  LEAD_CATEGORY_UPDATED: leadCategoryUpdated,
  MANUAL_STEP_REACHED: (life, contact, at) => {
    takeNextStep(life, contact, at);
    const { thread, currentStep } = contact.enrolment;
    const sent = thread.filter((message) => message.kind === "SENT" && message.sequenceNumber !== null);
    const sentMessageIds = sent.map(({ messageId }) => messageId);
    return { type: "MANUAL_STEP_REACHED", at, ...whoOf(contact), stepNumber: currentStep, sentMessageIds };
  },
};

/** The first email of a sequence is two events: FIRST_EMAIL_SENT and EMAIL_SENT of one email. */
export function firstSend(life: Life, contact: Contact, at: number): AccountEvent[] {
  const message = sendStep(life, contact, at);
  return [emailSent("FIRST_EMAIL_SENT", contact, { message, at }), emailSent("EMAIL_SENT", contact, { message, at })];
}

function emailSent(
  type: "EMAIL_SENT" | "FIRST_EMAIL_SENT",
  contact: Contact,
  { message, at }: { message: SentMessage; at: number },
): AccountEvent {
  return { type, at, ...whoOf(contact), message };
}

/** Applies a reply, of the given kind or a drawn one; before a second reply our answer is written. */
export function replyReceived(
  life: Life,
  contact: Contact,
  { at, kind }: { at: number; kind?: ReplyKind },
): AccountEvent {
  const { enrolment } = contact;
  const step = stepMailOf(contact);
  const isBlocked = life.store.crm.isBlocked(contact.lead.email, contact.campaign.clientId);
  if (enrolment.replyCount > 0 && enrolment.thread.at(-1)?.kind === "REPLY" && !isBlocked) {
    answerByHand(life, contact, instantBetween(life.random, lastTimeOf(enrolment), at));
  }
  const { reply, repliedCompanyDomain } = receiveReply(
    life,
    contact,
    kind === undefined ? { step, at } : { step, at, kind },
  );
  const replyNumber = enrolment.replyCount;
  followParent(life, contact, { kind: "reply", text: reply.text, at });
  return { type: "EMAIL_REPLY", at, ...whoOf(contact), message: step, reply, replyNumber, repliedCompanyDomain };
}

/** A category needs a reply; if none exists yet, one is added first. */
function leadCategoryUpdated(life: Life, contact: Contact, at: number): AccountEvent {
  const { enrolment } = contact;
  if (enrolment.replyCount === 0) {
    const repliedAt = instantBetween(life.random, lastTimeOf(enrolment), at);
    receiveReply(life, contact, { step: stepMailOf(contact), at: repliedAt });
  }
  const oldCategory = enrolment.category;
  const newCategory = categorise(life, contact, CATEGORIES);
  followParent(life, contact, { kind: "category", at });
  return categoryUpdated(contact, { oldCategory, newCategory, at });
}

/** The category has changed, manually or automatically; the event includes the whole conversation. */
export function categoryUpdated(
  contact: Contact,
  { oldCategory, newCategory, at }: { oldCategory: Category | null; newCategory: Category; at: number },
): AccountEvent {
  const { enrolment } = contact;
  return {
    type: "LEAD_CATEGORY_UPDATED",
    at,
    ...whoOf(contact),
    oldCategory,
    newCategory,
    currentSequence: enrolment.currentStep,
    history: [...enrolment.thread],
    lastReply: newestReply(enrolment),
  };
}

function whoOf({ campaign, lead, mailbox, enrolment }: Contact) {
  return {
    campaign: campaignSnapshot(campaign),
    lead: leadSnapshot(lead, enrolment),
    mailbox: mailboxSnapshot(mailbox),
  };
}

/** Takes the next step, which is an email if the contact is ready. */
function sendStep(life: Life, contact: Contact, at: number): SentMessage {
  return takeNextStep(life, contact, at) ?? notReady("a next mail", contact);
}

function stepMailOf(contact: Contact): SentMessage {
  return newestStepMail(contact.enrolment) ?? notReady("a sent mail", contact);
}

/** An email without links still has the sender's site in its signature. */
function drawLink({ random }: Life, { mailbox }: Contact, message: SentMessage): string {
  const links = linksIn(message.html);
  return links.length === 0 ? `https://www.${domainOf(mailbox.email)}/` : random.pick(links);
}

/** The error for a contact that was expected to be ready and is not: a defect of the world. */
export function notReady(what: string, { campaign, lead }: Contact): never {
  throw new SmartLeadMockError("internal", `${lead.email} has no ${what} in campaign ${campaign.id}.`);
}
