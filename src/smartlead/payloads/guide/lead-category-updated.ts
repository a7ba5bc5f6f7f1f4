import { z } from "zod";
import type {
  Category,
  LeadCategoryUpdatedEvent,
  LeadSnapshot,
  ReplyMessage,
  ThreadMessage,
} from "../../events/event.ts";
import { guideTimestamp } from "../timestamps.ts";
import {
  bareMessageId,
  campaignId,
  campaignName,
  emailAddress,
  eventType,
  guideTime,
  withoutBrackets,
} from "./guide-fields.ts";

const optionalText = (description: string) => z.string().nullable().describe(description);

const leadDataSchema = z
  .strictObject({
    email: emailAddress("The lead."),
    first_name: z.string().describe("First name of the lead."),
    last_name: z.string().describe("Last name of the lead."),
    phone_number: optionalText("Phone number, or null."),
    website: optionalText("Website, or null."),
    location: optionalText("Location, or null."),
    linkedin_profile: optionalText("Address of the LinkedIn profile, or null."),
    company_url: optionalText("Address of the company's site, or null."),
    company_name: z.string().describe("Name of the company."),
    custom_fields: z.record(z.string(), z.string()).describe("The lead's own fields, by name."),
    category: z
      .strictObject({
        name: z.string().describe("Name of the new category."),
        sentiment_type: z
          .enum(["positive", "negative", "neutral"])
          .nullable()
          .describe("Sentiment of the category, or null."),
      })
      .describe("The new category."),
  })
  .describe("The lead as it is now.");

const historyRowSchema = z.strictObject({
  type: z.enum(["SENT", "REPLY"]).describe("SENT is a mail of ours, REPLY one of theirs."),
  time: guideTime("When it was sent or came."),
  email_body: z.string().describe("HTML of the mail."),
  subject: z.string().describe("Subject of the mail."),
});

const lastReplySchema = z
  .strictObject({
    stats_id: z.uuid().describe("Stats id of the sent step that the reply answers."),
    type: z.literal("REPLY").describe("Always REPLY."),
    message_id: bareMessageId("the reply"),
    time: guideTime("When the reply came."),
    email_body: z.string().describe("HTML of the reply."),
    cc_emails: z.array(z.string()).describe("Addresses in copy."),
  })
  .nullable()
  .describe("The newest reply, or null when there is none.");

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
  .meta({ title: "LEAD_CATEGORY_UPDATED", description: "A lead got another category in a campaign." });

/**
 * smartlead.md §2 LEAD_CATEGORY_UPDATED, column A. Category ids are the real ones: the guide's sample pairs 5 with "Interested",
 * which no account does. What `lastReply` is before the first reply is documented nowhere; it is null here.
 */
export const leadCategoryUpdated = {
  schema: leadCategoryUpdatedSchema,
  build: (event: LeadCategoryUpdatedEvent): z.output<typeof leadCategoryUpdatedSchema> => ({
    event_type: "LEAD_CATEGORY_UPDATED",
    lead_id: event.lead.id,
    lead_email: event.lead.email,
    lead_name: event.lead.firstName,
    lead_data: leadData(event.lead, event.newCategory),
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

function leadData(lead: LeadSnapshot, category: Category): z.output<typeof leadDataSchema> {
  return {
    email: lead.email,
    first_name: lead.firstName,
    last_name: lead.lastName,
    phone_number: lead.phoneNumber,
    website: lead.website,
    location: lead.location,
    linkedin_profile: lead.linkedinProfile,
    company_url: lead.companyUrl,
    company_name: lead.companyName,
    custom_fields: { ...lead.customFields },
    category: { name: category.name, sentiment_type: category.sentimentType },
  };
}

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
