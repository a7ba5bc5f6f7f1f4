/** Leads across campaigns, and the categories (smartlead.md §4 "Leads", "Lead categories"). */
import { z } from "zod";
import { isoFromMs } from "../time/iso.ts";
import type { Enrolment, Lead } from "../world/account.ts";
import { lastActivityAt, lastReplyAt, lastSentAt } from "./enrolment-times.ts";
import { UNCHECKED } from "./fields.ts";
import { leadFields } from "./lead-fields.ts";
import { defineOperation, type OperationWorld } from "./operation.ts";
import { ok } from "./responses.ts";

/** The nine categories are SmartLead's own and as old in every account (C3, E8). */
const CATEGORIES_CREATED_AT = "2022-08-30T09:00:00.000Z";

export const leadOperations = [
  defineOperation({
    id: "leads.by-email",
    method: "GET",
    path: "/leads",
    summary: "Finds a lead by address, with its campaigns; an empty object when there is none.",
    sources: ["A5", "E4", "E8", "G3"],
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

function campaignOfLead(enrolment: Enrolment, world: OperationWorld) {
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
