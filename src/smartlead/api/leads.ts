/** Leads across campaigns, and the categories (smartlead.md §4 "Leads", "Lead categories"). */
import { z } from "zod";
import { isoFromMs } from "../../base/time/iso.ts";
import type { Enrolment, Lead } from "../account/account.ts";
import { lastActivityAt, lastReplyAt, lastSentAt } from "../account/enrolment-progress.ts";
import { campaignRow, campaignRowSchema } from "./campaign-row.ts";
import { answer, isoMs, refusalAnswer } from "./declared-answers.ts";
import { UNCHECKED } from "./key-schemas.ts";
import { leadFields, leadFieldsSchema } from "./lead-fields.ts";
import { defineOperation, type OperationWorld } from "./operation.ts";
import { leadNotFound, ok } from "./responses.ts";

/** The nine categories are SmartLead's own and have the same date in every account (C3, E8). */
const CATEGORIES_CREATED_AT = "2022-08-30T09:00:00.000Z";

const LEAD_PARAMS = z.strictObject({ lead_id: z.int() });
const NO_LEAD = refusalAnswer(404, "There is no such lead.");

const campaignOfLeadSchema = z.strictObject({
  campaign_lead_map_id: z.int(),
  campaign_id: z.int(),
  campaign_name: z.string().nullable(),
  client_id: z.int().nullable(),
  client_email: z.string().nullable(),
  lead_category_id: z.int().nullable(),
  last_sent_at: isoMs.nullable(),
  last_reply_at: isoMs.nullable(),
  last_activity_at: isoMs.nullable(),
});

const leadByIdSchema = z.strictObject({
  id: z.int(),
  created_at: isoMs,
  updated_at: isoMs,
  ...leadFieldsSchema,
  esp_domain_type: z.int(),
  webhook_logs: z.null(),
});

export const leadOperations = [
  defineOperation({
    id: "leads.by-email",
    method: "GET",
    path: "/leads/",
    summary: "Finds a lead by address, with its campaigns; an empty object if there is none.",
    sources: ["A5", "E4", "E8", "G3"],
    answers: [
      answer(
        "The lead; here its id is a string.",
        z.strictObject({
          id: z.string(),
          created_at: isoMs,
          ...leadFieldsSchema,
          lead_campaign_data: z.array(campaignOfLeadSchema),
        }),
      ),
      answer("An empty object: it does not exist.", z.strictObject({})),
    ],
    params: UNCHECKED,
    query: z.strictObject({ email: z.string().min(1) }),
    body: UNCHECKED,
    handle: ({ query }, { world }) => {
      const lead = world.leadByEmail(query.email);
      return ok(lead === undefined ? {} : leadWithCampaigns(lead, world));
    },
  }),
  defineOperation({
    id: "leads.categories",
    method: "GET",
    path: "/leads/fetch-categories",
    summary: "Lists the lead categories.",
    sources: ["C3", "E8", "E4"],
    answers: [
      answer(
        "A bare array.",
        z.array(
          z.strictObject({ id: z.int(), created_at: isoMs, name: z.string(), sentiment_type: z.string().nullable() }),
        ),
      ),
    ],
    params: UNCHECKED,
    query: UNCHECKED,
    body: UNCHECKED,
    handle: (_input, { world }) =>
      ok(
        world.categories.map((category) => ({
          id: category.id,
          created_at: CATEGORIES_CREATED_AT,
          name: category.name,
          sentiment_type: category.sentimentType,
        })),
      ),
  }),
  defineOperation({
    id: "leads.by-id",
    method: "GET",
    path: "/leads/:lead_id",
    summary: "Shows a lead by id, in a list of one.",
    sources: ["E5"],
    answers: [
      answer(
        "A list of one.",
        z.strictObject({ ok: z.literal(true), message: z.string(), data: z.array(leadByIdSchema).length(1) }),
      ),
      NO_LEAD,
    ],
    params: LEAD_PARAMS,
    query: UNCHECKED,
    body: UNCHECKED,
    handle: ({ params }, { world }) => {
      const lead = world.lead(params.lead_id);
      if (lead === undefined) return leadNotFound();
      return ok({ ok: true, message: "Lead details fetched successfully", data: [leadById(lead)] });
    },
  }),
  defineOperation({
    id: "leads.campaigns",
    method: "GET",
    path: "/leads/:lead_id/campaigns",
    summary: "Lists the campaigns that a lead is in.",
    sources: ["C3"],
    answers: [answer("A bare array.", z.array(campaignRowSchema)), NO_LEAD],
    params: LEAD_PARAMS,
    query: UNCHECKED,
    body: UNCHECKED,
    handle: ({ params }, { world }) => {
      if (world.lead(params.lead_id) === undefined) return leadNotFound();
      const campaigns = world
        .enrolmentsOfLead(params.lead_id)
        .map(({ campaignId }) => world.campaign(campaignId))
        .filter((campaign) => campaign !== undefined);
      return ok(campaigns.map((campaign) => campaignRow(campaign)));
    },
  }),
  defineOperation({
    id: "leads.unsubscribe",
    method: "POST",
    path: "/leads/:lead_id/unsubscribe",
    summary: "Unsubscribes a lead from everything; LEAD_UNSUBSCRIBED follows for each campaign whose sequence it ends.",
    sources: ["A5"],
    answers: [answer("Whether anything has changed.", z.strictObject({ ok: z.boolean() })), NO_LEAD],
    params: LEAD_PARAMS,
    query: UNCHECKED,
    body: UNCHECKED,
    handle: ({ params: { lead_id: leadId } }, { world, change }) =>
      world.lead(leadId) === undefined ? leadNotFound() : ok({ ok: change("lead.unsubscribeEverywhere", { leadId }) }),
  }),
];

/** Here the lead's id is a text (E4, E8). */
function leadWithCampaigns(lead: Lead, world: OperationWorld) {
  const { first_name, last_name, email, ...others } = leadFields(lead);
  return {
    id: String(lead.id),
    first_name,
    last_name,
    email,
    created_at: isoFromMs(lead.createdAt),
    ...others,
    lead_campaign_data: world.enrolmentsOfLead(lead.id).map((enrolment) => campaignOfLead(enrolment, world)),
  };
}

/** Of some 24 keys only those of other calls are known, and two more (E5). */
function leadById(lead: Lead): z.output<typeof leadByIdSchema> {
  return {
    id: lead.id,
    created_at: isoFromMs(lead.createdAt),
    updated_at: isoFromMs(lead.createdAt),
    ...leadFields(lead),
    esp_domain_type: 1,
    webhook_logs: null,
  };
}

function campaignOfLead(enrolment: Enrolment, world: OperationWorld): z.output<typeof campaignOfLeadSchema> {
  const campaign = world.campaign(enrolment.campaignId);
  const clientId = campaign?.clientId ?? null;
  return {
    campaign_lead_map_id: enrolment.mapId,
    campaign_id: enrolment.campaignId,
    campaign_name: campaign?.name ?? null,
    client_id: clientId,
    client_email: clientId === null ? null : (world.client(clientId)?.email ?? null),
    lead_category_id: enrolment.category?.id ?? null,
    last_sent_at: isoOrNull(lastSentAt(enrolment)),
    last_reply_at: isoOrNull(lastReplyAt(enrolment)),
    last_activity_at: isoOrNull(lastActivityAt(enrolment)),
  };
}

function isoOrNull(at: number | null): string | null {
  return at === null ? null : isoFromMs(at);
}
