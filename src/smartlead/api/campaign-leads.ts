/** A campaign's leads in the live format (smartlead.md §4 "Leads", `GET /campaigns/{id}/leads`; E1, E4). */
import { z } from "zod";
import { isoFromMs } from "../../base/time/iso.ts";
import { type Enrolment, LEAD_STATUSES, type Lead } from "../account/account.ts";
import { lastActivityAt, lastSentAt } from "../account/enrolment-progress.ts";
import { answer, CAMPAIGN_NOT_FOUND, isoMs } from "./declared-answers.ts";
import { EMAIL_STATUSES, hasEmailStatus } from "./email-status.ts";
import { CAMPAIGN_PARAMS, isoTime, pageOffset, UNCHECKED } from "./key-schemas.ts";
import { leadFields, leadFieldsSchema } from "./lead-fields.ts";
import { defineOperation, type OperationWorld } from "./operation.ts";
import { campaignNotFound, ok } from "./responses.ts";

/** Maximum leads per answer (smartlead.md §4). */
const MAX_LEADS_PER_PAGE = 100;

const LEADS_QUERY = z.strictObject({
  offset: pageOffset,
  limit: z.int().min(1).max(MAX_LEADS_PER_PAGE).default(MAX_LEADS_PER_PAGE),
  status: z.enum(LEAD_STATUSES).optional(),
  lead_category_id: z.int().positive().optional(),
  emailStatus: z.enum(EMAIL_STATUSES).optional(),
  created_at_gt: isoTime.optional(),
  last_sent_time_gt: isoTime.optional(),
  event_time_gt: isoTime.optional(),
});

type LeadsQuery = z.output<typeof LEADS_QUERY>;

const leadRowSchema = z.strictObject({
  campaign_lead_map_id: z.string(),
  lead_category_id: z.int().nullable(),
  status: z.enum(LEAD_STATUSES),
  created_at: isoMs,
  lead: z.strictObject({ id: z.int(), ...leadFieldsSchema }),
});

export const campaignLeadOperations = [
  defineOperation({
    id: "campaign-leads.list",
    method: "GET",
    path: "/campaigns/:campaign_id/leads",
    summary: "Lists a campaign's leads, page by page.",
    sources: ["E1", "E4", "A5"],
    answers: [
      answer(
        "A page; the total and the map ids are strings.",
        z.strictObject({ total_leads: z.string(), data: z.array(leadRowSchema), offset: z.int(), limit: z.int() }),
      ),
      CAMPAIGN_NOT_FOUND,
    ],
    params: CAMPAIGN_PARAMS,
    query: LEADS_QUERY,
    body: UNCHECKED,
    handle: ({ params, query }, { world }) => {
      if (world.campaign(params.campaign_id) === undefined) return campaignNotFound();
      const found = enrolledLeads(world, params.campaign_id).filter((enrolled) => isAskedFor(enrolled, query));
      return ok({
        total_leads: String(found.length),
        data: found.slice(query.offset, query.offset + query.limit).map(leadRow),
        offset: query.offset,
        limit: query.limit,
      });
    },
  }),
];

interface EnrolledLead {
  readonly enrolment: Enrolment;
  readonly lead: Lead;
}

function enrolledLeads(world: OperationWorld, campaignId: number): EnrolledLead[] {
  return world.enrolmentsOf(campaignId).flatMap((enrolment) => {
    const lead = world.lead(enrolment.leadId);
    return lead === undefined ? [] : [{ enrolment, lead }];
  });
}

/** The total and the map id are texts, the lead's id is a number (E1, E4). */
function leadRow({ enrolment, lead }: EnrolledLead) {
  return {
    campaign_lead_map_id: String(enrolment.mapId),
    lead_category_id: enrolment.category?.id ?? null,
    status: enrolment.status,
    created_at: isoFromMs(enrolment.createdAt),
    lead: { id: lead.id, ...leadFields(lead) },
  };
}

function isAskedFor({ enrolment, lead }: EnrolledLead, query: LeadsQuery): boolean {
  // Times are computed only if requested: a list has ten thousand leads.
  const isAfter = (timeOf: () => number | null, limit: number | undefined) =>
    limit === undefined || (timeOf() ?? Number.NEGATIVE_INFINITY) > limit;
  return (
    (query.status === undefined || enrolment.status === query.status) &&
    (query.lead_category_id === undefined || enrolment.category?.id === query.lead_category_id) &&
    (query.emailStatus === undefined || hasEmailStatus(enrolment, lead, query.emailStatus)) &&
    isAfter(() => enrolment.createdAt, query.created_at_gt) &&
    isAfter(() => lastSentAt(enrolment), query.last_sent_time_gt) &&
    isAfter(() => lastActivityAt(enrolment), query.event_time_gt)
  );
}
