/** The master inbox (smartlead.md §4 "Reply and master inbox"; E4, E6, A5). */
import { z } from "zod";
import { isoFromMs } from "../time/iso.ts";
import type { Enrolment } from "../world/account.ts";
import { nextStepOf } from "../world/sequence.ts";
import { answer, refusalAnswer } from "./answers.ts";
import { lastReplyAt, lastSentAt } from "./enrolment-times.ts";
import { UNCHECKED } from "./fields.ts";
import { whatIsMissing } from "./lead-changes.ts";
import { messageRow, messageRowSchema } from "./message-row.ts";
import { defineOperation, type OperationWorld } from "./operation.ts";
import { ok, refusal } from "./responses.ts";

const MAX_REPLIES = 20;
const MAX_UNTRACKED = 100;
const MAX_DELAY_DAYS = 3_650;

const offset = z.int().min(0).default(0);

const inboxRowSchema = z.strictObject({
  email_lead_map_id: z.string(),
  email_lead_id: z.string(),
  lead_first_name: z.string(),
  lead_last_name: z.string(),
  lead_email: z.string(),
  lead_status: z.string(),
  lead_category_id: z.int().nullable(),
  last_sent_time: z.string().nullable(),
  last_reply_time: z.string().nullable(),
  has_new_unread_email: z.boolean(),
  email_account_id: z.int(),
  revenue: z.null(),
  email_campaign_id: z.int(),
  email_campaign_name: z.string(),
  is_important: z.boolean(),
  is_archived: z.boolean(),
  is_snoozed: z.boolean(),
  team_member_id: z.null(),
  email_history: z.array(messageRowSchema).optional().describe("Only with fetch_message_history."),
});

const idOrIds = z.union([z.int(), z.array(z.int()).max(1_000)]).optional();

/** The filters that rows can be told apart by; what else SmartLead takes here is not documented, and is let through. */
const FILTERS = z.looseObject({
  search: z.string().max(500).optional(),
  campaignId: idOrIds,
  emailAccountId: idOrIds,
  leadCategories: z.looseObject({ categoryIdsIn: z.array(z.int()).max(100).optional() }).optional(),
  replyTimeBetween: z.array(z.string()).max(2).optional(),
});

type Filters = z.output<typeof FILTERS>;

