import type { CampaignSnapshot, LeadSnapshot, MailboxSnapshot } from "../events/event.ts";
import type { Campaign, Enrolment, Lead, Mailbox } from "./account.ts";

/** An event has copies of its records as of its time; these functions make them. */
export function campaignSnapshot({ id, name, status, clientId }: Campaign): CampaignSnapshot {
  return { id, name, status, clientId };
}

export function leadSnapshot(lead: Lead, { mapId }: Pick<Enrolment, "mapId">): LeadSnapshot {
  return {
    id: lead.id,
    mapId,
    email: lead.email,
    firstName: lead.firstName,
    lastName: lead.lastName,
    companyName: lead.companyName,
    phoneNumber: lead.phoneNumber,
    website: lead.website,
    location: lead.location,
    linkedinProfile: lead.linkedinProfile,
    companyUrl: lead.companyUrl,
    customFields: lead.customFields,
  };
}

export function mailboxSnapshot({ id, email, fromName }: Mailbox): MailboxSnapshot {
  return { id, email, name: fromName };
}
