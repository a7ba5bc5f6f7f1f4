/** Leads of the whole account, and pushing them to lists and campaigns (more-endpoints.json, leads; H3, B4, E6, A5). */
import { z } from "zod";
import { isoFromMs } from "../../base/time/iso.ts";
import { type Enrolment, LEAD_STATUSES, type Lead } from "../account/account.ts";
import { NO_MARKS } from "../account/crm-records.ts";
import { domainOf } from "../account/identifiers.ts";
import { askedFor, LEAD_TYPES } from "./asked-leads.ts";
import { answer, isoMs, refusalAnswer } from "./declared-answers.ts";
import { EMAIL_STATUSES } from "./email-status.ts";
import { isoOrNull, nextSendAt } from "./inbox-rows.ts";
import { UNCHECKED } from "./key-schemas.ts";
import { leadFields, personFieldsSchema } from "./lead-fields.ts";
import { leadPushOperations } from "./lead-pushes.ts";
import { defineOperation, type OperationWorld } from "./operation.ts";
import { leadNotFound, ok, refusal } from "./responses.ts";

const MAX_LEADS_PER_PAGE = 1_000;

const leadSchema = z.strictObject({
  id: z.int(),
  ...personFieldsSchema,
  email_domain: z.string(),
  is_unsubscribed: z.boolean(),
  created_at: isoMs,
  source: z.string(),
  seg_type: z.string().nullable(),
  category_ids: z.array(z.int()),
  email_campaign_leads_mappings_count: z.int(),
});

