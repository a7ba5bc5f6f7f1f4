import { z } from "zod";
import type { CampaignStatusChangedEvent } from "../../events/event.ts";
import { campaignId, campaignName, campaignStatus, clientId } from "../shared-fields.ts";
import { eventType } from "./guide-fields.ts";

const campaignStatusChangedSchema = z
  .strictObject({
    event_type: eventType("CAMPAIGN_STATUS_CHANGED"),
    previous_status: campaignStatus.describe("Status before the change."),
    current_status: campaignStatus.describe("Status after the change."),
    campaign_status: campaignStatus.describe("The same as current_status."),
    client_id: clientId,
    campaign_name: campaignName,
    campaign_id: campaignId,
  })
  .meta({
    title: "CAMPAIGN_STATUS_CHANGED",
    description: "A campaign was started, paused, stopped or completed. There is no time in it.",
  });

/** The guide shows no sample: the keys of PRODUCT §2, from smartlead.md §2 CAMPAIGN_STATUS_CHANGED (C1). */
export const campaignStatusChanged = {
  schema: campaignStatusChangedSchema,
  build: (event: CampaignStatusChangedEvent): z.output<typeof campaignStatusChangedSchema> => ({
    event_type: "CAMPAIGN_STATUS_CHANGED",
    previous_status: event.previousStatus,
    current_status: event.campaign.status,
    campaign_status: event.campaign.status,
    client_id: event.campaign.clientId,
    campaign_name: event.campaign.name,
    campaign_id: event.campaign.id,
  }),
};
