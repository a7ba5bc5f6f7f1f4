import { z } from "zod";
import type { LeadUnsubscribedEvent } from "../../events/event.ts";
import type { PayloadContext } from "../dialect.ts";
import { campaignId, campaignName, emailAddress, fullName } from "../shared-fields.ts";
import { javascriptTimestamp } from "../timestamps.ts";
import { campaignState, campaignStateOf, javascriptTime } from "./live-fields.ts";
import { inboxUrl, leadTail, leadTailOf } from "./tail.ts";

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
      .describe("The clients whose mail the lead does not want, by id."),
    ...leadTail("LEAD_UNSUBSCRIBED"),
  })
  .meta({
    title: "LEAD_UNSUBSCRIBED",
    description: "A lead unsubscribed. It carries no id of the lead: match by address.",
  });

/** smartlead.md §2 LEAD_UNSUBSCRIBED, column E: the captured variant of the master inbox, also for a clicked link (PRODUCT §14). */
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
