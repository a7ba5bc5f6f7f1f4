import { z } from "zod";
import type { ManualStepReachedEvent } from "../../events/event.ts";
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
import { eventType } from "./guide-fields.ts";

const manualStepReachedSchema = z
  .strictObject({
    event_type: eventType("MANUAL_STEP_REACHED"),
    lead_name: z.string().describe("First and last name of the lead."),
    lead_id: z.string().regex(/^\d+$/).describe("Id of the lead, as a string."),
    lead_email: emailAddress("The lead."),
    sent_message_ids: z
      .array(rfcMessageId("an email sent to the lead"))
      .describe("The emails sent to the lead so far."),
    campaign_status: campaignStatus,
    campaign_name: campaignName,
    client_id: clientId,
    campaign_id: campaignId,
    current_sequence_number: sequenceNumber.describe("The manual step, counted from 1."),
  })
  .meta({
    title: "MANUAL_STEP_REACHED",
    description: "A lead reached a step that a person has to do: a call, a LinkedIn visit.",
  });

/** The guide shows no sample: the table of smartlead.md §2 MANUAL_STEP_REACHED (C1) and `event_type` (PRODUCT §2). */
export const manualStepReached = {
  schema: manualStepReachedSchema,
  build: ({
    campaign,
    lead,
    stepNumber,
    sentMessageIds,
  }: ManualStepReachedEvent): z.output<typeof manualStepReachedSchema> => ({
    event_type: "MANUAL_STEP_REACHED",
    lead_name: fullName(lead),
    lead_id: String(lead.id),
    lead_email: lead.email,
    sent_message_ids: [...sentMessageIds],
    campaign_status: campaign.status,
    campaign_name: campaign.name,
    client_id: campaign.clientId,
    campaign_id: campaign.id,
    current_sequence_number: stepNumber,
  }),
};
