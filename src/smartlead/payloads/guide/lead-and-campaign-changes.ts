import { z } from "zod";
import type {
  CampaignStatusChangedEvent,
  LeadCategoryUpdatedEvent,
  LeadUnsubscribedEvent,
  ReplyMessage,
  ThreadMessage,
} from "../../events/event.ts";
import {
  campaignId,
  campaignName,
  campaignStatus,
  clientId,
  emailAddress,
  fullName,
  leadDataOf,
  leadDataSchema,
} from "../shared-fields.ts";
import { guideTimestamp } from "../timestamps.ts";
import { bareMessageId, eventType, guideTime, withoutBrackets } from "./guide-fields.ts";

const historyRowSchema = z.strictObject({
  type: z.enum(["SENT", "REPLY"]).describe("SENT for our emails, REPLY for the lead's."),
  time: guideTime("When it was sent or arrived."),
  email_body: z.string().describe("HTML of the email."),
  subject: z.string().describe("Subject of the email."),
});

const lastReplySchema = z
  .strictObject({
    stats_id: z.uuid().describe("Stats id of the sent step that the reply answers."),
    type: z.literal("REPLY").describe("Always REPLY."),
    message_id: bareMessageId("the reply"),
    time: guideTime("When the reply arrived."),
    email_body: z.string().describe("HTML of the reply."),
    cc_emails: z.array(z.string()).describe("Addresses in copy."),
  })
  .nullable()
  .describe("The newest reply, or null.");

const leadCategoryUpdatedSchema = z
  .strictObject({
    event_type: eventType("LEAD_CATEGORY_UPDATED"),
    lead_id: z.int().positive().describe("Id of the lead; other events call it sl_email_lead_id or leave it out."),
    lead_email: emailAddress("The lead."),
    lead_name: z.string().describe("First name of the lead."),
    lead_data: leadDataSchema,
    category: z.string().describe("Name of the new category."),
    lead_category_id: z.int().positive().describe("Id of the new category."),
    campaign_name: campaignName,
    campaign_id: campaignId,
    from: emailAddress("Our mailbox."),
    to: emailAddress("The lead."),
    history: z.array(historyRowSchema).describe("The whole conversation, oldest first."),
    lastReply: lastReplySchema,
  })
  .meta({ title: "LEAD_CATEGORY_UPDATED", description: "A lead's category in a campaign changed." });

/**
 * smartlead.md §2 LEAD_CATEGORY_UPDATED, column A. Category ids are the real ones: the guide's sample pairs 5 with "Interested", which no
 * account does. The value of `lastReply` before the first reply is not documented; it is null here.
 */
export const leadCategoryUpdated = {
  schema: leadCategoryUpdatedSchema,
  build: (event: LeadCategoryUpdatedEvent): z.output<typeof leadCategoryUpdatedSchema> => ({
    event_type: "LEAD_CATEGORY_UPDATED",
    lead_id: event.lead.id,
    lead_email: event.lead.email,
    lead_name: event.lead.firstName,
    lead_data: leadDataOf(event.lead, event.newCategory),
    category: event.newCategory.name,
    lead_category_id: event.newCategory.id,
    campaign_name: event.campaign.name,
    campaign_id: event.campaign.id,
    from: event.mailbox.email,
    to: event.lead.email,
    history: event.history.map(historyRow),
    lastReply: event.lastReply === null ? null : lastReply(event.lastReply),
  }),
};

function historyRow(message: ThreadMessage): z.output<typeof historyRowSchema> {
  return { type: message.kind, time: guideTimestamp(message.at), email_body: message.html, subject: message.subject };
}

function lastReply(reply: ReplyMessage): z.output<typeof lastReplySchema> {
  return {
    stats_id: reply.statsId,
    type: "REPLY",
    message_id: withoutBrackets(reply.messageId),
    time: guideTimestamp(reply.at),
    email_body: reply.html,
    cc_emails: [...reply.cc],
  };
}

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
  .meta({ title: "LEAD_UNSUBSCRIBED", description: "A lead unsubscribed. The body has no time and no lead id." });

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
    description: "A campaign was started, paused, stopped or completed. The body has no time.",
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
