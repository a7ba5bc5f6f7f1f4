/** Leads that have answered, as the master inbox lists them (smartlead.md §4 "Reply and master inbox"; E4, E6, A5). */
import { z } from "zod";
import { isoFromMs } from "../../base/time/iso.ts";
import type { Enrolment } from "../account/account.ts";
import { answer } from "./declared-answers.ts";
import { lastReplyAt, lastSentAt } from "./enrolment-times.ts";
import { pageOffset, UNCHECKED } from "./key-schemas.ts";
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
