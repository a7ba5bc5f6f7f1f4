import { SmartLeadMockError } from "../../../base/errors.ts";
import type { Campaign, Schedule } from "../account.ts";
import { changeStatus } from "../account-events/campaign-events.ts";
import { firstMails } from "../first-mails.ts";
import type { Life } from "../life.ts";
import { stopBlocked } from "./block-edits.ts";
import { type Edited, lookupCampaign, lookupMailbox, quietly } from "./edit.ts";

/** Campaigns of an account: more than any agency runs, few enough for lists without pages. */
export const MAX_CAMPAIGNS = 1_000;

const FIRST_CAMPAIGN_ID = 3_600_001;

export const CAMPAIGN_EDITS = {
  "campaign.create": createCampaign,
  "campaign.status": changeCampaignStatus,
  "campaign.schedule": setSchedule,
  "campaign.settings": changeSettings,
  "campaign.addMailboxes": addMailboxes,
  "campaign.removeMailboxes": removeMailboxes,
  "campaign.duplicate": duplicateCampaign,
  "campaign.delete": deleteCampaign,
};

function createCampaign(life: Life, args: { name: string; clientId: number | null }, at: number): Edited<number> {
  const campaign = newCampaign(life, args, at);
  life.store.addCampaign(campaign);
  return quietly(campaign.id);
}

/** Creates a draft campaign. */
export function newCampaign(life: Life, args: { name: string; clientId: number | null }, at: number): Campaign {
  return { ...NEW_CAMPAIGN, ...args, id: nextCampaignId(life), createdAt: at, updatedAt: at };
}

/** The defaults of a new campaign (smartlead.md §4, the list's sample). */
const NEW_CAMPAIGN = {
  status: "DRAFTED",
  parentId: null,
  subsequence: null,
  teamMemberId: null,
  steps: [],
  mailboxIds: [],
  schedule: null,
  scheduleStartTime: null,
  firstMailsAt: null,
  minMinutesBetweenEmails: 10,
  maxLeadsPerDay: 100,
  stopLeadSettings: "REPLY_TO_AN_EMAIL",
  trackSettings: [],
  followUpPercentage: 40,
  unsubscribeText: "",
  sendAsPlainText: false,
  enableAiEspMatching: false,
  bounceAutopauseThresholdPercent: 5,
  outOfOfficeDetection: {},
  aiCategorisationOptions: [],
  switches: {},
} as const satisfies Partial<Campaign>;

function nextCampaignId({ store, identifiers }: Life): number {
  if (store.campaigns.length >= MAX_CAMPAIGNS) {
    throw new SmartLeadMockError("conflict", `There are ${MAX_CAMPAIGNS} campaigns already; delete one first.`);
  }
  return identifiers.madeId(
    "campaign",
    store.campaigns.map(({ id }) => id),
    FIRST_CAMPAIGN_ID,
  );
}

export interface StatusChange {
  readonly campaignId: number;
  readonly status: "ACTIVE" | "PAUSED" | "STOPPED";
  /** Without `--world-time` no schedule sends, so a started campaign sends its first emails immediately. */
  readonly sendsAtOnce: boolean;
}

/**
 * START, PAUSED or STOPPED. Setting the same status changes nothing. A started campaign sends to its daily limit of leads: immediately, or
 * when its schedule starts if that is later (A5 on schedule_start_time).
 */
function changeCampaignStatus(life: Life, { campaignId, status, sendsAtOnce }: StatusChange, at: number): Edited<null> {
  const campaign = lookupCampaign(life, campaignId);
  if (campaign.status === status) return quietly(null);
  const begins = campaign.status === "DRAFTED" && status === "ACTIVE" && sendsAtOnce;
  const change = changeStatus(campaign, { status, at });
  if (begins && (campaign.scheduleStartTime ?? at) > at) {
    campaign.firstMailsAt = campaign.scheduleStartTime;
    return { value: null, accountEvents: [change] };
  }
  return { value: null, accountEvents: begins ? [change, ...firstMails(life, campaign, at)] : [change] };
}

export interface ScheduleChange
  extends Pick<Campaign, "minMinutesBetweenEmails" | "maxLeadsPerDay" | "scheduleStartTime"> {
  readonly campaignId: number;
  readonly schedule: Schedule;
}

function setSchedule(life: Life, { campaignId, ...change }: ScheduleChange, at: number): Edited<null> {
  const campaign = lookupCampaign(life, campaignId);
  Object.assign(campaign, change, { updatedAt: at });
  if (campaign.firstMailsAt !== null) campaign.firstMailsAt = change.scheduleStartTime ?? at;
  return quietly(null);
}

