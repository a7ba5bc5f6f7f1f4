import { SmartLeadMockError } from "../../../base/errors.ts";
import type { Campaign, Client, Enrolment, Lead, Mailbox } from "../account.ts";
import { type Contact, contactOf, type Life } from "../life.ts";

/** Each finds a record by its id. All throw `not_found`. */
export function lookupCampaign({ store }: Life, id: number): Campaign {
  return store.campaign(id) ?? missing("campaign", id);
}

export function lookupLead({ store }: Life, id: number): Lead {
  return store.lead(id) ?? missing("lead", id);
}

export function lookupMailbox({ store }: Life, id: number): Mailbox {
  return store.mailbox(id) ?? missing("mailbox", id);
}

export function lookupClient({ store }: Life, id: number): Client {
  return store.client(id) ?? missing("client", id);
}

/** The lead in the campaign, with all that belongs to it. */
export function lookupContact(life: Life, campaignId: number, leadId: number): Contact {
  const enrolment = life.store.enrolment(campaignId, leadId) ?? missing(`lead of campaign ${campaignId}`, leadId);
  return contactOf(life, enrolment);
}

export function lookupByMapId({ store }: Life, mapId: number): Enrolment {
  return store.enrolmentByMapId(mapId) ?? missing("lead mapping", mapId);
}

function missing(what: string, id: number): never {
  throw new SmartLeadMockError("not_found", `There is no ${what} ${id}.`);
}
