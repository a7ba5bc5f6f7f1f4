import { DAY_MS } from "../../base/time/calendar.ts";
import type { Enrolment } from "./account.ts";
import { firstOf, type MailRecord, type Occasions, timesIn } from "./mail-record.ts";

/** Counts of one day for emails whose leads have left: by the day of the occurrence, or of the email. */
export interface DayCounts {
  sent: number;
  opened: number;
  clicked: number;
  replied: number;
  bounced: number;
  unsubscribed: number;
  positive: number;
}

/** Counts of the emails of one step, from one mailbox, on one day (UTC), after their leads have left. */
export interface PastDay {
  /** Epoch ms of its midnight, UTC. */
  readonly day: number;
  readonly campaignId: number;
  readonly mailboxId: number;
  readonly stepId: number;
  readonly stepNumber: number;
  /** By the day of each occurrence. */
  readonly happened: DayCounts;
  /** By the day on which the email was sent. */
  readonly ofMails: DayCounts;
  /** Emails of the day that were opened, clicked or answered at least once. */
  openedMails: number;
  clickedMails: number;
  answeredMails: number;
  /** Leads whose first email, open or reply was on the day. */
  leads: number;
  openers: number;
  /** By the category that the lead had when it left, 0 = none. */
  readonly repliersByCategory: Record<string, number>;
}

/** Maximum number of rows, the oldest days are dropped first: some 600 days of four campaigns with two mailboxes and four steps. */
const MAX_ROWS = 20_000;

/** Daily counts for emails of leads that have left, so that statistics of past days never shrink. */
export class PastMails {
  readonly #rows = new Map<string, PastDay>();

  get rows(): IterableIterator<PastDay> {
    return this.#rows.values();
  }

  /** Adds the emails of a lead that leaves a campaign. */
  add(enrolment: Enrolment): void {
    const { mails, campaignId, category } = enrolment;
    const isPositive = category?.sentimentType === "positive";
    for (const mail of mails) this.#addMail(campaignId, mail, isPositive);
    const firstTo = (has: (mail: MailRecord) => number | null) => mails.find((mail) => has(mail) !== null);
    const first = mails[0];
    if (first !== undefined) this.#rowOf(campaignId, first, first.at).leads += 1;
    const opened = firstTo(({ opens }) => firstOf(opens));
    if (opened !== undefined) this.#rowOf(campaignId, opened, firstOf(opened.opens) ?? 0).openers += 1;
    const replied = firstTo(({ replies }) => firstOf(replies));
    if (replied !== undefined) {
      const { repliersByCategory } = this.#rowOf(campaignId, replied, firstOf(replied.replies) ?? 0);
      const name = String(category?.id ?? 0);
      repliersByCategory[name] = (repliersByCategory[name] ?? 0) + 1;
    }
    this.#shorten();
  }

  /** Drops the counts of a deleted campaign. */
  forget(campaignId: number): void {
    for (const [key, row] of this.#rows) if (row.campaignId === campaignId) this.#rows.delete(key);
  }

  save(): readonly PastDay[] {
    return Array.from(this.#rows.values(), copyOf);
  }

  restore(rows: readonly PastDay[]): void {
    this.#rows.clear();
    for (const row of rows) this.#rows.set(keyOf(row), copyOf(row));
  }

  #addMail(campaignId: number, mail: MailRecord, isPositive: boolean): void {
    const ofMail = this.#rowOf(campaignId, mail, mail.at);
    ofMail.happened.sent += 1;
    ofMail.ofMails.sent += 1;
    ofMail.openedMails += mail.opens.length > 0 ? 1 : 0;
    ofMail.clickedMails += mail.clicks.length > 0 ? 1 : 0;
    ofMail.answeredMails += mail.replies.length > 0 ? 1 : 0;
    const count = (name: keyof DayCounts, occasions: Occasions) => {
      ofMail.ofMails[name] += timesIn(occasions);
      for (let index = 0; index < occasions.length; index += 2) {
        this.#rowOf(campaignId, mail, occasions[index] ?? 0).happened[name] += occasions[index + 1] ?? 0;
      }
    };
    count("opened", mail.opens);
    count("clicked", mail.clicks);
    count("replied", mail.replies);
    if (isPositive) count("positive", mail.replies);
    if (mail.bouncedAt !== null) count("bounced", [mail.bouncedAt, 1]);
    if (mail.unsubscribedAt !== null) count("unsubscribed", [mail.unsubscribedAt, 1]);
  }

  #rowOf(campaignId: number, { mailboxId, stepId, stepNumber }: MailRecord, at: number): PastDay {
    const place = { day: Math.floor(at / DAY_MS) * DAY_MS, campaignId, mailboxId, stepId };
    const key = keyOf(place);
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const row: PastDay = {
      ...place,
      stepNumber,
      happened: noCounts(),
      ofMails: noCounts(),
      openedMails: 0,
      clickedMails: 0,
      answeredMails: 0,
      leads: 0,
      openers: 0,
      repliersByCategory: {},
    };
    this.#rows.set(key, row);
    return row;
  }

  /** Drops whole days, a tenth at a time, so that it runs rarely. */
  #shorten(): void {
    if (this.#rows.size <= MAX_ROWS) return;
    const oldestFirst = [...this.#rows].sort(([, one], [, other]) => one.day - other.day);
    for (const [key] of oldestFirst.slice(0, MAX_ROWS / 10)) this.#rows.delete(key);
  }
}

export function noCounts(): DayCounts {
  return { sent: 0, opened: 0, clicked: 0, replied: 0, bounced: 0, unsubscribed: 0, positive: 0 };
}

function keyOf({ day, campaignId, mailboxId, stepId }: Pick<PastDay, "day" | "campaignId" | "mailboxId" | "stepId">) {
  return `${day} ${campaignId} ${mailboxId} ${stepId}`;
}

function copyOf(row: PastDay): PastDay {
  return {
    ...row,
    happened: { ...row.happened },
    ofMails: { ...row.ofMails },
    repliersByCategory: { ...row.repliersByCategory },
  };
}
