import { z } from "zod";
import type { Lead } from "../account/account.ts";

/** The fields of a lead in every call, in captured order; the id is a number in some calls and a text in others, so each call adds it. */
export const leadFieldsSchema = {
  first_name: z.string(),
  last_name: z.string(),
  email: z.string(),
  phone_number: z.string().nullable(),
  company_name: z.string(),
  website: z.string().nullable(),
  location: z.string().nullable(),
  custom_fields: z.record(z.string(), z.string()),
  linkedin_profile: z.string().nullable(),
  company_url: z.string().nullable(),
  is_unsubscribed: z.boolean(),
  unsubscribed_client_id_map: z.record(z.string(), z.boolean()),
};

const { is_unsubscribed: _is, unsubscribed_client_id_map: _map, ...person } = leadFieldsSchema;
/** The same without the subscription status. */
export const personFieldsSchema = person;

export function leadFields(lead: Lead) {
  return {
    first_name: lead.firstName,
    last_name: lead.lastName,
    email: lead.email,
    phone_number: lead.phoneNumber,
    company_name: lead.companyName,
    website: lead.website,
    location: lead.location,
    custom_fields: lead.customFields,
    linkedin_profile: lead.linkedinProfile,
    company_url: lead.companyUrl,
    is_unsubscribed: lead.isUnsubscribed,
    unsubscribed_client_id_map: lead.unsubscribedClientIdMap,
  };
}

/** Maximum characters of a field, and custom fields of a lead (smartlead.md §4 add leads). */
const MAX_FIELD_LENGTH = 2_000;
const MAX_CUSTOM_FIELDS = 200;

const text = z.string().max(MAX_FIELD_LENGTH).nullable().optional();

/** A lead as given by callers; an invalid address is counted, not refused. */
export const GIVEN_LEAD = z.strictObject({
  email: z.string().min(1).max(320),
  first_name: text,
  last_name: text,
  company_name: text,
  phone_number: z
    .union([z.string().max(MAX_FIELD_LENGTH), z.number()])
    .nullable()
    .optional(),
  website: text,
  location: text,
  linkedin_profile: text,
  company_url: text,
  custom_fields: z
    .record(z.string().max(255), z.unknown())
    .refine(
      (fields) => Object.keys(fields).length <= MAX_CUSTOM_FIELDS,
      `must have less than or equal to ${MAX_CUSTOM_FIELDS} keys`,
    )
    .nullable()
    .optional(),
});

export type GivenLead = z.output<typeof GIVEN_LEAD>;

/** Custom fields are texts: numbers and booleans become text, anything else JSON; no field is dropped. */
export function customFieldsOf(fields: GivenLead["custom_fields"]): Record<string, string> {
  const entries = Object.entries(fields ?? {}).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

/** Checks addresses as loosely as SmartLead, as far as is known: text, an @, a domain with a dot. */
export function isAddress(email: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(email);
}
