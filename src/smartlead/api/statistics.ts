/** Statistics per email, per lead and per mailbox (smartlead.md §4 statistics; E5, E8). */

import { z } from "zod";
import { isoFromMs, msFromIso } from "../../base/time/iso.ts";
import type { Enrolment, Lead } from "../account/account.ts";
import { lastActivityAt } from "../account/enrolment-progress.ts";
import { firstOf, type MailRecord, timesIn } from "../account/mail-record.ts";
import type { SentMessage } from "../events/event.ts";
import { answer, CAMPAIGN_NOT_FOUND, isoMs } from "./declared-answers.ts";
import { CAMPAIGN_PARAMS, isoDay, isoTime, pageOffset, UNCHECKED } from "./key-schemas.ts";
import { mailboxStatistics } from "./mailbox-statistics.ts";
import { messageRow, messageRowSchema } from "./message-history.ts";
import { defineOperation, type OperationWorld } from "./operation.ts";
import { campaignNotFound, ok } from "./responses.ts";

const MAX_LEAD_STATISTICS = 100;

const leadStatisticsRow = z.strictObject({
  lead_id: z.string(),
  lead_name: z.string(),
  lead_email: z.string(),
  sent_count: z.int(),
  open_count: z.int(),
  click_count: z.int(),
  reply_count: z.int(),
  from: z.string(),
  to: z.string(),
  status: z.string(),
  lead_category_id: z.int().nullable(),
  history: z.array(messageRowSchema),
});

/** Statistics per lead (E4, E6, A5). */
const leadStatistics = defineOperation({
  id: "campaigns.leads-statistics",
  method: "GET",
  path: "/campaigns/:campaign_id/leads-statistics",
  summary: "Lists a campaign's leads with their conversations.",
  sources: ["E4", "E6", "A5"],
  answers: [
    answer(
      "A page.",
      z.strictObject({
        ok: z.literal(true),
        data: z.array(leadStatisticsRow),
        hasMore: z.boolean(),
        skip: z.int(),
        limit: z.int(),
      }),
    ),
    CAMPAIGN_NOT_FOUND,
  ],
  params: CAMPAIGN_PARAMS,
  query: z.strictObject({
    limit: z.int().min(1).max(MAX_LEAD_STATISTICS).default(MAX_LEAD_STATISTICS),
    offset: z.int().min(0).optional(),
    skip: z.int().min(0).optional(),
    event_time_gt: isoDay.optional(),
  }),
  body: UNCHECKED,
  handle: ({ params, query }, { world }) => {
    const campaign = world.campaign(params.campaign_id);
    if (campaign === undefined) return campaignNotFound();
    const after = query.event_time_gt === undefined ? null : msFromIso(query.event_time_gt);
    const found = world.enrolmentsOf(campaign.id).filter((enrolment) => isAfter(enrolment, after));
    const skip = query.skip ?? query.offset ?? 0;
    const data = found.slice(skip, skip + query.limit).map((enrolment) => ({
      lead_id: String(enrolment.leadId),
      ...leadCounts(enrolment, world.lead(enrolment.leadId)),
      from: world.mailbox(enrolment.mailboxId)?.email ?? "",
      to: world.lead(enrolment.leadId)?.email ?? "",
      status: enrolment.status,
      lead_category_id: enrolment.category?.id ?? null,
      history: enrolment.thread.map((message) => messageRow(message, enrolment, false)),
    }));
    return ok({ ok: true, data, hasMore: skip + data.length < found.length, skip, limit: query.limit });
  },
});

/** Counts emails of the sequence, as in all other statistics: answers from the master inbox are in `history` only. */
function leadCounts({ mails, replyCount }: Enrolment, lead: Lead | undefined) {
  return {
    lead_name: `${lead?.firstName ?? ""} ${lead?.lastName ?? ""}`.trim(),
    lead_email: lead?.email ?? "",
    sent_count: mails.length,
    open_count: mails.reduce((sum, { opens }) => sum + timesIn(opens), 0),
    click_count: mails.reduce((sum, { clicks }) => sum + timesIn(clicks), 0),
    reply_count: replyCount,
  };
}

function isAfter(enrolment: Enrolment, after: number | null): boolean {
  return after === null || (lastActivityAt(enrolment) ?? enrolment.createdAt) > after;
}

const MAX_STATISTICS = 1_000;

const STATISTICS_QUERY = z.strictObject({
  offset: pageOffset,
  limit: z.int().min(1).max(MAX_STATISTICS).default(100),
  email_sequence_number: z.int().min(1).max(20).optional(),
  email_status: z.enum(["opened", "clicked", "replied", "unsubscribed", "bounced"]).optional(),
  sent_time_start_date: isoTime.optional(),
  sent_time_end_date: isoTime.optional(),
});

