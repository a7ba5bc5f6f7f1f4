import { z } from "zod";
import type { CampaignSnapshot, LeadSnapshot, MailboxSnapshot } from "../../events/event.ts";
import { guideTimestamp } from "../timestamps.ts";

/** An address, checked as loosely as in SmartLead: text, an @, text. */
const emailAddress = z.email({ pattern: z.regexes.unicodeEmail });

/** The six names of family B, under the key `event` (smartlead.md §2 "Name map across families"; B1). */
export const CORE_EVENT_NAMES = {
  EMAIL_SENT: "EMAIL_SENT",
  EMAIL_OPEN: "EMAIL_OPENED",
  EMAIL_LINK_CLICK: "EMAIL_CLICKED",
  EMAIL_REPLY: "EMAIL_REPLIED",
  EMAIL_BOUNCE: "EMAIL_BOUNCED",
  LEAD_UNSUBSCRIBED: "EMAIL_UNSUBSCRIBED",
} as const;

/** A time in that page's format: whole seconds, Z. Fractions are not known. */
export function coreTime(description: string) {
  return z.iso.datetime({ precision: 0 }).describe(`${description} ISO 8601, UTC, whole seconds.`);
}

const leadSchema = z
  .strictObject({
    email: emailAddress.describe("Address of the lead."),
    first_name: z.string().describe("First name of the lead."),
    last_name: z.string().describe("Last name of the lead."),
    company_name: z.string().describe("Company of the lead."),
  })
  .describe("The lead.");

export const sequenceNumber = z.int().min(1).describe("Step of the sequence, counted from 1.");

/** The keys with which every `core` body begins (smartlead.md §2, columns B; B1). */
export function commonFields<Name extends string>(name: Name) {
  return {
    event: z.literal(name).describe("Name of the event."),
    timestamp: coreTime("When it happened."),
    campaign_id: z.int().positive().describe("Id of the campaign."),
    campaign_name: z.string().describe("Name of the campaign."),
    lead_id: z.int().positive().describe("Id of the lead, as a number."),
    email_account_id: z.int().positive().describe("Id of the mailbox."),
    lead: leadSchema,
  };
}

export function commonFieldsOf<Name extends string>(
  name: Name,
  event: { at: number; campaign: CampaignSnapshot; lead: LeadSnapshot; mailbox: MailboxSnapshot },
) {
  const { at, campaign, lead, mailbox } = event;
  return {
    event: name,
    timestamp: guideTimestamp(at),
    campaign_id: campaign.id,
    campaign_name: campaign.name,
    lead_id: lead.id,
    email_account_id: mailbox.id,
    lead: {
      email: lead.email,
      first_name: lead.firstName,
      last_name: lead.lastName,
      company_name: lead.companyName,
    },
  };
}
