import type { Enrolment } from "../account/account.ts";
import { categoryNamed } from "../account/categories.ts";
import { MailReader } from "../account/mail-reader.ts";
import type { PastDay } from "../account/past-mails.ts";
import { isPositive } from "./account-analytics/sentiment.ts";
import type { OperationWorld } from "./operation.ts";
import type { SentDays } from "./sent-days.ts";

const AWAY_ID = categoryNamed("Out Of Office").id;

/**
 * What came of the mails of a campaign's sequence. Mails of leads that have left count on; a lead that has left counts as one that
 * has clicked once for each mail that it clicked in.
 */
export class MailCounts {
  sent = 0;
  uniqueSent = 0;
  open = 0;
  uniqueOpen = 0;
  click = 0;
  uniqueClick = 0;
  /** Mails that were answered. */
  reply = 0;
  /** Mails answered by leads in a positive category. */
  positiveReply = 0;
  /** Replies, several to one mail too. */
  totalReplies = 0;
  /** Replies of leads that are not marked as out of office. */
  presentReplies = 0;
  bounce = 0;
  unsubscribed = 0;
  #latestSent = 0;
  #latestOpen = 0;
  #latestClick = 0;

  /** The mails of one enrolment have to come one after the other. */
  add(mail: MailReader, { mapId, category }: Pick<Enrolment, "mapId" | "category">): void {
    this.sent += 1;
    if (this.#latestSent !== mapId) this.uniqueSent += 1;
    this.#latestSent = mapId;
    if (mail.has("opens")) {
      this.open += mail.times("opens");
      if (this.#latestOpen !== mapId) this.uniqueOpen += 1;
      this.#latestOpen = mapId;
    }
    if (mail.has("clicks")) {
      this.click += mail.times("clicks");
      if (this.#latestClick !== mapId) this.uniqueClick += 1;
      this.#latestClick = mapId;
    }
    if (mail.has("replies")) this.#addReplies(mail.times("replies"), category?.id ?? 0);
    if (!Number.isNaN(mail.bouncedAt)) this.bounce += 1;
    if (!Number.isNaN(mail.unsubscribedAt)) this.unsubscribed += 1;
  }

  addPast({ ofMails, answeredMails, clickedMails, leads, openers, repliersByCategory }: PastDay): void {
    this.sent += ofMails.sent;
    this.uniqueSent += leads;
    this.open += ofMails.opened;
    this.uniqueOpen += openers;
    this.click += ofMails.clicked;
    this.uniqueClick += clickedMails;
    this.reply += answeredMails;
    this.positiveReply += Math.min(ofMails.positive, answeredMails);
    this.totalReplies += ofMails.replied;
    this.presentReplies += Math.max(ofMails.replied - (repliersByCategory[String(AWAY_ID)] ?? 0), 0);
    this.bounce += ofMails.bounced;
    this.unsubscribed += ofMails.unsubscribed;
  }

  #addReplies(replies: number, categoryId: number): void {
    this.reply += 1;
    this.totalReplies += replies;
    if (isPositive(categoryId)) this.positiveReply += 1;
    if (categoryId !== AWAY_ID) this.presentReplies += replies;
  }
}

const ALL_TIME = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };

type MailWorld = Pick<OperationWorld, "enrolmentsOf" | "pastMails">;

/** Counts the mails of a campaign that were sent on these days; without days, of all time. */
export function countMails(world: MailWorld, campaignId: number, days: SentDays | null): MailCounts {
  const counts = new MailCounts();
  countInto(world, { campaignId, days }, () => counts);
  return counts;
}

/** As {@link countMails}, by the id of the mailbox that each mail went out from. */
export function countMailsByMailbox(
  world: MailWorld,
  campaignId: number,
  days: SentDays | null,
): ReadonlyMap<number, MailCounts> {
  const byMailbox = new Map<number, MailCounts>();
  countInto(world, { campaignId, days }, (mailboxId) => {
    const counts = byMailbox.get(mailboxId) ?? new MailCounts();
    byMailbox.set(mailboxId, counts);
    return counts;
  });
  return byMailbox;
}

function countInto(
  world: MailWorld,
  { campaignId, days }: { campaignId: number; days: SentDays | null },
  countsOf: (mailboxId: number) => MailCounts,
): void {
  const { from, until } = days ?? ALL_TIME;
  const mail = new MailReader();
  for (const enrolment of world.enrolmentsOf(campaignId)) {
    mail.open(enrolment);
    while (mail.next()) {
      if (mail.at >= from && mail.at < until) countsOf(mail.mailboxId).add(mail, enrolment);
    }
  }
  for (const row of world.pastMails) {
    if (row.campaignId !== campaignId) continue;
    if (days === null || (row.day >= days.firstDay && row.day <= days.lastDay)) countsOf(row.mailboxId).addPast(row);
  }
}

/** SmartLead's `campaign_lead_stats`: leads by where they are. */
export function countLeads(enrolments: readonly Enrolment[]) {
  const byStatus = new Map<Enrolment["status"], number>();
  let interested = 0;
  let revenue = 0;
  for (const { status, category, marks } of enrolments) {
    byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
    if (category?.sentimentType === "positive") interested += 1;
    revenue += marks?.revenue ?? 0;
  }
  const withStatus = (status: Enrolment["status"]) => byStatus.get(status) ?? 0;
  return {
    total: enrolments.length,
    notStarted: withStatus("STARTED"),
    inprogress: withStatus("INPROGRESS"),
    completed: withStatus("COMPLETED"),
    paused: withStatus("PAUSED"),
    stopped: withStatus("STOPPED"),
    blocked: withStatus("BLOCKED"),
    interested,
    revenue,
  };
}
