import { z } from "zod";
import type { CampaignSnapshot, LeadSnapshot, SentMessage } from "../../events/event.ts";
import { campaignStatus, clientId, rfcMessageId } from "../shared-fields.ts";
import { databaseTimestamp } from "../timestamps.ts";

/** The keys that several bodies of `live` share; each is described once (smartlead.md §2; C, E1, E2). */
export const leadIdText = z.string().regex(/^\d+$/).describe("Id of the lead, as a string.");
const leadMapId = z.int().positive().describe("Id of the lead in this campaign, as a number.");
export const mailSubject = z.string().describe("Subject of the email that was sent.");
export const sentMessageBody = z.string().describe("HTML of the email that was sent; deprecated, still sent.");

export function statsId(which: string) {
  return z.uuid().describe(`A new id for each email that is sent: that of ${which}.`);
}

/** `+00:00`, 0 to 6 digits of a second, without trailing zeros (smartlead.md §2 "Timestamps come in two styles"; E1). */
export function databaseTime(description: string) {
  return z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{0,5}[1-9])?\+00:00$/)
    .describe(`${description} ISO 8601 with +00:00, up to six digits of a second.`);
}

/** `…mmmZ`, the JavaScript style of the same section. */
export function javascriptTime(description: string) {
  return z.iso.datetime({ precision: 3 }).describe(`${description} ISO 8601 with Z, milliseconds.`);
}

export const sentMessageSchema = z
  .strictObject({
    message_id: rfcMessageId("the sent email"),
    html: z.string().describe("HTML of the sent email."),
    text: z.string().describe("Text of the sent email."),
    time: databaseTime("When the email was sent."),
  })
  .describe("The mail that the event is about.");

export function sentMessageOf({ messageId: id, html, text, at }: SentMessage): z.output<typeof sentMessageSchema> {
  return { message_id: id, html, text, time: databaseTimestamp(at) };
}

/** The first keys of most bodies with a lead. */
export const leadIds = { sl_email_lead_id: leadIdText, sl_email_lead_map_id: leadMapId };

export function leadIdsOf({ id, mapId }: LeadSnapshot) {
  return { sl_email_lead_id: String(id), sl_email_lead_map_id: mapId };
}

export const campaignState = { campaign_status: campaignStatus, client_id: clientId };

export function campaignStateOf({ status, clientId: client }: CampaignSnapshot) {
  return { campaign_status: status, client_id: client };
}
