/** Mail by mail, lead by lead, mailbox by mailbox (smartlead.md §4 statistics; E5, E8, E4, E6, A5). */
import { z } from "zod";
import { isoFromMs, msFromIso } from "../../base/time/iso.ts";
import { isTimeZone, localTime } from "../../base/time/zone.ts";
import type { Enrolment, Lead } from "../account/account.ts";
import { answer, CAMPAIGN_NOT_FOUND, isoMs, refusalAnswer } from "./declared-answers.ts";
import { lastActivityAt } from "./enrolment-times.ts";
import { CAMPAIGN_PARAMS, isoTime, pageOffset, UNCHECKED } from "./key-schemas.ts";
import { messageRow, messageRowSchema } from "./message-row.ts";
import { defineOperation, type OperationContext } from "./operation.ts";
import { campaignNotFound, ok, refusal } from "./responses.ts";
import { countMails, type SentMail, sentMailsOf } from "./sent-mails.ts";

const MAX_STATISTICS = 1_000;
const MAX_LEAD_STATISTICS = 100;
const MAX_MAILBOX_STATISTICS = 20;

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

const countText = z.string().regex(/^\d+$/);

const mailboxRow = z.strictObject({
  email_account_id: z.int(),
  from_email: z.string(),
  from_name: z.string(),
  sent_count: countText,
  open_count: countText,
  click_count: countText,
  reply_count: countText,
  bounce_count: countText,
  unsubscribed_count: countText,
});

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "must be in YYYY-MM-DD format");

const MAILBOX_QUERY = z.strictObject({
  limit: z.int().min(1).max(MAX_MAILBOX_STATISTICS).default(MAX_MAILBOX_STATISTICS),
  offset: pageOffset,
  start_date: day.optional(),
  end_date: day.optional(),
  time_zone: z.string().max(64).optional(),
  client_id: z.int().optional(),
  // SmartLead documents it and ignores it.
  private_api_key: z.string().max(320).optional(),
});

export const statisticsOperations = [
  defineOperation({
    id: "campaigns.statistics",
    method: "GET",
    path: "/campaigns/:campaign_id/statistics",
    summary: "Lists the mails of a campaign's sequence with what came of each.",
    sources: ["E5", "E8"],
    answers: [
      answer(
        "A page; the total is a text.",
        z.strictObject({ total_stats: z.string(), data: z.array(statisticsRow), offset: z.int(), limit: z.int() }),
      ),
      CAMPAIGN_NOT_FOUND,
    ],
    params: CAMPAIGN_PARAMS,
    query: STATISTICS_QUERY,
    body: UNCHECKED,
    handle: ({ params, query }, context) => {
      if (context.world.campaign(params.campaign_id) === undefined) return campaignNotFound();
      const found = sentMailsOf(context.world, params.campaign_id).filter((mail) => isAskedFor(mail, query));
      const page = found.slice(query.offset, query.offset + query.limit);
      return ok({
        total_stats: String(found.length),
        data: page.map((mail) => statisticsOf(mail, context)),
        offset: query.offset,
        limit: query.limit,
      });
    },
  }),
  defineOperation({
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
      event_time_gt: day.optional(),
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
  }),
  defineOperation({
    id: "campaigns.mailbox-statistics",
    method: "GET",
    path: "/campaigns/:campaign_id/mailbox-statistics",
    summary: "Counts by mailbox.",
    sources: ["A5", "E6"],
    answers: [
      answer("A page.", z.strictObject({ ok: z.literal(true), data: z.array(mailboxRow) })),
      refusalAnswer(400, "The time zone is none."),
      CAMPAIGN_NOT_FOUND,
    ],
    params: CAMPAIGN_PARAMS,
    query: MAILBOX_QUERY,
    body: UNCHECKED,
    handle: ({ params, query }, context) => {
      const { world } = context;
      const campaign = world.campaign(params.campaign_id);
      if (campaign === undefined) return campaignNotFound();
      const { time_zone: zone = "UTC" } = query;
      if (!isTimeZone(zone)) return refusal(400, `Invalid timezone - ${zone}`);
      const mails = sentMailsOf(world, campaign.id).filter(({ message }) => isOnDays(message.at, { ...query, zone }));
      const own = world.mailboxes.filter(
        ({ id, clientId }) =>
          campaign.mailboxIds.includes(id) && (query.client_id === undefined || clientId === query.client_id),
      );
      const page = own.slice(query.offset, query.offset + query.limit);
      return ok({ ok: true, data: page.map((mailbox) => mailboxCounts(mailbox, mails)) });
    },
  }),
];

