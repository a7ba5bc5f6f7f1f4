import { z } from "zod";
import { SmartLeadMockError } from "../../base/errors.ts";
import {
  CAMPAIGN_STATUSES,
  type Category,
  type LeadSnapshot,
  type SentMessage,
  type UntrackedRepliesEvent,
} from "../events/event.ts";

/** The keys that bodies of `guide` and `live` share; each is described once. */
export const campaignName = z.string().describe("Name of the campaign.");
export const campaignId = z.int().positive().describe("Id of the campaign.");
export const campaignStatus = z.enum(CAMPAIGN_STATUSES).describe("Status of the campaign when the event happened.");
export const clientId = z.int().positive().nullable().describe("Id of the client the campaign belongs to, or null.");
export const sequenceNumber = z.int().min(1).describe("Step of the sequence, counted from 1.");
export const toName = z.string().describe("First and last name of the lead.");

/** An address, checked as loosely as in SmartLead: text, an @, text. */
export function emailAddress(description: string) {
  return z.email({ pattern: z.regexes.unicodeEmail }).describe(description);
}

/** A Message-ID in its RFC form (smartlead.md §2; C, E1). */
export function rfcMessageId(whose: string) {
  return z
    .string()
    .regex(/^<[^<>]+>$/)
    .describe(`Message-ID, with its angle brackets, of ${whose}.`);
}

export function fullName({ firstName, lastName }: Pick<LeadSnapshot, "firstName" | "lastName">): string {
  return `${firstName} ${lastName}`.trim();
}

/** The email's keys in both bodies of UNTRACKED_REPLIES. */
export const untrackedReplyFields = {
  sender_detail: z.string().describe("Who wrote: Name <address>."),
  recipient_detail: z.string().describe("The mailbox that got it."),
  cc: z.string().describe("Addresses in copy, or empty."),
  bcc: z.string().describe("Addresses in blind copy, or empty."),
  subject: z.string().describe("Subject of the email."),
  visible_text: z.string().describe("Text of the email."),
  has_attachment: z.boolean().describe("Whether a file came with it."),
};

export function untrackedReplyOf({ mailbox, reply }: UntrackedRepliesEvent) {
  return {
    sender_detail: reply.fromName === "" ? reply.from : `${reply.fromName} <${reply.from}>`,
    recipient_detail: mailbox.email,
    cc: reply.cc,
    bcc: reply.bcc,
    subject: reply.subject,
    visible_text: reply.text,
    has_attachment: reply.hasAttachment,
  };
}

/** The step that an email was sent for. Throws `internal` for a manual answer: it has no step, and no event refers to one. */
export function stepOf(message: SentMessage): number {
  if (message.sequenceNumber !== null) return message.sequenceNumber;
  throw new SmartLeadMockError(
    "internal",
    `Mail ${message.messageId} belongs to no sequence step, so no event can be built from it; report this as a defect.`,
  );
}

const orNull = (description: string) => z.string().nullable().describe(description);

/** `lead_data` of LEAD_CATEGORY_UPDATED: the same in every dialect that has the event. */
export const leadDataSchema = z
  .strictObject({
    email: emailAddress("The lead."),
    first_name: z.string().describe("First name of the lead."),
    last_name: z.string().describe("Last name of the lead."),
    phone_number: orNull("Phone number, or null."),
    website: orNull("Website, or null."),
    location: orNull("Location, or null."),
    linkedin_profile: orNull("Address of the LinkedIn profile, or null."),
    company_url: orNull("Address of the company's site, or null."),
    company_name: z.string().describe("Name of the company."),
    custom_fields: z.record(z.string(), z.string()).describe("The lead's own fields, by name."),
    category: z
      .strictObject({
        name: z.string().describe("Name of the new category."),
        sentiment_type: z.enum(["positive", "negative", "neutral"]).nullable().describe("Its sentiment, or null."),
      })
      .describe("The new category."),
  })
  .describe("The lead as it is now.");

export function leadDataOf(lead: LeadSnapshot, category: Category): z.output<typeof leadDataSchema> {
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
