import { z } from "zod";
import type { Enrolment } from "../../account/account.ts";
import { isPositive } from "../../account/categories.ts";
import { MailReader } from "../../account/mail-reader.ts";
import type { PastDay } from "../../account/past-mails.ts";
import type { OperationWorld } from "../operation.ts";
import { type Scope, utcDayIndexOf } from "./analytics-scope.ts";

/**
 * Counts for emails within a scope: each occurrence counts on its own day. Leads that have left count once each, on the day of their first
 * email, open or reply.
 */
export class Counts {
  sent = 0;
  opened = 0;
  replied = 0;
  bounced = 0;
  unsubscribed = 0;
  #goneLeads = 0;
  #goneOpeners = 0;
  #gonePositives = 0;
  readonly #leads = new Set<number>();
  readonly #openers = new Set<number>();
  readonly #positives = new Set<number>();
  #latestLead = 0;

  get leads(): number {
    return this.#leads.size + this.#goneLeads;
  }

  get openers(): number {
    return this.#openers.size + this.#goneOpeners;
  }

  get positives(): number {
    return this.#positives.size + this.#gonePositives;
  }

  add(mail: MailReader, { leadId, isPositive: isGood }: { leadId: number; isPositive: boolean }, scope: Scope): void {
    const { from, until } = scope;
    if (mail.at >= from && mail.at < until) {
      this.sent += 1;
      // Emails of one lead are adjacent.
      if (this.#latestLead !== leadId) this.#leads.add(leadId);
      this.#latestLead = leadId;
    }
    const opens = mail.times("opens", from, until);
    if (opens > 0) {
      this.opened += opens;
      this.#openers.add(leadId);
    }
    const replies = mail.times("replies", from, until);
    if (replies > 0) {
      this.replied += replies;
      if (isGood) this.#positives.add(leadId);
    }
    if (mail.bouncedAt >= from && mail.bouncedAt < until) this.bounced += 1;
    if (mail.unsubscribedAt >= from && mail.unsubscribedAt < until) this.unsubscribed += 1;
  }

  addPast(row: PastDay): void {
    this.sent += row.happened.sent;
    this.opened += row.happened.opened;
    this.replied += row.happened.replied;
    this.bounced += row.happened.bounced;
    this.unsubscribed += row.happened.unsubscribed;
    this.#goneLeads += row.leads;
    this.#goneOpeners += row.openers;
    for (const [categoryId, repliers] of Object.entries(row.repliersByCategory)) {
      if (isPositive(Number(categoryId))) this.#gonePositives += repliers;
    }
  }
}

/** A campaign and a mailbox: the grouping key of an email. */
export interface Sender {
  readonly campaignId: number;
  readonly mailboxId: number;
}

/** Counts the occurrences in a scope, for each group of a sender. */
export function countBy<Key>(
  world: Pick<OperationWorld, "enrolmentsOf" | "pastMails">,
  scope: Scope,
  groupsOf: (sender: Sender) => readonly Key[],
): Map<Key, Counts> {
  const counts = new Map<Key, Counts>();
  const bySender = new Map<string, readonly Counts[]>();
  const of = (campaignId: number, mailboxId: number) => {
    const key = `${campaignId} ${mailboxId}`;
    const known = bySender.get(key);
    if (known !== undefined) return known;
    const groups = groupsOf({ campaignId, mailboxId }).map((group) => {
      const count = counts.get(group) ?? new Counts();
      counts.set(group, count);
      return count;
    });
    bySender.set(key, groups);
    return groups;
  };
  const mail = new MailReader();
  for (const { id } of scope.campaigns) {
    const byMailbox = new Map<number, readonly Counts[]>();
    for (const enrolment of world.enrolmentsOf(id)) {
      const who = { leadId: enrolment.leadId, isPositive: isPositive(enrolment.category?.id ?? 0) };
      mail.open(enrolment);
      while (mail.next()) {
        const groups = byMailbox.get(mail.mailboxId) ?? of(id, mail.mailboxId);
        byMailbox.set(mail.mailboxId, groups);
        for (const group of groups) group.add(mail, who, scope);
      }
    }
  }
  for (const row of pastIn(world, scope)) {
    for (const group of of(row.campaignId, row.mailboxId)) group.addPast(row);
  }
  return counts;
}

/** Counts of leads that have left, for the days and campaigns of a scope. */
export function* pastIn({ pastMails }: Pick<OperationWorld, "pastMails">, scope: Scope): Generator<PastDay> {
  const ids = new Set(scope.campaigns.map(({ id }) => id));
  for (const row of pastMails) if (ids.has(row.campaignId) && utcDayIndexOf(scope, row.day) !== -1) yield row;
}

/** Every enrolment of the scope's campaigns. */
export function* enrolmentsIn(world: Pick<OperationWorld, "enrolmentsOf">, scope: Scope): Generator<Enrolment> {
  for (const { id } of scope.campaigns) yield* world.enrolmentsOf(id);
}

/** `43.75%`; with base 0 it is `0.00%`. */
export function percent(part: number, base: number): string {
  return `${(base === 0 ? 0 : (100 * part) / base).toFixed(2)}%`;
}

const rate = z.string().regex(/^\d+\.\d\d%$/);

export const countersSchema = {
  sent: z.int(),
  opened: z.int(),
  replied: z.int(),
  bounced: z.int(),
  unique_lead_count: z.int(),
  unique_open_count: z.int(),
  positive_replied: z.int(),
  open_rate: rate,
  reply_rate: rate,
  positive_reply_rate: rate,
  bounce_rate: rate,
};

/**
 * Rates as in B4: relative to the leads that were mailed, the positive rate relative to replies (more-endpoints.json `GET
 * /analytics/overall-stats-v2`).
 */
export function counters(counts: Counts) {
  const { sent, opened, replied, bounced, leads, openers, positives } = counts;
  return {
    sent,
    opened,
    replied,
    bounced,
    unique_lead_count: leads,
    unique_open_count: openers,
    positive_replied: positives,
    open_rate: percent(openers, leads),
    reply_rate: percent(replied, leads),
    positive_reply_rate: percent(positives, replied),
    bounce_rate: percent(bounced, leads),
  };
}

/** Every number as a text. */
export function asTexts<Row extends Readonly<Record<string, number | string>>>(row: Row): Record<keyof Row, string> {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, String(value)])) as Record<
    keyof Row,
    string
  >;
}

/** A page of rows; without a limit all of them. */
export function pageOf<Row>(
  rows: readonly Row[],
  { limit, offset = 0 }: { readonly limit?: number | undefined; readonly offset?: number | undefined },
): readonly Row[] {
  return rows.slice(offset, limit === undefined ? undefined : offset + limit);
}
