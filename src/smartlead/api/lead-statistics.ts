import { z } from "zod";
import { msFromIso } from "../../base/time/iso.ts";
import type { Enrolment, Lead } from "../account/account.ts";
import { lastActivityAt } from "../account/enrolment-progress.ts";
import { timesIn } from "../account/mail-record.ts";
import { answer, CAMPAIGN_NOT_FOUND } from "./declared-answers.ts";
import { CAMPAIGN_PARAMS, isoDay, UNCHECKED } from "./key-schemas.ts";
import { messageRow, messageRowSchema } from "./message-row.ts";
import { defineOperation } from "./operation.ts";
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

/** Lead by lead (E4, E6, A5). */
export const leadStatistics = defineOperation({
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

/** Of the emails of the sequence, as in all other statistics: an answer from the master inbox is in `history` only. */
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
