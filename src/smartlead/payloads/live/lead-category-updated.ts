import { z } from "zod";
import type { LeadCategoryUpdatedEvent } from "../../events/event.ts";
import type { PayloadContext } from "../dialect.ts";
import { leadDataOf, leadDataSchema } from "../lead-data.ts";
import { campaignId, campaignName, emailAddress, fullName } from "../shared-fields.ts";
import { javascriptTimestamp } from "../timestamps.ts";
import { historyRow, historyRowSchema, lastReplyRow, lastReplySchema } from "./conversation.ts";
import { campaignState, campaignStateOf, javascriptTime } from "./live-fields.ts";
import { inboxUrl, leadTail, leadTailOf } from "./tail.ts";

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
    last_reply: lastReplySchema.describe("The newest reply, or null when there is none."),
    ...leadTail("LEAD_CATEGORY_UPDATED"),
  })
  .meta({ title: "LEAD_CATEGORY_UPDATED", description: "A lead got another category in a campaign." });

/**
 * smartlead.md §2 LEAD_CATEGORY_UPDATED, column E (classes E2, live 2025), and the guide's `sentiment_type`. Its `description` was
 * never captured; what the last reply is before the first one is documented nowhere, it is null here.
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