export const masterInboxOperations = [
  defineOperation({
    id: "master-inbox.inbox-replies",
    method: "POST",
    path: "/master-inbox/inbox-replies",
    summary: "Lists the leads that have answered, newest first.",
    sources: ["E4", "E6", "A5"],
    answers: [
      answer(
        "A page.",
        z.strictObject({ ok: z.literal(true), data: z.array(inboxRowSchema), offset: z.int(), limit: z.int() }),
      ),
    ],
    params: UNCHECKED,
    query: z.strictObject({ fetch_message_history: z.boolean().default(false) }),
    body: z.strictObject({
      offset,
      limit: z.int().min(1).max(MAX_REPLIES).default(MAX_REPLIES),
      filters: FILTERS.optional(),
      sortBy: z.enum(["REPLY_TIME_DESC", "SENT_TIME_DESC"]).default("REPLY_TIME_DESC"),
    }),
    handle: ({ query, body }, { world }) => {
      const timeOf = body.sortBy === "REPLY_TIME_DESC" ? lastReplyAt : lastSentAt;
      const found = world.campaigns
        .flatMap(({ id }) => world.enrolmentsOf(id))
        .filter((enrolment) => enrolment.replyCount > 0 && fits(world, enrolment, body.filters ?? {}))
        .sort((one, other) => (timeOf(other) ?? 0) - (timeOf(one) ?? 0) || other.mapId - one.mapId);
      const page = found.slice(body.offset, body.offset + body.limit);
      const data = page.map((enrolment) => ({
        ...inboxRow(world, enrolment),
        ...(query.fetch_message_history && {
          email_history: enrolment.thread.map((message) => messageRow(message, enrolment, false)),
        }),
      }));
      return ok({ ok: true, data, offset: body.offset, limit: body.limit });
    },
  }),
  defineOperation({
    id: "master-inbox.update-category",
    method: "PATCH",
    path: "/master-inbox/update-category",
    summary: "Puts a lead into a category by its map id; LEAD_CATEGORY_UPDATED follows a new one.",
    sources: ["A5"],
    answers: [
      answer("Done.", z.strictObject({ ok: z.literal(true), success: z.literal(true), message: z.string() })),
      refusalAnswer(404, "There is no such mapping."),
      refusalAnswer(422, "There is no such category."),
    ],
    params: UNCHECKED,
    query: UNCHECKED,
    body: z.strictObject({ email_lead_map_id: z.int(), category_id: z.int().nullable() }),
    handle: ({ body: { email_lead_map_id: mapId, category_id: categoryId } }, { world, change }) => {
      const enrolment = world.enrolmentByMapId(mapId);
      if (enrolment === undefined) return refusal(404, "Lead mapping not found");
      if (categoryId !== null && world.categories.every(({ id }) => id !== categoryId)) {
        return refusal(422, "category_id must be a valid number or null");
      }
      const { campaignId, leadId } = enrolment;
      change("lead.category", { campaignId, leadId, categoryId, pausesLead: false });
      return ok({ ok: true, success: true, message: "Lead category updated successfully" });
    },
  }),
  defineOperation({
    id: "master-inbox.resume-lead",
    method: "PATCH",
    path: "/master-inbox/resume-lead",
    summary: "Goes on with the sequence for a lead, after some days if asked.",
    sources: ["A5"],
    answers: [
      answer(
        "Resumed.",
        z.strictObject({
          success: z.literal(true),
          message: z.string(),
          data: z.strictObject({ campaign_id: z.int(), email_lead_map_id: z.int(), status: z.string() }),
        }),
      ),
      refusalAnswer(404, "There is no such campaign or mapping."),
      refusalAnswer(400, "The lead has unsubscribed."),
      refusalAnswer(500, "No step is left for the lead."),
    ],
    params: UNCHECKED,
    query: UNCHECKED,
    body: z.strictObject({
      campaign_id: z.int(),
      email_lead_map_id: z.int(),
      resume_delay_days: z.int().min(0).max(MAX_DELAY_DAYS).optional(),
    }),
    handle: ({ body }, context) => {
      const { world, change } = context;
      const enrolment = world.enrolmentByMapId(body.email_lead_map_id);
      const campaign = world.campaign(body.campaign_id);
      if (enrolment === undefined || campaign?.id !== enrolment.campaignId)
        return refusal(404, "Lead mapping not found");
      const { campaignId, leadId } = enrolment;
      const missing = whatIsMissing(context, campaignId, leadId);
      if (missing !== null) return missing;
      if (nextStepOf(campaign, enrolment) === undefined) {
        return refusal(500, "This is the last sequence. You cannot resume this lead.");
      }
      if (world.lead(leadId)?.isUnsubscribed === true) return refusal(400, "This lead has unsubscribed.");
      change("lead.resume", { campaignId, leadId, delayDays: body.resume_delay_days ?? 0 });
      return ok({
        success: true,
        message: "Lead resumed successfully",
        data: { campaign_id: campaignId, email_lead_map_id: enrolment.mapId, status: enrolment.status },
      });
    },
  }),
  defineOperation({
    id: "master-inbox.untracked-replies",
    method: "GET",
    path: "/master-inbox/untracked-replies",
    summary: "Lists mails that belong to no lead and answer no known mail, newest first.",
    sources: ["E6", "A5"],
    answers: [answer("Both known forms in one.", untrackedSchema())],
    params: UNCHECKED,
    query: z.strictObject({
      limit: z.int().min(1).max(MAX_UNTRACKED).default(MAX_UNTRACKED),
      offset,
      fetchAttachments: z.boolean().default(false),
      fetchBody: z.boolean().default(false),
      from_email: z.string().max(320).optional(),
      to_email: z.string().max(320).optional(),
      subject_line: z.string().max(998).optional(),
    }),
    body: UNCHECKED,
    handle: ({ query }, { world }) => {
      const has = (value: string, part: string | undefined) =>
        part === undefined || value.toLowerCase().includes(part.toLowerCase());
      const found = world.untrackedReplies
        .map((reply) => ({ ...reply, to: world.mailbox(reply.mailboxId)?.email ?? "" }))
        .filter((reply) => has(reply.from, query.from_email) && has(reply.to, query.to_email))
        .filter((reply) => has(reply.subject, query.subject_line))
        .reverse();
      const replies = found.slice(query.offset, query.offset + query.limit).map((reply) => ({
        message_id: reply.messageId,
        from_email: reply.from,
        from_name: reply.fromName,
        to_email: reply.to,
        cc: reply.cc,
        subject_line: reply.subject,
        received_at: isoFromMs(reply.at),
        has_attachment: reply.hasAttachment,
        email_account_id: reply.mailboxId,
        ...(query.fetchBody && { body: reply.html, text: reply.text }),
        ...(query.fetchAttachments && { attachments: [] }),
      }));
      return ok({
        ok: true,
        data: { success: true, message: "Untracked replies fetched successfully", data: { replies } },
        untracked_replies: replies,
        total_count: found.length,
      });
    },
  }),
];