const statisticsRow = z.strictObject({
  stats_id: z.uuid(),
  lead_name: z.string(),
  lead_email: z.string(),
  lead_category: z.string().nullable(),
  sequence_number: z.int(),
  email_campaign_seq_id: z.int().nullable(),
  seq_variant_id: z.int().nullable(),
  email_subject: z.string(),
  email_message: z.string(),
  sent_time: isoMs,
  open_time: isoMs.nullable(),
  click_time: isoMs.nullable(),
  reply_time: isoMs.nullable(),
  open_count: z.int(),
  click_count: z.int(),
  is_unsubscribed: z.boolean(),
  is_bounced: z.boolean(),
  ignore_reply: z.boolean(),
});

export const statisticsOperations = [
  defineOperation({
    id: "campaigns.statistics",
    method: "GET",
    path: "/campaigns/:campaign_id/statistics",
    summary: "Lists the emails of a campaign's sequence with the result of each.",
    sources: ["E5", "E8"],
    answers: [
      answer(
        "A page; the total is a string.",
        z.strictObject({ total_stats: z.string(), data: z.array(statisticsRow), offset: z.int(), limit: z.int() }),
      ),
      CAMPAIGN_NOT_FOUND,
    ],
    params: CAMPAIGN_PARAMS,
    query: STATISTICS_QUERY,
    body: UNCHECKED,
    handle: ({ params, query }, { world }) => {
      if (world.campaign(params.campaign_id) === undefined) return campaignNotFound();
      const { total, page } = askedMails(world.enrolmentsOf(params.campaign_id), query);
      return ok({
        total_stats: String(total),
        data: page.map((mail) => statisticsOf(mail, world)),
        offset: query.offset,
        limit: query.limit,
      });
    },
  }),
  leadStatistics,
  mailboxStatistics,
];

type StatisticsQuery = z.output<typeof STATISTICS_QUERY>;

/** An email of a sequence, and its recipient. */
interface AskedMail {
  readonly enrolment: Enrolment;
  readonly mail: MailRecord;
}

/** Grouped by lead in the order of enrolment, each oldest first. */
function askedMails(enrolments: readonly Enrolment[], query: StatisticsQuery): { total: number; page: AskedMail[] } {
  const page: AskedMail[] = [];
  let total = 0;
  for (const enrolment of enrolments) {
    for (const mail of enrolment.mails) {
      if (!isAskedFor(mail, query)) continue;
      if (total >= query.offset && page.length < query.limit) page.push({ enrolment, mail });
      total += 1;
    }
  }
  return { total, page };
}

function isAskedFor(mail: MailRecord, query: StatisticsQuery): boolean {
  return (
    (query.email_sequence_number === undefined || mail.stepNumber === query.email_sequence_number) &&
    (query.sent_time_start_date === undefined || mail.at >= query.sent_time_start_date) &&
    (query.sent_time_end_date === undefined || mail.at <= query.sent_time_end_date) &&
    (query.email_status === undefined || HAS_STATUS[query.email_status](mail))
  );
}

const HAS_STATUS = {
  opened: ({ opens }: MailRecord) => opens.length > 0,
  clicked: ({ clicks }: MailRecord) => clicks.length > 0,
  replied: ({ replies }: MailRecord) => replies.length > 0,
  unsubscribed: ({ unsubscribedAt }: MailRecord) => unsubscribedAt !== null,
  bounced: ({ bouncedAt }: MailRecord) => bouncedAt !== null,
};

function statisticsOf(
  { enrolment, mail }: AskedMail,
  world: Pick<OperationWorld, "lead" | "campaign">,
): z.output<typeof statisticsRow> {
  const lead = world.lead(enrolment.leadId);
  const step = world.campaign(enrolment.campaignId)?.steps.find(({ number }) => number === mail.stepNumber);
  const message = enrolment.thread.find(
    (one): one is SentMessage => one.kind === "SENT" && one.statsId === mail.statsId,
  );
  return {
    stats_id: mail.statsId,
    lead_name: `${lead?.firstName ?? ""} ${lead?.lastName ?? ""}`.trim(),
    lead_email: lead?.email ?? "",
    lead_category: enrolment.category?.name ?? null,
    sequence_number: mail.stepNumber,
    email_campaign_seq_id: step?.id ?? null,
    seq_variant_id: mail.variantId ?? null,
    email_subject: message?.subject ?? "",
    email_message: message?.html ?? "",
    sent_time: isoFromMs(mail.at),
    open_time: isoOrNull(firstOf(mail.opens)),
    click_time: isoOrNull(firstOf(mail.clicks)),
    reply_time: isoOrNull(firstOf(mail.replies)),
    open_count: timesIn(mail.opens),
    click_count: timesIn(mail.clicks),
    is_unsubscribed: mail.unsubscribedAt !== null,
    is_bounced: mail.bouncedAt !== null,
    ignore_reply: false,
  };
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : isoFromMs(ms);
}
