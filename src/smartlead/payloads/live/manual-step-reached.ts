import { z } from "zod";
import type { ManualStepReachedEvent } from "../../events/event.ts";
import type { PayloadContext } from "../dialect.ts";
import {
  campaignId,
  campaignName,
  campaignStatus,
  clientId,
  emailAddress,
  fullName,
  rfcMessageId,
  sequenceNumber,
} from "../shared-fields.ts";
import { leadIdText } from "./live-fields.ts";
import {
  beforeWebhookWithoutInboxOf,
  leadListUrl,
  tailBeforeWebhookWithoutInbox,
  tailOfWebhook,
  webhookOf,
} from "./tail.ts";

const manualStepReachedSchema = z
  .strictObject({
    lead_name: z.string().describe("First and last name of the lead."),
    lead_id: leadIdText,
    lead_email: emailAddress("The lead."),
    sent_message_ids: z
      .array(rfcMessageId("an email sent to the lead"))
      .describe("The emails sent to the lead so far."),
    campaign_status: campaignStatus,
    campaign_name: campaignName,
    client_id: clientId,
    campaign_id: campaignId,
    current_sequence_number: sequenceNumber.describe("The manual step, counted from 1."),
    ...tailBeforeWebhookWithoutInbox,
    ...tailOfWebhook("MANUAL_STEP_REACHED"),
  })
  .meta({
    title: "MANUAL_STEP_REACHED",
    description: "A lead reached a step that a person has to do: a call, a LinkedIn visit.",
  });

/** smartlead.md §2 MANUAL_STEP_REACHED, column C (page C1 with a sample; never captured). */
export const manualStepReached = {
  schema: manualStepReachedSchema,
  build: (event: ManualStepReachedEvent, context: PayloadContext): z.output<typeof manualStepReachedSchema> => {
    const { campaign, lead } = event;
    const sentence = `Manual step reached for Campaign - ${campaign.name} and lead email - ${lead.email}`;
    return {
      lead_name: fullName(lead),
      lead_id: String(lead.id),
      lead_email: lead.email,
      sent_message_ids: [...event.sentMessageIds],
      campaign_status: campaign.status,
      campaign_name: campaign.name,
      client_id: campaign.clientId,
      campaign_id: campaign.id,
      current_sequence_number: event.stepNumber,
      ...beforeWebhookWithoutInboxOf({ url: leadListUrl(campaign.id), sentence, context }),
      ...webhookOf("MANUAL_STEP_REACHED", context),
    };
  },
};
