import { DAY_MS } from "../../base/time/calendar.ts";
import type { Campaign, Enrolment, Lead } from "./account.ts";
import { NO_MARKS, type SubsequenceCondition } from "./crm-records.ts";
import { isRunning } from "./enrolment-progress.ts";
import { drawLead } from "./lead-drawing.ts";
import type { Contact, Life } from "./life.ts";
import { lastTimeOf } from "./thread.ts";

/**
 * Maximum leads of a campaign that the world fills. Beyond it a new lead replaces the one that finished first, so that memory does not grow
 * with the time that a mock runs.
 */
export const MAX_LEADS_PER_CAMPAIGN = 100;

/** `clientId` is the client of the campaign: no lead on its block list is drawn. */
export function addLead(life: Life, createdAt: number, clientId: number | null = null): Lead {
  const { store, identifiers, random } = life;
  const isTaken = (email: string) => store.leadByEmail(email) !== undefined || store.crm.isBlocked(email, clientId);
  const lead = drawLead(random, { id: identifiers.leadId(), createdAt, isTaken });
  store.addLead(lead);
  return lead;
}

export function enrol(
  life: Life,
  campaign: Campaign,
  { lead, createdAt }: { lead: Lead; createdAt: number },
): Enrolment {
  const enrolment = freshEnrolment(life, campaign, { lead, createdAt });
  life.store.addEnrolment(enrolment);
  return enrolment;
}

/** Enrols a lead added by a call: in a campaign that was already started, its first email is due immediately. */
export function enrolByCall(
  life: Life,
  campaign: Campaign,
  { lead, createdAt }: { lead: Lead; createdAt: number },
): Enrolment {
  const enrolment = enrol(life, campaign, { lead, createdAt });
  if (campaign.status !== "DRAFTED") enrolment.notBefore = createdAt;
  return enrolment;
}

/** Enrols a new lead; in a full campaign the lead that finished first leaves, or the oldest if none has finished. */
export function enrolNewcomer(life: Life, campaign: Campaign, createdAt: number): Enrolment {
  const { store } = life;
  const present = store.enrolmentsOf(campaign.id);
  const leaving = present.find((enrolment) => !isRunning(enrolment)) ?? present[0];
  if (present.length >= MAX_LEADS_PER_CAMPAIGN && leaving !== undefined) store.removeEnrolment(leaving);
  return enrol(life, campaign, { lead: addLead(life, createdAt, campaign.clientId), createdAt });
}

/**
 * Restarts the sequence for a lead whose enrolment is finished: the same person with the same lead id gets another map id and an empty
 * thread, as when a lead is removed and imported again with `ignore_unsubscribe_list` (smartlead.md §4).
 */
export function enrolAgain(
  life: Life,
  campaign: Campaign,
  { spent, now }: { spent: Enrolment; now: number },
): Enrolment {
  const lead = life.store.lead(spent.leadId);
  if (lead === undefined) return enrolNewcomer(life, campaign, now);
  lead.isUnsubscribed = false;
  lead.unsubscribedClientIdMap = {};
  const createdAt = Math.floor((lastTimeOf(spent) + now) / 2);
  const fresh = freshEnrolment(life, campaign, { lead, createdAt });
  life.store.replaceEnrolment(spent, fresh);
  return fresh;
}

function freshEnrolment(
  life: Life,
  campaign: Campaign,
  { lead, createdAt }: { lead: Lead; createdAt: number },
): Enrolment {
  const { store, identifiers, random } = life;
  const mailboxIds = campaign.mailboxIds.length > 0 ? campaign.mailboxIds : store.mailboxes.map(({ id }) => id);
  return {
    mapId: identifiers.mapId(),
    leadId: lead.id,
    campaignId: campaign.id,
    mailboxId: random.pick(mailboxIds),
    createdAt,
    status: "STARTED",
    category: null,
    awaitedCategory: null,
    currentStep: 0,
    lastStepAt: null,
    notBefore: null,
    awaitsManualStep: false,
    isUnread: false,
    replyCount: 0,
    thread: [],
    activity: new Map(),
    mails: [],
    mailRow: null,
    marks: null,
  };
}

/** An event of a lead in the parent campaign. */
interface ParentEvent {
  readonly kind: "reply" | "open" | "click" | "category";
  /** The text of a reply. */
  readonly text?: string;
  readonly at: number;
}

/** Enrols a lead in a subsequence, unless it already is. The first email is sent after the delay at the earliest. */
export function joinSubsequence(
  life: Life,
  child: Campaign,
  { parent, delayDays, stopsOnReply, at }: { parent: Enrolment; delayDays: number; stopsOnReply: boolean; at: number },
): Enrolment | null {
  const lead = life.store.lead(parent.leadId);
  if (lead === undefined || life.store.enrolment(child.id, lead.id) !== undefined) return null;
  const enrolment = enrol(life, child, { lead, createdAt: at });
  enrolment.notBefore = at + delayDays * DAY_MS;
  enrolment.marks = { ...NO_MARKS, pushedFrom: { mapId: parent.mapId, stopsOnReply } };
  if (life.store.crm.isBlocked(lead.email, child.clientId)) enrolment.status = "BLOCKED";
  parent.marks = { ...NO_MARKS, ...parent.marks, subsequenceId: child.id };
  return enrolment;
}

/** Starts subsequences whose condition an event of the parent campaign meets, and ends those that a reply stops. */
export function followParent(life: Life, { campaign, enrolment, lead }: Contact, event: ParentEvent): void {
  if (event.kind === "reply") {
    for (const other of life.store.enrolmentsOfLead(lead.id)) {
      const from = other.marks?.pushedFrom;
      if (from?.mapId === enrolment.mapId && from.stopsOnReply && isRunning(other)) other.status = "STOPPED";
    }
  }
  for (const child of life.store.campaigns) {
    if (child.parentId !== campaign.id || child.subsequence === null || child.status === "STOPPED") continue;
    const { conditions, delayDays, stopsOnParentReply } = child.subsequence;
    if (!conditions.some((condition) => isMet(condition, event, enrolment))) continue;
    joinSubsequence(life, child, { parent: enrolment, delayDays, stopsOnReply: stopsOnParentReply, at: event.at });
  }
}

/**
 * The values of conditions are not documented; they are interpreted by the words that they contain (more-endpoints.json `POST
 * /campaigns/create-subsequence`, H16).
 */
function isMet(
  { eventType, categoryId, text }: SubsequenceCondition,
  event: ParentEvent,
  { category }: Enrolment,
): boolean {
  if (categoryId !== null || /CATEGOR/i.test(eventType)) {
    return event.kind === "category" && (categoryId === null || category?.id === categoryId);
  }
  if (text !== null && text !== "" && !(event.text ?? "").toLowerCase().includes(text.toLowerCase())) return false;
  return new RegExp(event.kind, "i").test(eventType);
}