function leadCounts({ thread, activity, replyCount }: Enrolment, lead: Lead | undefined) {
  const activities = [...activity.values()];
  return {
    lead_name: `${lead?.firstName ?? ""} ${lead?.lastName ?? ""}`.trim(),
    lead_email: lead?.email ?? "",
    sent_count: thread.filter(({ kind }) => kind === "SENT").length,
    open_count: activities.reduce((sum, { openCount }) => sum + openCount, 0),
    click_count: activities.reduce((sum, { clickCount }) => sum + clickCount, 0),
    reply_count: replyCount,
  };
}

function isAskedFor(mail: SentMail, query: z.output<typeof STATISTICS_QUERY>): boolean {
  const { message, stepNumber } = mail;
  return (
    (query.email_sequence_number === undefined || stepNumber === query.email_sequence_number) &&
    (query.sent_time_start_date === undefined || message.at >= query.sent_time_start_date) &&
    (query.sent_time_end_date === undefined || message.at <= query.sent_time_end_date) &&
    (query.email_status === undefined || HAS_STATUS[query.email_status](mail))
  );
}

const HAS_STATUS = {
  opened: ({ activity }: SentMail) => (activity?.openCount ?? 0) > 0,
  clicked: ({ activity }: SentMail) => (activity?.clickCount ?? 0) > 0,
  replied: ({ reply }: SentMail) => reply !== undefined,
  unsubscribed: ({ isUnsubscribed }: SentMail) => isUnsubscribed,
  bounced: ({ activity }: SentMail) => activity?.isBounced === true,
};

function statisticsOf(mail: SentMail, { world }: OperationContext): z.output<typeof statisticsRow> {
  const { enrolment, message, stepNumber, activity, reply } = mail;
  const lead = world.lead(enrolment.leadId);
  const step = world.campaign(enrolment.campaignId)?.steps.find(({ number }) => number === stepNumber);
  return {
    stats_id: message.statsId,
    lead_name: `${lead?.firstName ?? ""} ${lead?.lastName ?? ""}`.trim(),
    lead_email: lead?.email ?? "",
    lead_category: enrolment.category?.name ?? null,
    sequence_number: stepNumber,
    email_campaign_seq_id: step?.id ?? null,
    seq_variant_id: null,
    email_subject: message.subject,
    email_message: message.html,
    sent_time: isoFromMs(message.at),
    open_time: isoOrNull(activity?.openedAt),
    click_time: isoOrNull(activity?.clickedAt),
    reply_time: isoOrNull(reply?.at),
    open_count: activity?.openCount ?? 0,
    click_count: activity?.clickCount ?? 0,
    is_unsubscribed: mail.isUnsubscribed,
    is_bounced: activity?.isBounced ?? false,
    ignore_reply: false,
  };
}

function isoOrNull(ms: number | null | undefined): string | null {
  return ms === null || ms === undefined ? null : isoFromMs(ms);
}

function isAfter(enrolment: Enrolment, after: number | null): boolean {
  return after === null || (lastActivityAt(enrolment) ?? enrolment.createdAt) > after;
}

function isOnDays(ms: number, query: { start_date?: string | undefined; end_date?: string | undefined; zone: string }) {
  const { start_date: start, end_date: end } = query;
  // Each date counts only together with the other.
  if (start === undefined || end === undefined) return true;
  const { day: sentOn } = localTime(ms, query.zone);
  return sentOn >= start && sentOn <= end;
}

function mailboxCounts(
  { id, email, fromName }: { id: number; email: string; fromName: string },
  mails: readonly SentMail[],
): z.output<typeof mailboxRow> {
  const counts = countMails(mails.filter(({ message }) => message.from === email));
  return {
    email_account_id: id,
    from_email: email,
    from_name: fromName,
    sent_count: String(counts.sent),
    open_count: String(counts.open),
    click_count: String(counts.click),
    reply_count: String(counts.reply),
    bounce_count: String(counts.bounce),
    unsubscribed_count: String(counts.unsubscribed),
  };
}