export const allLeadOperations = [
  defineOperation({
    id: "leads.all",
    method: "GET",
    path: "/leads/all",
    summary: "Lists the leads of the account, newest first; the next page starts after `lastSeenLeadId`.",
    sources: ["H3", "E6"],
    queryHint: "The next page starts after lastSeenLeadId.",
    // Keys that callers of other lists send here (more-endpoints.json `GET /leads/all`; H3).
    refusedQuery: ["offset", "page", "page_size", "last_seen_lead_id"],
    answers: [
      answer(
        "A page; the last one has no cursor.",
        z.strictObject({
          ok: z.literal(true),
          data: z.strictObject({
            leads: z.array(leadSchema),
            lastSeenLeadId: z.int().nullable(),
            totalCount: z.int(),
          }),
        }),
      ),
    ],
    params: UNCHECKED,
    query: z.strictObject({
      limit: z.int().min(1).max(MAX_LEADS_PER_PAGE).default(100),
      lastSeenLeadId: z.int().optional(),
      campaignId: z.int().optional(),
      status: z.enum(LEAD_STATUSES).optional(),
      emailStatus: z.enum(EMAIL_STATUSES).optional(),
      leadType: z.enum(LEAD_TYPES).optional(),
      listId: z.int().optional(),
      clientId: z.int().optional(),
      leadEmail: z.string().max(320).optional(),
    }),
    body: UNCHECKED,
    handle: ({ query }, { world }) => {
      const { limit, lastSeenLeadId, listId, ...asked } = query;
      const list = listId === undefined ? undefined : (world.crm.leadList(listId)?.leadIds ?? new Set<number>());
      const isAsked = askedFor(world, asked);
      const found = world.leads.filter((lead) => (list === undefined || list.has(lead.id)) && isAsked(lead));
      const rest = lastSeenLeadId === undefined ? found : found.filter((lead) => lead.id < lastSeenLeadId);
      const page = rest.slice(Math.max(rest.length - limit, 0)).reverse();
      const last = page.length < rest.length ? (page.at(-1)?.id ?? null) : null;
      const leads = page.map((lead) => leadRow(world, lead));
      return ok({ ok: true, data: { leads, lastSeenLeadId: last, totalCount: found.length } });
    },
  }),
  defineOperation({
    id: "leads.campaign-overview",
    method: "GET",
    path: "/leads/:lead_id/campaign-overview",
    summary: "Shows a lead in all its campaigns.",
    sources: ["B4", "E6"],
    answers: [
      answer(
        "The lead; its id is a string.",
        z.strictObject({
          ok: z.literal(true),
          message: z.string(),
          data: z.strictObject({
            id: z.string(),
            ...personFieldsSchema,
            esp_domain_type: z.int(),
            email_campaign_leads_mappings: z.array(
              z.strictObject({
                id: z.int(),
                status: z.string(),
                lead_category_id: z.int().nullable(),
                revenue: z.number(),
                current_seq_num: z.int(),
                next_timestamp_to_reach: z.string().nullable(),
                email_campaign_id: z.int(),
                email_campaign: z.strictObject({ id: z.int(), name: z.string(), status: z.string() }),
              }),
            ),
          }),
        }),
      ),
      refusalAnswer(404, "There is no such lead."),
    ],
    params: z.strictObject({ lead_id: z.int() }),
    query: UNCHECKED,
    body: UNCHECKED,
    handle: ({ params: { lead_id: leadId } }, { world }) => {
      const lead = world.lead(leadId);
      if (lead === undefined) return leadNotFound();
      const { is_unsubscribed: _is, unsubscribed_client_id_map: _map, ...fields } = leadFields(lead);
      const mappings = world.enrolmentsOfLead(leadId).map((enrolment) => overviewOf(world, enrolment));
      const data = { id: String(lead.id), ...fields, esp_domain_type: 0, email_campaign_leads_mappings: mappings };
      return ok({ ok: true, message: "Campaign lead overview fetched successfully", data });
    },
  }),
  defineOperation({
    id: "leads.sequence-details",
    method: "GET",
    path: "/leads/:leadMapId/sequence-details",
    summary: "Lists the steps that were sent to a lead in a campaign, oldest first; takes the map id.",
    sources: ["B4", "E6"],
    answers: [
      answer(
        "The steps.",
        z.strictObject({
          ok: z.literal(true),
          message: z.string(),
          data: z.array(
            z.strictObject({
              status: z.string(),
              sent_time: isoMs,
              status_message: z.string(),
              email_campaign_seq_id: z.int(),
            }),
          ),
        }),
      ),
      refusalAnswer(404, "There is no such mapping."),
    ],
    params: z.strictObject({ leadMapId: z.int() }),
    query: z.strictObject({ campaignId: z.int().optional() }),
    body: UNCHECKED,
    handle: ({ params: { leadMapId } }, { world }) => {
      const enrolment = world.enrolmentByMapId(leadMapId);
      if (enrolment === undefined) return refusal(404, "Lead mapping not found");
      const data = enrolment.mails.map(({ at, stepId }) => ({
        status: "SENT",
        sent_time: isoFromMs(at),
        status_message: "Message sent successfully!",
        email_campaign_seq_id: stepId,
      }));
      return ok({ ok: true, message: "Lead sequence details fetched successfully", data });
    },
  }),
  ...leadPushOperations,
];

function leadRow(world: OperationWorld, lead: Lead): z.output<typeof leadSchema> {
  const enrolments = world.enrolmentsOfLead(lead.id);
  const { unsubscribed_client_id_map: _map, ...fields } = leadFields(lead);
  return {
    id: lead.id,
    ...fields,
    email_domain: domainOf(lead.email),
    created_at: isoFromMs(lead.createdAt),
    source: "api",
    seg_type: null,
    category_ids: [...new Set(enrolments.flatMap(({ category }) => (category === null ? [] : [category.id])))],
    email_campaign_leads_mappings_count: enrolments.length,
  };
}

function overviewOf(world: OperationWorld, enrolment: Enrolment) {
  const campaign = world.campaign(enrolment.campaignId);
  return {
    id: enrolment.mapId,
    status: enrolment.status,
    lead_category_id: enrolment.category?.id ?? null,
    revenue: (enrolment.marks ?? NO_MARKS).revenue,
    current_seq_num: enrolment.currentStep,
    next_timestamp_to_reach: isoOrNull(nextSendAt(world, enrolment)),
    email_campaign_id: enrolment.campaignId,
    email_campaign: {
      id: enrolment.campaignId,
      name: campaign?.name ?? "",
      status: campaign?.status ?? "",
    },
  };
}
