/** The master inbox (smartlead.md §4 "Reply and master inbox"; E4, E6, A5). */

import { z } from "zod";
import { DAY_MS } from "../../base/time/calendar.ts";
import { isoFromMs } from "../../base/time/iso.ts";
import { nextStepOf } from "../account/enrolment-progress.ts";
import { answer, isoMs, refusalAnswer } from "./declared-answers.ts";
import { inboxChangeOperations } from "./inbox-changes.ts";
import { FILTERS } from "./inbox-filters.ts";
import { inboxRowSchema } from "./inbox-rows.ts";
import { inboxPage, inboxViewOperations } from "./inbox-views.ts";
import { pageOffset, UNCHECKED } from "./key-schemas.ts";
import { whatIsMissing } from "./lead-changes.ts";
import { defineOperation } from "./operation.ts";
import { ok, refusal } from "./responses.ts";

/** Maximum untracked emails in one answer. */
const MAX_UNTRACKED = 100;

export const untrackedReplies = defineOperation({
  id: "master-inbox.untracked-replies",
  method: "GET",
  path: "/master-inbox/untracked-replies",
  summary: "Lists emails that belong to no lead and answer no known email, newest first.",
  sources: ["E6", "A5"],
  answers: [answer("Both known forms in one.", untrackedSchema())],
  params: UNCHECKED,
  query: z.strictObject({
    limit: z.int().min(1).max(MAX_UNTRACKED).default(20),
    offset: pageOffset,
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
      id: reply.messageId,
      message_id: reply.messageId,
      from_email: reply.from,
      from_name: reply.fromName,
      to_email: reply.to,
      cc: reply.cc,
      subject: reply.subject,
      subject_line: reply.subject,
      received_at: isoFromMs(reply.at),
      has_attachment: reply.hasAttachment,
      has_attachments: reply.hasAttachment,
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
});

function untrackedSchema() {
  const row = z.strictObject({
    id: z.string(),
    message_id: z.string(),
    from_email: z.string(),
    from_name: z.string(),
    to_email: z.string(),
    cc: z.string(),
    subject: z.string(),
    subject_line: z.string(),
    received_at: z.string(),
    has_attachment: z.boolean(),
    has_attachments: z.boolean(),
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

const MAX_REPLIES = 20;

const inboxReplies = defineOperation({
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
    offset: pageOffset,
    limit: z.int().min(1).max(MAX_REPLIES).default(MAX_REPLIES),
    filters: FILTERS.optional(),
    sortBy: z.enum(["REPLY_TIME_DESC", "SENT_TIME_DESC"]).default("REPLY_TIME_DESC"),
  }),
  handle: ({ query, body }, context) =>
    inboxPage(context, { ...body, hasHistory: query.fetch_message_history }, ({ replyCount }) => replyCount > 0),
});

const MAX_DELAY_DAYS = 3_650;

const updateCategory = defineOperation({
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
});

const resumeLead = defineOperation({
  id: "master-inbox.resume-lead",
  method: "PATCH",
  path: "/master-inbox/resume-lead",
  summary: "Resumes the sequence for a lead, optionally after some days.",
  sources: ["A5"],
  answers: [
    answer(
      "Resumed.",
      z.strictObject({
        success: z.literal(true),
        message: z.string(),
        data: z.strictObject({
          campaign_id: z.int(),
          email_lead_map_id: z.int(),
          status: z.string(),
          resume_delay_days: z.int(),
          will_resume_at: isoMs,
        }),
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
    if (enrolment === undefined || campaign?.id !== enrolment.campaignId) return refusal(404, "Lead mapping not found");
    const { campaignId, leadId } = enrolment;
    const missing = whatIsMissing(context, campaignId, leadId);
    if (missing !== null) return missing;
    if (nextStepOf(campaign, enrolment) === undefined) {
      return refusal(500, "This is the last sequence. You cannot resume this lead.");
    }
    if (world.lead(leadId)?.isUnsubscribed === true) return refusal(400, "This lead has unsubscribed.");
    const delayDays = body.resume_delay_days ?? 0;
    change("lead.resume", { campaignId, leadId, delayDays });
    return ok({
      success: true,
      message: "Lead resumed successfully",
      data: {
        campaign_id: campaignId,
        email_lead_map_id: enrolment.mapId,
        status: enrolment.status,
        resume_delay_days: delayDays,
        will_resume_at: isoFromMs(context.now() + delayDays * DAY_MS),
      },
    });
  },
});

export const masterInboxOperations = [
  inboxReplies,
  updateCategory,
  resumeLead,
  untrackedReplies,
  ...inboxViewOperations,
  ...inboxChangeOperations,
];
