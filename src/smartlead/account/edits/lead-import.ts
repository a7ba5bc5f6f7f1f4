import type { Campaign, Enrolment, Lead, LeadDetails } from "../account.ts";
import { enrol, enrolByCall } from "../enrolling.ts";
import type { Life } from "../life.ts";
import { activityOf, newestStepMail } from "../thread.ts";
import { type Edited, lookupCampaign, quietly } from "./edit.ts";

/** Maximum number of leads in an account; further ones of an import are counted and skipped. Some 200 MB with their threads. */
export const MAX_LEADS = 200_000;

export const LEAD_IMPORT_EDITS = { "lead.import": importLeads };

/** A lead to import, with a syntactically valid address. */
export type ImportedLead = LeadDetails;

/** Exceptions to the leads that an import accepts or skips. */
export interface ImportRules {
  /** Accepts leads that have unsubscribed. */
  readonly ignoresUnsubscribes?: boolean;
  /** Accepts leads whose email bounced. */
  readonly ignoresBounces?: boolean;
  /** Skips leads that are in other campaigns. */
  readonly skipsOtherCampaigns?: boolean;
  /** Accepts leads on the block list; their sequences run as usual. */
  readonly ignoresBlockList?: boolean;
}

export interface LeadImport extends ImportRules {
  readonly campaignId: number;
  readonly leads: readonly ImportedLead[];
  /** A running campaign does not send them a first email automatically. */
  readonly getsNoFirstMail?: boolean;
}

export interface ImportResult {
  /** Lead ids by address, in lower case, each address in one group (C4). */
  readonly leadIds: {
    readonly added: Readonly<Record<string, number>>;
    readonly inCampaign: Readonly<Record<string, number>>;
    readonly inOtherCampaigns: Readonly<Record<string, number>>;
  };
  readonly uploaded: number;
  readonly alreadyInCampaign: number;
  readonly inOtherCampaigns: number;
  readonly bounced: number;
  readonly blocked: number;
  readonly unsubscribed: readonly string[];
  readonly beyondLimit: number;
}

export type ImportVerdict =
  | "uploaded"
  | "alreadyInCampaign"
  | "inOtherCampaigns"
  | "bounced"
  | "blocked"
  | "unsubscribed"
  | "beyondLimit";

/** Adds the leads to the campaign; one person has one lead id in the whole account. Each address must occur only once. */
function importLeads(life: Life, args: LeadImport, at: number): Edited<ImportResult> {
  const campaign = lookupCampaign(life, args.campaignId);
  const counts = {
    uploaded: 0,
    alreadyInCampaign: 0,
    inOtherCampaigns: 0,
    bounced: 0,
    blocked: 0,
    unsubscribed: 0,
    beyondLimit: 0,
  };
  const leadIds = {
    added: new Map<string, number>(),
    inCampaign: new Map<string, number>(),
    inOtherCampaigns: new Map<string, number>(),
  };
  const unsubscribed: string[] = [];
  for (const asked of args.leads) {
    const known = life.store.leadByEmail(asked.email);
    const verdict = importVerdict(life, { email: asked.email, known, campaign }, args);
    counts[verdict] += 1;
    if (verdict === "unsubscribed") unsubscribed.push(asked.email);
    const group = groupOf(life, known, args.campaignId);
    if (known !== undefined && group !== "added") leadIds[group].set(known.email.toLowerCase(), known.id);
    if (verdict === "alreadyInCampaign" && known !== undefined) overwrite(known, asked);
    if (verdict !== "uploaded") continue;
    const lead = known === undefined ? newLead(life, asked, at) : overwrite(known, asked);
    if (args.ignoresUnsubscribes === true) lead.isUnsubscribed = false;
    const enrolled = args.getsNoFirstMail === true ? enrol : enrolByCall;
    enrolled(life, campaign, { lead, createdAt: at });
    if (group === "added") leadIds.added.set(lead.email.toLowerCase(), lead.id);
  }
  const { added, inCampaign, inOtherCampaigns } = leadIds;
  const grouped = {
    added: Object.fromEntries(added),
    inCampaign: Object.fromEntries(inCampaign),
    inOtherCampaigns: Object.fromEntries(inOtherCampaigns),
  };
  return quietly({ ...counts, leadIds: grouped, unsubscribed });
}

/** The group of a lead, by where it was before this call. */
function groupOf({ store }: Life, known: Lead | undefined, campaignId: number): keyof ImportResult["leadIds"] {
  const enrolments = known === undefined ? [] : store.enrolmentsOfLead(known.id);
  if (enrolments.length === 0) return "added";
  return enrolments.some((enrolment) => enrolment.campaignId === campaignId) ? "inCampaign" : "inOtherCampaigns";
}

/** Whether an import accepts a lead into the campaign, or why not. `known` is the lead, if the account has it. */
export function importVerdict(
  { store }: Life,
  { email, known, campaign }: { email: string; known: Lead | undefined; campaign: Campaign },
  rules: ImportRules,
): ImportVerdict {
  if (rules.ignoresBlockList !== true && store.crm.isBlocked(email, campaign.clientId)) return "blocked";
  if (known === undefined) return store.leadCount >= MAX_LEADS ? "beyondLimit" : "uploaded";
  const enrolments = store.enrolmentsOfLead(known.id);
  if (enrolments.some(({ campaignId }) => campaignId === campaign.id)) return "alreadyInCampaign";
  if (known.isUnsubscribed && rules.ignoresUnsubscribes !== true) return "unsubscribed";
  if (rules.ignoresBounces !== true && enrolments.some(hasBounced)) return "bounced";
  return enrolments.length > 0 && rules.skipsOtherCampaigns === true ? "inOtherCampaigns" : "uploaded";
}

function hasBounced(enrolment: Enrolment): boolean {
  const mail = newestStepMail(enrolment);
  return mail !== null && activityOf(enrolment, mail).isBounced;
}

export function newLead({ store, identifiers }: Life, asked: ImportedLead, at: number): Lead {
  const id = identifiers.leadId();
  const lead: Lead = { ...asked, id, createdAt: at, isUnsubscribed: false, unsubscribedClientIdMap: {} };
  store.addLead(lead);
  return lead;
}

/** Adding a lead again changes it for the whole account: non-empty values overwrite, custom fields are merged (T-9, E20). */
export function overwrite(lead: Lead, asked: ImportedLead): Lead {
  const { email: _email, customFields, ...fields } = asked;
  const given = Object.entries(fields).filter(([, value]) => value !== null && value !== "");
  Object.assign(lead, Object.fromEntries(given));
  lead.customFields = { ...lead.customFields, ...customFields };
  return lead;
}
