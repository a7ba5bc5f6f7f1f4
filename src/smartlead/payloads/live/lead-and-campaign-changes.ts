import { z } from "zod";
import {
  CAMPAIGN_STATUSES,
  type CampaignStatusChangedEvent,
  type LeadCategoryUpdatedEvent,
  type LeadUnsubscribedEvent,
  type ReplyMessage,
  type ThreadMessage,
} from "../../events/event.ts";
import type { PayloadContext } from "../dialect.ts";
import {
  campaignId,
  campaignName,
  emailAddress,
  fullName,
  leadDataOf,
  leadDataSchema,
  rfcMessageId,
} from "../shared-fields.ts";
import { javascriptTimestamp } from "../timestamps.ts";
import { campaignState, campaignStateOf, javascriptTime, statsId } from "./live-fields.ts";
import {
  analyticsUrl,
  beforeWebhookWithoutInboxOf,
  inboxUrl,
  leadTail,
  leadTailOf,
  tailBeforeWebhookWithoutInbox,
  tailOfWebhook,
  webhookOf,
} from "./tail.ts";

/** A row of the conversation. Replies have no subject (smartlead.md §2 LEAD_CATEGORY_UPDATED `history[]`; C, E2). */
export const historyRowSchema = z.strictObject({
  stats_id: statsId("the email, or of the one that is answered"),
  type: z.enum(["SENT", "REPLY"]).describe("SENT for our emails, REPLY for the lead's."),
  message_id: rfcMessageId("the email"),
  time: javascriptTime("When it was sent or arrived."),
  email_body: z.string().describe("HTML of the email."),
  subject: z.string().optional().describe("Subject of our email."),
  cc_emails: z.array(z.string()).describe("Addresses in copy."),
});

export function historyRow(message: ThreadMessage): z.output<typeof historyRowSchema> {
  return {
    stats_id: message.statsId,
    type: message.kind,
    message_id: message.messageId,
    time: javascriptTimestamp(message.at),
    email_body: message.html,
    ...(message.kind === "SENT" && { subject: message.subject }),
    cc_emails: [...message.cc],
  };
}

export const lastReplySchema = z
  .strictObject({
    stats_id: statsId("the email that is answered"),
    type: z.literal("REPLY").describe("Always REPLY."),
    message_id: rfcMessageId("the reply"),
    time: javascriptTime("When the reply arrived."),
    email_body: z.string().describe("HTML of the reply."),
    cc_emails: z.array(z.string()).describe("Addresses in copy."),
  })
  .nullable();

function lastReplyRow(reply: ReplyMessage | null): z.output<typeof lastReplySchema> {
  if (reply === null) return null;
  return {
    stats_id: reply.statsId,
    type: "REPLY",
    message_id: reply.messageId,
    time: javascriptTimestamp(reply.at),
    email_body: reply.html,
    cc_emails: [...reply.cc],
  };
}

const orNull = (description: string) => z.string().nullable().describe(description);

const leadCategorySchema = z
  .strictObject({
    old_id: z.int().positive().nullable().describe("Id of the category before, or null."),
    old_name: orNull("Name of the category before, or null."),
    new_id: z.int().positive().describe("Id of the new category."),
    new_name: z.string().describe("Name of the new category."),
  })
  .describe("What changed.");

const leadCategoryUpdatedSchema = z
  .strictObject({
    ...campaignState,
    lead_id: z.int().positive().describe("Id of the lead, as a number; other events call it sl_email_lead_id."),
    lead_email: emailAddress("The lead; deprecated, still sent."),
    lead_name: z.string().describe("First name of the lead; deprecated, still sent."),
    lead_data: leadDataSchema,
    category: z.string().describe("Name of the new category; deprecated, still sent."),
    lead_category_id: z.int().positive().describe("Id of the new category; deprecated, still sent."),
    event_timestamp: javascriptTime("When the category changed."),
    lead_category: leadCategorySchema,
    current_sequence: z.int().min(0).describe("Step of the sequence that was reached last; 0 = none."),
    campaign_name: campaignName,
    campaign_id: campaignId,
    from: emailAddress("Our mailbox; deprecated, still sent."),
    from_email: emailAddress("Our mailbox."),
    to: emailAddress("The lead; deprecated, still sent."),
    to_email: emailAddress("The lead."),
    to_name: z.string().describe("First and last name of the lead."),
    history: z.array(historyRowSchema).describe("The whole conversation, oldest first."),
    lastReply: lastReplySchema.describe("The newest reply, or null; deprecated, still sent."),
    last_reply: lastReplySchema.describe("The newest reply, or null."),
    ...leadTail("LEAD_CATEGORY_UPDATED"),
  })
  .meta({ title: "LEAD_CATEGORY_UPDATED", description: "A lead's category in a campaign changed." });

