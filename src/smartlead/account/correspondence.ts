import { ownValue } from "../../base/own-value.ts";
import type { Category, SentMessage } from "../events/event.ts";
import { isRunning } from "./enrolment-progress.ts";
import { domainOf } from "./identifiers.ts";
import type { Contact, Life } from "./life.ts";
import { BOUNCE_NOTICE_CHARACTERS, BOUNCE_NOTICES } from "./texts/notice-texts.ts";
import { renderText } from "./texts/render.ts";
import { activityOf, noteBounce, noteIn, noteUnsubscribed } from "./thread.ts";

/** Actions of people and mail servers on our email. Each function changes the records; none publishes events. */
export interface Bounce {
  readonly messageId: string;
  readonly at: number;
  readonly text: string;
  readonly isSenderOriginated: boolean;
}

/** Returns how often the email has been opened, this time included. */
export function openMail({ enrolment, campaign }: Contact, message: SentMessage, at: number): number {
  const activity = activityOf(enrolment, message);
  activity.openCount += 1;
  activity.openedAt ??= at;
  noteIn(enrolment, message.statsId, "opens", at);
  if (campaign.stopLeadSettings === "OPEN_AN_EMAIL" && isRunning(enrolment)) enrolment.status = "STOPPED";
  return activity.openCount;
}

/** A click implies an open: if opens are tracked and there was none, one is recorded. */
export function clickLink(
  { enrolment, campaign }: Contact,
  message: SentMessage,
  { link, at }: { link: string; at: number },
): void {
  const activity = activityOf(enrolment, message);
  activity.clickCount += 1;
  activity.clickedAt ??= at;
  noteIn(enrolment, message.statsId, "clicks", at);
  activity.clickedLinks = { ...activity.clickedLinks, [link]: (ownValue(activity.clickedLinks, link) ?? 0) + 1 };
  if (campaign.stopLeadSettings === "CLICK_ON_A_LINK" && isRunning(enrolment)) enrolment.status = "STOPPED";
  if (activity.openCount > 0 || campaign.trackSettings.includes("DONT_EMAIL_OPEN")) return;
  activity.openCount = 1;
  activity.openedAt = at;
  noteIn(enrolment, message.statsId, "opens", at);
}

export function bounceMail(
  life: Life,
  { enrolment, lead, mailbox }: Contact,
  { message, at }: { message: SentMessage; at: number },
): Bounce {
  const notice = life.random.weighted(WEIGHTED_NOTICES);
  activityOf(enrolment, message).isBounced = true;
  noteBounce(enrolment, message.statsId, at);
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

/** A lead that unsubscribes gets no further mail from any campaign of the account. */
export function unsubscribe({ store }: Life, { lead, campaign, enrolment: told }: Contact, at: number): void {
  lead.isUnsubscribed = true;
  noteUnsubscribed(told, at);
  if (campaign.clientId !== null) {
    lead.unsubscribedClientIdMap = { ...lead.unsubscribedClientIdMap, [String(campaign.clientId)]: true };
  }
  for (const enrolment of store.enrolmentsOfLead(lead.id)) {
    if (isRunning(enrolment)) enrolment.status = "STOPPED";
  }
}

/** The awaited category if there is one, else any other than the present one. */
export function categorise({ random }: Life, { enrolment }: Contact, categories: readonly Category[]): Category {
  const others = categories.filter((category) => category.id !== enrolment.category?.id);
  const awaited = others.find(({ id }) => id === enrolment.awaitedCategory?.id);
  const category = awaited ?? random.pick(others);
  enrolment.category = category;
  enrolment.awaitedCategory = null;
  return category;
}

const WEIGHTED_NOTICES = BOUNCE_NOTICES.map((item) => ({ item, weight: item.weight }));
