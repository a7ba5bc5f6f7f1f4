/** Leads that have answered, as the master inbox lists them (smartlead.md §4 "Reply and master inbox"; E4, E6, A5). */
import { z } from "zod";
import { isoFromMs } from "../../base/time/iso.ts";
import type { Enrolment, Lead } from "../account/account.ts";
import { answer } from "./declared-answers.ts";
import { lastReplyAt, lastSentAt } from "./enrolment-times.ts";
import { isoTime, pageOffset, UNCHECKED } from "./key-schemas.ts";
import { messageRow, messageRowSchema } from "./message-row.ts";
import { defineOperation, type OperationWorld } from "./operation.ts";
import { ok } from "./responses.ts";

const MAX_REPLIES = 20;

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

/** One id or a list, of at most so many (A5). */
const idOrIds = (max: number) => z.union([z.int(), z.array(z.int()).max(max)]).optional();

const EMAIL_STATUSES = ["Opened", "Clicked", "Replied", "Unsubscribed", "Bounced", "Accepted", "Not Replied"] as const;
const emailStatus = z.enum(EMAIL_STATUSES);

const FILTERS = z.strictObject({
  search: z.string().max(30).optional(),
  leadCategories: z
    .strictObject({
      unassigned: z.boolean().optional(),
      isAssigned: z.boolean().optional(),
      categoryIdsNotIn: z.array(z.int()).max(10).optional(),
      categoryIdsIn: z.array(z.int()).max(10).optional(),
    })
    .optional(),
  emailStatus: z.union([emailStatus, z.array(emailStatus).max(EMAIL_STATUSES.length)]).optional(),
  campaignId: idOrIds(5),
  emailAccountId: idOrIds(20),
  campaignTeamMemberId: idOrIds(10),
  campaignTagId: idOrIds(10),
  campaignClientId: idOrIds(10),
  replyTimeBetween: z.array(isoTime).length(2).optional(),
});

type Filters = z.output<typeof FILTERS>;

export const inboxReplies = defineOperation({
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
});

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
  const campaign = world.campaign(enrolment.campaignId);
  const lead = world.lead(enrolment.leadId);
  const searched = `${lead?.email} ${lead?.firstName} ${lead?.lastName}`.toLowerCase();
  const at = lastReplyAt(enrolment) ?? 0;
  const [from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY] = filters.replyTimeBetween ?? [];
  return (
    isOneOf(enrolment.campaignId, filters.campaignId) &&
    isOneOf(enrolment.mailboxId, filters.emailAccountId) &&
    isOneOf(campaign?.clientId ?? null, filters.campaignClientId) &&
    // The account has no tags of campaigns and no team member of any, so nothing fits.
    isOneOf(null, filters.campaignTagId) &&
    isOneOf(null, filters.campaignTeamMemberId) &&
    hasCategory(enrolment, filters.leadCategories ?? {}) &&
    hasStatus(enrolment, lead, filters.emailStatus) &&
    (filters.search === undefined || searched.includes(filters.search.toLowerCase())) &&
    at >= from &&
    at <= to
  );
}

function isOneOf(value: number | null, asked: number | number[] | undefined): boolean {
  if (asked === undefined) return true;
  return value !== null && [asked].flat().includes(value);
}

function hasCategory({ category }: Enrolment, asked: NonNullable<Filters["leadCategories"]>): boolean {
  const { unassigned, isAssigned, categoryIdsIn, categoryIdsNotIn } = asked;
  return (
    (unassigned !== true || category === null) &&
    (isAssigned !== true || category !== null) &&
    (categoryIdsIn === undefined || categoryIdsIn.includes(category?.id ?? 0)) &&
    !(categoryIdsNotIn ?? []).includes(category?.id ?? 0)
  );
}

/** Any of the statuses that are asked for. */
function hasStatus(enrolment: Enrolment, lead: Lead | undefined, asked: Filters["emailStatus"]): boolean {
  if (asked === undefined) return true;
  const activities = [...enrolment.activity.values()];
  const has = {
    Opened: activities.some(({ openCount }) => openCount > 0),
    Clicked: activities.some(({ clickCount }) => clickCount > 0),
    Replied: enrolment.replyCount > 0,
    Unsubscribed: lead?.isUnsubscribed ?? false,
    Bounced: activities.some(({ isBounced }) => isBounced),
    Accepted: activities.length > 0 && !activities.some(({ isBounced }) => isBounced),
    "Not Replied": enrolment.replyCount === 0,
  };
  return [asked].flat().some((status) => has[status]);
}

function isoOrNull(at: number | null): string | null {
  return at === null ? null : isoFromMs(at);
}
