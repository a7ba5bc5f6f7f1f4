import type { Campaign, Client, Enrolment, Lead, Mailbox } from "../smartlead/account/account.ts";
import type { World } from "../smartlead/account/world.ts";

export interface ClientView {
  readonly id: number;
  readonly name: string;
  readonly email: string;
}

export interface CampaignView {
  readonly id: number;
  readonly name: string;
  readonly status: Campaign["status"];
  readonly client_id: number | null;
}

export interface MailboxView {
  readonly id: number;
  readonly email: string;
  readonly name: string;
  readonly client_id: number | null;
}

export interface LeadView {
  readonly id: number;
  readonly email: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly company_name: string;
  readonly custom_fields: Readonly<Record<string, string>>;
  readonly is_unsubscribed: boolean;
  /** Each campaign that the lead is in. */
  readonly campaigns: readonly LeadInCampaign[];
}

export interface LeadInCampaign {
  readonly campaign_id: number;
  readonly map_id: number;
  readonly status: Enrolment["status"];
  /** Name of the category; `null` = none. */
  readonly category: string | null;
  /** Emails and replies so far, oldest first. */
  readonly messages: number;
  readonly replies: number;
}

/** The account as it is now, read-only. Every list is created again, in order of id. */
export interface WorldView {
  readonly clients: readonly ClientView[];
  readonly campaigns: readonly CampaignView[];
  readonly mailboxes: readonly MailboxView[];
  readonly leads: readonly LeadView[];
  /** By id, or by name. */
  campaign(idOrName: number | string): CampaignView | undefined;
  /** By address, in any letter case. */
  lead(email: string): LeadView | undefined;
  leadsOf(campaign: number | string): readonly LeadView[];
}

/** `world` gives the present world: a reset puts another in its place. */
export function worldView(world: () => World): WorldView {
  const campaign = (asked: number | string) => {
    const found = world().campaigns.find(({ id, name }) => id === asked || name === asked);
    return found === undefined ? undefined : campaignView(found);
  };
  return {
    get clients() {
      return world().clients.map(clientView);
    },
    get campaigns() {
      return world().campaigns.map(campaignView);
    },
    get mailboxes() {
      return world().mailboxes.map(mailboxView);
    },
    get leads() {
      return world().leads.map((lead) => leadView(lead, world()));
    },
    campaign,
    lead: (email) => {
      const found = world().leadByEmail(email);
      return found === undefined ? undefined : leadView(found, world());
    },
    leadsOf: (asked) => {
      const found = campaign(asked);
      if (found === undefined) return [];
      const leads = world()
        .enrolmentsOf(found.id)
        .flatMap(({ leadId }) => world().lead(leadId) ?? []);
      return leads.map((lead) => leadView(lead, world()));
    },
  };
}

function clientView({ id, name, email }: Client): ClientView {
  return { id, name, email };
}

function campaignView({ id, name, status, clientId }: Campaign): CampaignView {
  return { id, name, status, client_id: clientId };
}

function mailboxView({ id, email, fromName, clientId }: Mailbox): MailboxView {
  return { id, email, name: fromName, client_id: clientId };
}

function leadView(lead: Lead, world: World): LeadView {
  return {
    id: lead.id,
    email: lead.email,
    first_name: lead.firstName,
    last_name: lead.lastName,
    company_name: lead.companyName,
    custom_fields: { ...lead.customFields },
    is_unsubscribed: lead.isUnsubscribed,
    campaigns: world.enrolmentsOfLead(lead.id).map(inCampaign),
  };
}

function inCampaign({ campaignId, mapId, status, category, thread, replyCount }: Enrolment): LeadInCampaign {
  return {
    campaign_id: campaignId,
    map_id: mapId,
    status,
    category: category?.name ?? null,
    messages: thread.length,
    replies: replyCount,
  };
}
