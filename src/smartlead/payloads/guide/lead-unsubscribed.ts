import { z } from "zod";
import type { LeadUnsubscribedEvent } from "../../events/event.ts";
import { campaignId, campaignName, emailAddress, fullName } from "../shared-fields.ts";
import { eventType } from "./guide-fields.ts";

const leadUnsubscribedSchema = z
  .strictObject({
    event_type: eventType("LEAD_UNSUBSCRIBED"),
    lead_email: emailAddress("The lead."),
    lead_name: z.string().describe("First and last name of the lead."),
    campaign_name: campaignName,
    campaign_id: campaignId,
    unsubscribed_client_id_map: z
      .record(z.string(), z.boolean())
      .describe("Client id → true for each client the lead has unsubscribed from."),
  })
  .meta({ title: "LEAD_UNSUBSCRIBED", description: "A lead unsubscribed. There is no time and no lead id in it." });

/** smartlead.md §2 LEAD_UNSUBSCRIBED, column A. */
export const leadUnsubscribed = {
  schema: leadUnsubscribedSchema,
  build: (event: LeadUnsubscribedEvent): z.output<typeof leadUnsubscribedSchema> => ({
    event_type: "LEAD_UNSUBSCRIBED",
    lead_email: event.lead.email,
    lead_name: fullName(event.lead),
    campaign_name: event.campaign.name,
    campaign_id: event.campaign.id,
    unsubscribed_client_id_map: { ...event.unsubscribedClientIdMap },
  }),
};
