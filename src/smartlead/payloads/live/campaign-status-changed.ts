import { z } from "zod";
import { CAMPAIGN_STATUSES, type CampaignStatusChangedEvent } from "../../events/event.ts";
import type { PayloadContext } from "../dialect.ts";
import { campaignId, campaignName } from "../shared-fields.ts";
import { campaignState, campaignStateOf } from "./live-fields.ts";
import {
  analyticsUrl,
  beforeWebhookWithoutInboxOf,
  tailBeforeWebhookWithoutInbox,
  tailOfWebhook,
  webhookOf,
} from "./tail.ts";

const campaignStatusChangedSchema = z
  .strictObject({
    previous_status: z.enum(CAMPAIGN_STATUSES).describe("Status before."),
    current_status: z.enum(CAMPAIGN_STATUSES).describe("Status now."),
    ...campaignState,
    campaign_name: campaignName,
    campaign_id: campaignId,
    ...tailBeforeWebhookWithoutInbox,
    ...tailOfWebhook("CAMPAIGN_STATUS_CHANGED"),
  })
  .meta({
    title: "CAMPAIGN_STATUS_CHANGED",
    description: "A campaign was started, paused, stopped or completed. It carries no time.",
  });

/** smartlead.md §2 CAMPAIGN_STATUS_CHANGED, column C (page C1 with a full sample; never captured). */
export const campaignStatusChanged = {
  schema: campaignStatusChangedSchema,
  build: (event: CampaignStatusChangedEvent, context: PayloadContext): z.output<typeof campaignStatusChangedSchema> => {
    const { campaign, previousStatus } = event;
    const sentence = `Email Campaign status changed ${previousStatus} to ${campaign.status} for campaign - ${campaign.name}`;
    return {
      previous_status: previousStatus,
      current_status: campaign.status,
      ...campaignStateOf(campaign),
      campaign_name: campaign.name,
      campaign_id: campaign.id,
      ...beforeWebhookWithoutInboxOf({ url: analyticsUrl(campaign.id), sentence, context }),
      ...webhookOf("CAMPAIGN_STATUS_CHANGED", context),
    };
  },
};
