import { z } from "zod";
import type { Category, LeadSnapshot } from "../events/event.ts";
import { emailAddress } from "./shared-fields.ts";

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
