import { z } from "zod";
import { CAMPAIGN_STATUSES, type LeadSnapshot, type UntrackedRepliesEvent } from "../events/event.ts";

/** The keys that bodies of `guide` and `live` share; each is described once. */
export const campaignName = z.string().describe("Name of the campaign.");
export const campaignId = z.int().positive().describe("Id of the campaign.");
export const campaignStatus = z.enum(CAMPAIGN_STATUSES).describe("Status of the campaign when the event happened.");
export const clientId = z.int().positive().nullable().describe("Id of the client the campaign belongs to, or null.");
export const sequenceNumber = z.int().min(1).describe("Step of the sequence, counted from 1.");
export const toName = z.string().describe("First and last name of the lead.");

/** An address, as loosely as SmartLead itself looks at one: text, an @, text. */
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

/** What both bodies of UNTRACKED_REPLIES say of the mail. */
export const untrackedReplyFields = {
  sender_detail: z.string().describe("Who wrote: Name <address>."),
  recipient_detail: z.string().describe("The mailbox that got it."),
  cc: z.string().describe("Addresses in copy, or empty."),
  bcc: z.string().describe("Addresses in blind copy, or empty."),
  subject: z.string().describe("Subject of the mail."),
  visible_text: z.string().describe("Text of the mail."),
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
