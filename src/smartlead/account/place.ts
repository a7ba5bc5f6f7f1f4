import { SmartLeadMockError } from "../../base/errors.ts";
import type { AnyEventType } from "../events/event-types.ts";
import type { Campaign, Lead } from "./account.ts";
import type { AccountStore } from "./account-store.ts";

/** The requested campaign and lead of an event; values that are left out are drawn. */
export interface Where {
  readonly campaignId?: number;
  /** Must be a lead of the campaign, or of one of the campaigns to choose from. */
  readonly leadEmail?: string;
  /** The campaigns to choose from when none is named; all of them when left out. */
  readonly campaignIds?: readonly number[];
}

/** The possible campaigns of the event, at least one, and the lead if one was named. */
export interface Place {
  readonly campaigns: readonly Campaign[];
  readonly lead: Lead | null;
}

/** Throws `not_found` for a campaign or lead that isn't there, `bad_request` when no campaign is left to choose from. */
export function resolvePlace(store: AccountStore, where: Where): Place {
  const named = where.campaignId === undefined ? null : campaignNamed(store, where.campaignId);
  const open = named === null ? campaignsAmong(store, where.campaignIds) : [named];
  if (where.leadEmail === undefined) return { campaigns: open, lead: null };
  const lead = store.leadByEmail(where.leadEmail);
  const campaigns = lead === undefined ? [] : open.filter(({ id }) => store.enrolment(id, lead.id) !== undefined);
  if (lead !== undefined && campaigns.length > 0) return { campaigns, lead };
  throw leadNotFound(store, where.leadEmail, { lead, campaign: named });
}

/** The campaigns in which an event about a lead is possible. Throws `bad_request` when none exists. */
export function campaignsWithLeads(
  store: AccountStore,
  type: AnyEventType,
  campaigns: readonly Campaign[],
): readonly Campaign[] {
  const peopled = campaigns.filter(({ id }) => store.enrolmentsOf(id).length > 0);
  if (peopled.length === 0) {
    throw badRequest(`${type} needs a lead, and ${listed(campaigns)} has none; add one or name another campaign.`);
  }
  const mailing = peopled.filter(({ steps }) => steps.some(({ kind }) => kind === "email"));
  if (mailing.length === 0) {
    throw badRequest(
      `${type} needs a sequence, and ${listed(peopled)} has no e-mail step; add one or name another campaign.`,
    );
  }
  return mailing;
}

function campaignNamed(store: AccountStore, id: number): Campaign {
  const campaign = store.campaign(id);
  if (campaign !== undefined) return campaign;
  throw new SmartLeadMockError("not_found", `There is no campaign ${id}; this account has ${idsOf(store.campaigns)}.`);
}

function campaignsAmong(store: AccountStore, ids: readonly number[] | undefined): readonly Campaign[] {
  const campaigns = ids === undefined ? store.campaigns : store.campaigns.filter(({ id }) => ids.includes(id));
  if (campaigns.length > 0) return campaigns;
  throw badRequest("There is no campaign to choose from; name one of this account's.");
}

function leadNotFound(
  store: AccountStore,
  email: string,
  { lead, campaign }: { lead: Lead | undefined; campaign: Campaign | null },
): SmartLeadMockError {
  if (lead === undefined) {
    const example = store.leads().next().value?.email;
    const hint = example === undefined ? "" : `; try ${example}`;
    return new SmartLeadMockError("not_found", `There is no lead with the address ${email}${hint}.`);
  }
  const place =
    campaign === null ? "any of the campaigns to choose from" : `campaign ${campaign.id} "${campaign.name}"`;
  const home = idsOf(store.enrolmentsOfLead(lead.id).map(({ campaignId }) => ({ id: campaignId })));
  return new SmartLeadMockError("not_found", `${lead.email} is not a lead of ${place}; it is one of ${home}.`);
}

const MOST_LISTED = 10;

function idsOf(records: readonly { readonly id: number }[]): string {
  const ids = records.slice(0, MOST_LISTED).map(({ id }) => id);
  return `${ids.join(", ")}${records.length > MOST_LISTED ? " and more" : ""}` || "none";
}

function listed(campaigns: readonly Campaign[]): string {
  const [first, ...rest] = campaigns;
  return first !== undefined && rest.length === 0
    ? `campaign ${first.id} "${first.name}"`
    : `each of ${idsOf(campaigns)}`;
}

function badRequest(message: string): SmartLeadMockError {
  return new SmartLeadMockError("bad_request", message);
}