/**
 * smartlead.md §2 LEAD_CATEGORY_UPDATED, column E (classes E2, live 2025), and the guide's `sentiment_type`. Its `description` was never
 * captured; the value of the last reply before the first one is not documented; it is null here.
 */
export const leadCategoryUpdated = {
  schema: leadCategoryUpdatedSchema,
  build: (event: LeadCategoryUpdatedEvent, context: PayloadContext): z.output<typeof leadCategoryUpdatedSchema> => {
    const { lead, campaign, mailbox, newCategory } = event;
    const lastReply = lastReplyRow(event.lastReply);
    const sentence = `Lead category updated to ${newCategory.name} for ${lead.email} in campaign - ${campaign.name}`;
    return {
      ...campaignStateOf(campaign),
      lead_id: lead.id,
      lead_email: lead.email,
      lead_name: lead.firstName,
      lead_data: leadDataOf(lead, newCategory),
      category: newCategory.name,
      lead_category_id: newCategory.id,
      event_timestamp: javascriptTimestamp(event.at),
      lead_category: changeOf(event),
      current_sequence: event.currentSequence,
      campaign_name: campaign.name,
      campaign_id: campaign.id,
      from: mailbox.email,
      from_email: mailbox.email,
      to: lead.email,
      to_email: lead.email,
      to_name: fullName(lead),
      history: event.history.map(historyRow),
      lastReply,
      last_reply: lastReply,
      ...leadTailOf("LEAD_CATEGORY_UPDATED", { url: inboxUrl(lead.mapId), sentence, context }),
    };
  },
};

function changeOf({ oldCategory, newCategory }: LeadCategoryUpdatedEvent): z.output<typeof leadCategorySchema> {
  return {
    old_id: oldCategory?.id ?? null,
    old_name: oldCategory?.name ?? null,
    new_id: newCategory.id,
    new_name: newCategory.name,
  };
}

const leadUnsubscribedSchema = z
  .strictObject({
    ...campaignState,
    event_timestamp: javascriptTime("When the lead unsubscribed."),
    lead_email: emailAddress("The lead; deprecated, still sent."),
    to_email: emailAddress("The lead."),
    from_email: z.string().describe("Empty."),
    lead_name: z.string().describe("First and last name of the lead; deprecated, still sent."),
    to_name: z.string().describe("First and last name of the lead."),
    campaign_name: campaignName,
    sent_message: z
      .strictObject({ message_id: z.null().describe("Always null."), text: z.literal("").describe("Empty.") })
      .describe("Tells nothing."),
    campaign_id: campaignId,
    unsubscribed_client_id_map: z
      .record(z.string(), z.boolean())
      .describe("The clients whose email the lead does not want, by id."),
    ...leadTail("LEAD_UNSUBSCRIBED"),
  })
  .meta({
    title: "LEAD_UNSUBSCRIBED",
    description: "A lead unsubscribed. It carries no id of the lead: match by address.",
  });

/** smartlead.md §2 LEAD_UNSUBSCRIBED, column E: the captured variant of the master inbox, also used for a clicked link (PRODUCT §14). */
export const leadUnsubscribed = {
  schema: leadUnsubscribedSchema,
  build: (event: LeadUnsubscribedEvent, context: PayloadContext): z.output<typeof leadUnsubscribedSchema> => {
    const { lead, campaign, at } = event;
    const sentence = `Lead - ${lead.email} unsubscribed from the campaign - ${campaign.name}`;
    return {
      ...campaignStateOf(campaign),
      event_timestamp: javascriptTimestamp(at),
      lead_email: lead.email,
      to_email: lead.email,
      from_email: "",
      lead_name: fullName(lead),
      to_name: fullName(lead),
      campaign_name: campaign.name,
      sent_message: { message_id: null, text: "" },
      campaign_id: campaign.id,
      unsubscribed_client_id_map: { ...event.unsubscribedClientIdMap },
      ...leadTailOf("LEAD_UNSUBSCRIBED", { url: inboxUrl(null), sentence, context }),
    };
  },
};

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
    description: "A campaign was started, paused, stopped or completed. The body has no time.",
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
