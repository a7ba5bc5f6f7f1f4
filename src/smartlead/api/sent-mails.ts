import { DAY_MS } from "../../base/time/calendar.ts";
import { isoFromMs } from "../../base/time/iso.ts";
import { startOfDay } from "../../base/time/zone.ts";
import type { Enrolment } from "../account/account.ts";
import { categoryNamed, isPositive } from "../account/categories.ts";
import { MailReader } from "../account/mail-reader.ts";
import type { PastDay } from "../account/past-mails.ts";
import type { OperationWorld } from "./operation.ts";

const AWAY_ID = categoryNamed("Out Of Office").id;

/**
 * Results of the emails of a campaign's sequence. Emails of leads that have left still count; such a lead counts as a clicking lead once
 * for each email with a click.
 */
export class MailCounts {
  sent = 0;
  uniqueSent = 0;
  open = 0;
  uniqueOpen = 0;
  click = 0;
  uniqueClick = 0;
  /** Emails with a reply. */
  reply = 0;
  /** Emails with a reply from leads in a positive category. */
  positiveReply = 0;
  /** All replies, also several to one email. */
  totalReplies = 0;
  /** Replies of leads that are not categorised as out of office. */
  presentReplies = 0;
  bounce = 0;
  unsubscribed = 0;
  #latestSent = 0;
  #latestOpen = 0;
  #latestClick = 0;

  /** The emails of one enrolment must be added one after the other. */
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

/** Counts the emails of a campaign that were sent on these days; without days, of all time. */
export function countMails(world: MailWorld, campaignId: number, days: SentDays | null): MailCounts {
  const counts = new MailCounts();
  countInto(world, { campaignId, days }, () => counts);
  return counts;
}

/** As {@link countMails}, by the id of the mailbox that each email went out from. */
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

/** SmartLead's `campaign_lead_stats`: leads by state. */
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

/** The days that a call asks for, by time of sending. Times are epoch ms. */
export interface SentDays {
  readonly from: number;
  /** The first instant after them. */
  readonly until: number;
  /** The same days by UTC midnights, for counts kept per UTC day; both inclusive. */
  readonly firstDay: number;
  readonly lastDay: number;
}

const LAST_DAY = Date.UTC(9999, 11, 31);
const NO_DAYS: SentDays = { from: 0, until: 0, firstDay: 1, lastDay: 0 };

/** Days of a zone, YYYY-MM-DD, both inclusive; empty if one of them is not a date. Throws a `RangeError` for an unknown zone. */
export function sentDays({ start, end, zone }: { start: string; end: string; zone: string }): SentDays {
  const [firstDay, lastDay] = [Date.parse(start), Date.parse(end)];
  if (Number.isNaN(firstDay) || Number.isNaN(lastDay)) return NO_DAYS;
  return { from: beginOf(firstDay, zone), until: beginOf(lastDay + DAY_MS, zone), firstDay, lastDay };
}

/** Clamps to 1970 to 9999: no mail is outside it, and other years have no usual date format. */
function beginOf(day: number, zone: string): number {
  if (day <= 0) return Number.NEGATIVE_INFINITY;
  return day > LAST_DAY ? Number.POSITIVE_INFINITY : startOfDay(isoFromMs(day).slice(0, 10), zone);
}
