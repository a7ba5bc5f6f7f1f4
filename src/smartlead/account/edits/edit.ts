import { SmartLeadMockError } from "../../../base/errors.ts";
import type { AccountEvent } from "../../events/event.ts";
import type { Campaign, Client, Enrolment, Lead, Mailbox } from "../account.ts";
import { type Contact, contactOf, type Life } from "../life.ts";

/**
 * A change that SmartLead's user makes to the account: by the REST API, or an equivalent. `args` are JSON data, and the same args at the
 * same time on the same account make the same change, so that a restarted mock can replay it. Checks everything before it changes anything;
 * throws `SmartLeadMockError` (`not_found`, `bad_request`, `conflict`).
 */
export type Edit<Args extends object, Value> = (life: Life, args: Args, at: number) => Edited<Value>;

export interface Edited<Value> {
  readonly value: Value;
  /** The events that it causes, in order. */
  readonly accountEvents: readonly AccountEvent[];
}

/** A change that causes no event. */
export function quietly<Value>(value: Value): Edited<Value> {
  return { value, accountEvents: NONE };
}

const NONE: readonly AccountEvent[] = [];

/** Each function finds a record by its id, or throws `not_found`. */
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

/** The lead in the campaign, with its records. */
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