function untrackedSchema() {
  const row = z.strictObject({
    message_id: z.string(),
    from_email: z.string(),
    from_name: z.string(),
    to_email: z.string(),
    cc: z.string(),
    subject_line: z.string(),
    received_at: z.string(),
    has_attachment: z.boolean(),
    email_account_id: z.int(),
    body: z.string().optional(),
    text: z.string().optional(),
    attachments: z.array(z.unknown()).optional(),
  });
  return z.strictObject({
    ok: z.literal(true),
    data: z.strictObject({
      success: z.literal(true),
      message: z.string(),
      data: z.strictObject({ replies: z.array(row) }),
    }),
    untracked_replies: z.array(row),
    total_count: z.int(),
  });
}

function inboxRow(world: OperationWorld, enrolment: Enrolment): z.output<typeof inboxRowSchema> {
  const lead = world.lead(enrolment.leadId);
  return {
    email_lead_map_id: String(enrolment.mapId),
    email_lead_id: String(enrolment.leadId),
    lead_first_name: lead?.firstName ?? "",
    lead_last_name: lead?.lastName ?? "",
    lead_email: lead?.email ?? "",
    lead_status: enrolment.status,
    lead_category_id: enrolment.category?.id ?? null,
    last_sent_time: isoOrNull(lastSentAt(enrolment)),
    last_reply_time: isoOrNull(lastReplyAt(enrolment)),
    has_new_unread_email: enrolment.isUnread,
    email_account_id: enrolment.mailboxId,
    revenue: null,
    email_campaign_id: enrolment.campaignId,
    email_campaign_name: world.campaign(enrolment.campaignId)?.name ?? "",
    is_important: false,
    is_archived: false,
    is_snoozed: false,
    team_member_id: null,
  };
}

function fits(world: OperationWorld, enrolment: Enrolment, filters: Filters): boolean {
  const isOneOf = (value: number, asked: number | number[] | undefined) =>
    asked === undefined || (Array.isArray(asked) ? asked.includes(value) : asked === value);
  const categories = filters.leadCategories?.categoryIdsIn;
  const lead = world.lead(enrolment.leadId);
  const searched = `${lead?.email} ${lead?.firstName} ${lead?.lastName}`.toLowerCase();
  const at = lastReplyAt(enrolment) ?? 0;
  const [from, to] = (filters.replyTimeBetween ?? []).map((text) => Date.parse(text));
  return (
    isOneOf(enrolment.campaignId, filters.campaignId) &&
    isOneOf(enrolment.mailboxId, filters.emailAccountId) &&
    (categories === undefined || categories.includes(enrolment.category?.id ?? 0)) &&
    (filters.search === undefined || searched.includes(filters.search.toLowerCase())) &&
    !(from !== undefined && at < from) &&
    !(to !== undefined && at > to)
  );
}

function isoOrNull(at: number | null): string | null {
  return at === null ? null : isoFromMs(at);
}
