import { z } from "zod";
import type { LeadSnapshot } from "../../events/event.ts";
import { CAMPAIGN_STATUSES } from "../../events/event.ts";
import type { AnyEventType } from "../../events/event-types.ts";

/** The keys that several bodies of the guide share; each is described once. */
export const campaignName = z.string().describe("Name of the campaign.");
export const campaignId = z.int().positive().describe("Id of the campaign.");
export const campaignStatus = z.enum(CAMPAIGN_STATUSES).describe("Status of the campaign when the event happened.");
export const clientId = z.int().positive().nullable().describe("Id of the client the campaign belongs to, or null.");
export const sequenceNumber = z.int().min(1).describe("Step of the sequence, counted from 1.");
export const toName = z.string().describe("First and last name of the lead.");

/** The literal that a body names its event with; the first key of every flat body. */
export function eventType<Type extends AnyEventType>(type: Type) {
  return z.literal(type).describe("Name of the event.");
}

/** An address, as loosely as SmartLead itself looks at one: text, an @, text. */
export function emailAddress(description: string) {
  return z.email({ pattern: z.regexes.unicodeEmail }).describe(description);
}

/** A time in the style of the guide's samples, for instance `2026-03-05T12:01:58Z`. */
export function guideTime(description: string) {
  return z.iso.datetime({ precision: 0 }).describe(`${description} ISO 8601, UTC, whole seconds.`);
}

/** A Message-ID without its angle brackets, as the guide's sample shows it (smartlead.md §2 EMAIL_SENT conflicts; A). */
export function bareMessageId(whose: string) {
  return z
    .string()
    .regex(/^[^<>]+$/)
    .describe(`Message-ID, without angle brackets, of ${whose}.`);
}

/** A Message-ID in its RFC form, for the keys that the guide shows no sample of (smartlead.md §2; C, E1). */
export function rfcMessageId(whose: string) {
  return z
    .string()
    .regex(/^<[^<>]+>$/)
    .describe(`Message-ID, with its angle brackets, of ${whose}.`);
}

export function fullName(lead: Pick<LeadSnapshot, "firstName" | "lastName">): string {
  return `${lead.firstName} ${lead.lastName}`.trim();
}

export function withoutBrackets(messageId: string): string {
  return messageId.replace(/^<|>$/g, "");
}
