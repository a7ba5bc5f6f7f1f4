import { SmartLeadMockError } from "../../../base/errors.ts";
import { DAY_MS } from "../../../base/time/calendar.ts";
import type { Enrolment, LeadDetails } from "../account.ts";
import { categoryUpdated, LEAD_EVENTS } from "../account-events/lead-events.ts";
import { CATEGORIES } from "../categories.ts";
import { followParent } from "../enrolling.ts";
import { isRunning, nextStepOf } from "../enrolment-progress.ts";
import { contactOf, type Life } from "../life.ts";
import { stopBlocked } from "./block-edits.ts";
import { type Edited, lookupByMapId, lookupContact, lookupLead, quietly } from "./edit.ts";

export const LEAD_EDITS = {
  "lead.category": setCategory,
  "lead.pause": pauseLead,
  "lead.resume": resumeLead,
  "lead.unsubscribe": unsubscribeLead,
  "lead.unsubscribeEverywhere": unsubscribeEverywhere,
  "lead.delete": deleteLead,
  "lead.update": updateLead,
  "lead.completeManualStep": completeManualStep,
};

export interface InCampaign {
  readonly campaignId: number;
  readonly leadId: number;
}

export interface CategoryChange extends InCampaign {
  readonly categoryId: number | null;
  readonly pausesLead: boolean;
}

/**
 * Removing a category, or setting the same one, publishes no event: a body needs a new category, and SmartLead's behaviour is not known.
 */
function setCategory(
  life: Life,
  { campaignId, leadId, categoryId, pausesLead }: CategoryChange,
  at: number,
): Edited<null> {
  const contact = lookupContact(life, campaignId, leadId);
  const { enrolment } = contact;
  const oldCategory = enrolment.category;
  const newCategory = CATEGORIES.find(({ id }) => id === categoryId) ?? null;
  if (categoryId !== null && newCategory === null) {
    throw new SmartLeadMockError("not_found", `There is no lead category ${categoryId}.`);
  }
  enrolment.category = newCategory;
  enrolment.awaitedCategory = null;
  if (pausesLead && isRunning(enrolment)) enrolment.status = "PAUSED";
  if (newCategory === null || newCategory.id === oldCategory?.id) return quietly(null);
  followParent(life, contact, { kind: "category", at });
  return { value: null, accountEvents: [categoryUpdated(contact, { oldCategory, newCategory, at })] };
}

function pauseLead(life: Life, { campaignId, leadId }: InCampaign): Edited<null> {
  const { enrolment } = lookupContact(life, campaignId, leadId);
  if (isRunning(enrolment)) enrolment.status = "PAUSED";
  return quietly(null);
}

/** Resumes the sequence, even if a reply had stopped it. Throws `conflict` when no step is left or the lead has unsubscribed. */
function resumeLead(
  life: Life,
  { campaignId, leadId, delayDays }: InCampaign & { delayDays: number },
  at: number,
): Edited<null> {
  const { campaign, enrolment, lead } = lookupContact(life, campaignId, leadId);
  if (nextStepOf(campaign, enrolment) === undefined) {
    throw new SmartLeadMockError("conflict", "This is the last sequence. You cannot resume this lead.");
  }
  if (life.store.crm.isBlocked(lead.email, campaign.clientId)) {
    throw new SmartLeadMockError("conflict", "This lead is on the block list.");
  }
  if (lead.isUnsubscribed) throw new SmartLeadMockError("conflict", "This lead has unsubscribed.");
  enrolment.status = enrolment.currentStep === 0 ? "STARTED" : "INPROGRESS";
  enrolment.notBefore = delayDays > 0 ? at + delayDays * DAY_MS : null;
  return quietly(null);
}

/** The lead gets no further mail from any campaign. A lead that is already unsubscribed is unchanged. */
function unsubscribeLead(life: Life, { campaignId, leadId }: InCampaign, at: number): Edited<boolean> {
  const contact = lookupContact(life, campaignId, leadId);
  if (contact.lead.isUnsubscribed) return quietly(false);
  return { value: true, accountEvents: [LEAD_EVENTS.LEAD_UNSUBSCRIBED(life, contact, at)] };
}

/**
 * Causes one event for each campaign whose sequence it ends, and at least one for a lead that is in any campaign. Returns whether anything
 * changed.
 */
function unsubscribeEverywhere(life: Life, { leadId }: { leadId: number }, at: number): Edited<boolean> {
  const lead = lookupLead(life, leadId);
  if (lead.isUnsubscribed) return quietly(false);
  const enrolments = life.store.enrolmentsOfLead(leadId);
  const running = enrolments.filter(isRunning);
  const told = running.length > 0 ? running : enrolments.slice(-1);
  lead.isUnsubscribed = true;
  const accountEvents = told.map((enrolment) => LEAD_EVENTS.LEAD_UNSUBSCRIBED(life, contactOf(life, enrolment), at));
  return { value: true, accountEvents };
}

function deleteLead(life: Life, { campaignId, leadId }: InCampaign): Edited<null> {
  life.store.removeEnrolment(lookupContact(life, campaignId, leadId).enrolment);
  return quietly(null);
}

/** The fields of a lead that can be changed; fields that are left out are unchanged. */
export type LeadFields = Partial<LeadDetails>;

/** Custom fields are merged. Throws `conflict` if another lead has the address. */
function updateLead(life: Life, { leadId, fields }: { leadId: number; fields: LeadFields }): Edited<null> {
  const lead = lookupLead(life, leadId);
  const { email = lead.email, customFields = {}, ...others } = fields;
  const holder = life.store.leadByEmail(email);
  if (holder !== undefined && holder !== lead) {
    throw new SmartLeadMockError("conflict", `Another lead has the address ${email} already.`);
  }
  if (email !== lead.email) {
    life.store.changeEmail(lead, email);
    stopBlocked(life, life.store.enrolmentsOfLead(leadId));
  }
  Object.assign(lead, others, { customFields: { ...lead.customFields, ...customFields } });
  return quietly(null);
}

/** Completes the last reached step. Returns the next one. Throws `conflict` if no manual step is waiting. */
function completeManualStep(
  life: Life,
  { mapId }: { mapId: number },
  at: number,
): Edited<{ stepId: number; delayDays: number } | null> {
  const enrolment: Enrolment = lookupByMapId(life, mapId);
  if (!enrolment.awaitsManualStep) {
    throw new SmartLeadMockError("conflict", `No manual step waits for the lead with the map id ${mapId}.`);
  }
  enrolment.awaitsManualStep = false;
  enrolment.lastStepAt = at;
  const next = nextStepOf(contactOf(life, enrolment).campaign, enrolment);
  return quietly(next === undefined ? null : { stepId: next.id, delayDays: next.delayDays });
}