/** The settings that `POST /campaigns/{id}/settings` can change. */
export type CampaignSettings = Partial<
  Pick<
    Campaign,
    | "name"
    | "clientId"
    | "trackSettings"
    | "stopLeadSettings"
    | "unsubscribeText"
    | "sendAsPlainText"
    | "followUpPercentage"
    | "enableAiEspMatching"
    | "bounceAutopauseThresholdPercent"
    | "outOfOfficeDetection"
    | "aiCategorisationOptions"
    | "switches"
  >
>;

function changeSettings(
  life: Life,
  { campaignId, settings }: { campaignId: number; settings: CampaignSettings },
  at: number,
): Edited<null> {
  const campaign = lookupCampaign(life, campaignId);
  const clientId = campaign.clientId;
  Object.assign(campaign, settings, { updatedAt: at });
  if (campaign.clientId !== clientId) stopBlocked(life, life.store.enrolmentsOf(campaignId));
  return quietly(null);
}

export interface MailboxChange {
  readonly campaignId: number;
  readonly mailboxIds: readonly number[];
}

/** Returns the ids that are new to the campaign. Leads without a mailbox of the campaign get one of these. */
function addMailboxes(life: Life, { campaignId, mailboxIds }: MailboxChange, at: number): Edited<number[]> {
  const campaign = lookupCampaign(life, campaignId);
  for (const id of mailboxIds) lookupMailbox(life, id);
  const added = [...new Set(mailboxIds)].filter((id) => !campaign.mailboxIds.includes(id));
  campaign.mailboxIds = [...campaign.mailboxIds, ...added];
  campaign.updatedAt = at;
  moveLeadsToOwnMailboxes(life, campaign);
  return quietly(added);
}

/** Returns how many were removed. Their leads move to another mailbox of the campaign, if there is one. */
function removeMailboxes(life: Life, { campaignId, mailboxIds }: MailboxChange, at: number): Edited<number> {
  const campaign = lookupCampaign(life, campaignId);
  const left = campaign.mailboxIds.filter((id) => !mailboxIds.includes(id));
  const removed = campaign.mailboxIds.length - left.length;
  campaign.mailboxIds = left;
  campaign.updatedAt = at;
  moveLeadsToOwnMailboxes(life, campaign);
  return quietly(removed);
}

/** Distributes leads in turn, so that each mailbox gets its share. Without a mailbox the leads stay unchanged. */
export function moveLeadsToOwnMailboxes({ store }: Life, { id, mailboxIds }: Campaign): void {
  const strays = store.enrolmentsOf(id).filter(({ mailboxId }) => !mailboxIds.includes(mailboxId));
  for (const [index, enrolment] of strays.entries()) {
    enrolment.mailboxId = mailboxIds[index % mailboxIds.length] ?? enrolment.mailboxId;
  }
}

export interface Duplication {
  readonly campaignId: number;
  /** Makes the original the copy's parent. */
  readonly isSubsequence: boolean;
  readonly keepsClient: boolean;
}

/** A draft with the same steps, schedule, settings and mailboxes, and no lead. Returns its id. */
function duplicateCampaign(life: Life, args: Duplication, at: number): Edited<number> {
  const original = lookupCampaign(life, args.campaignId);
  const stepIds = life.store.campaigns.flatMap(({ steps }) => steps.map((step) => step.id));
  const variantIds = life.store.campaigns.flatMap(({ steps }) =>
    steps.flatMap(({ variants }) => variants.map(({ id }) => id)),
  );
  const copy: Campaign = {
    ...original,
    id: nextCampaignId(life),
    name: `${original.name} - copy`,
    status: "DRAFTED",
    firstMailsAt: null,
    clientId: args.keepsClient ? original.clientId : null,
    parentId: args.isSubsequence ? original.id : null,
    subsequence: null,
    createdAt: at,
    updatedAt: at,
    steps: original.steps.map((step) => ({
      ...step,
      id: life.identifiers.madeId("step", stepIds, 1),
      createdAt: at,
      updatedAt: at,
      variants: step.variants.map((variant) => ({
        ...variant,
        id: life.identifiers.madeId("variant", variantIds, 1),
        createdAt: at,
        updatedAt: at,
      })),
    })),
  };
  life.store.addCampaign(copy);
  return quietly(copy.id);
}

/** Also deletes its leads, unless another campaign has them too. */
function deleteCampaign(life: Life, { campaignId }: { campaignId: number }): Edited<null> {
  life.store.removeCampaign(lookupCampaign(life, campaignId));
  life.store.crm.forgetCampaign(campaignId);
  return quietly(null);
}
