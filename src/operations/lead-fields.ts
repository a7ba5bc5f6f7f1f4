import type { Lead } from "../world/account.ts";

/** What every call tells of a lead, in captured order; the id is a number in one call and a text in another, so each adds its own. */
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
