import type { Random } from "../../base/random.ts";
import { HOUR_MS } from "../../base/time/calendar.ts";
import type { Campaign, Enrolment, Lead } from "./account.ts";
import { enrolAgain, enrolNewcomer } from "./enrolling.ts";
import { nextStepOf } from "./enrolment-progress.ts";
import { type Contact, contactOf, type Life } from "./life.ts";
import { type Candidate, isLikely, type LeadEventType, stepsBefore } from "./readiness.ts";
import { takeNextStep } from "./sequence.ts";
import { activityOf, lastTimeOf, newestStepMail } from "./thread.ts";

/** Maximum enrolments examined for one choice, a random sample: enough for usual cases, few enough for 10,000 events in one call. */
const MAX_LOOKS = 16;

/** Finds the first matching enrolment of these campaigns from a random point on; `null` if none matches. */
export function findEnrolment(
  life: Life,
  campaigns: readonly Campaign[],
  fits: (candidate: Candidate) => boolean,
): Enrolment | null {
  let found: Enrolment | null = null;
  lookFromAnywhere(life, campaigns, (candidate) => {
    if (fits(candidate)) found = candidate.enrolment;
    return found !== null;
  });
  return found;
}

/** Visits candidates from a random point on, until the limit is reached. */
function lookFromAnywhere(
  { store, random }: Life,
  campaigns: readonly Campaign[],
  hasSeenEnough: (candidate: Candidate) => boolean,
): void {
  for (const campaign of rotated(random, campaigns)) {
    const enrolments = store.enrolmentsOf(campaign.id);
    const start = enrolments.length === 0 ? 0 : random.int(0, enrolments.length - 1);
    for (let offset = 0; offset < enrolments.length; offset += 1) {
      const enrolment = enrolments[(start + offset) % enrolments.length];
      const lead = enrolment === undefined ? undefined : store.lead(enrolment.leadId);
      if (enrolment === undefined || lead === undefined) continue;
      if (hasSeenEnough({ campaign, lead, enrolment })) return;
    }
  }
}

/**
 * Chooses the lead for an event: one for whom it is likely now, else one who only needs some steps first, else one who repeats it, else a
 * new one.
 */
export function chooseContact(
  life: Life,
  type: LeadEventType,
  { campaigns, now }: { campaigns: readonly Campaign[]; now: number },
): Contact {
  const chosen =
    findWhoFits(life, type, campaigns) ??
    enrolNewcomer(life, life.random.pick(campaigns), now - life.random.int(HOUR_MS, LONGEST_WAIT_MS));
  return contactOf(life, chosen);
}

/** Events that the same lead may repeat while the account stays realistic. */
const REPEATS: ReadonlySet<LeadEventType> = new Set(["EMAIL_OPEN", "EMAIL_LINK_CLICK"]);

function findWhoFits(life: Life, type: LeadEventType, campaigns: readonly Campaign[]): Enrolment | null {
  let notReady: Enrolment | null = null;
  let unlikely: Enrolment | null = null;
  let looks = 0;
  let ready: Enrolment | null = null;
  lookFromAnywhere(life, campaigns, (candidate) => {
    looks += 1;
    const steps = stepsBefore(type, candidate);
    const fits = isLikely(type, candidate);
    if (steps === 0 && fits) ready = candidate.enrolment;
    if (steps !== null && fits) notReady ??= candidate.enrolment;
    if (steps === 0 && REPEATS.has(type)) unlikely ??= candidate.enrolment;
    return ready !== null || looks === MAX_LOOKS;
  });
  return ready ?? notReady ?? unlikely;
}

/**
 * Prepares the contact for the event: writes missing steps, resumes a sequence that a reply or a pause had stopped, and restarts it if
 * nothing else works.
 */
export function prepare(life: Life, type: LeadEventType, { contact, now }: { contact: Contact; now: number }): Contact {
  if (stepsBefore(type, contact) === null) resume(contact);
  const ready =
    stepsBefore(type, contact) !== null
      ? contact
      : contactOf(life, enrolAgain(life, contact.campaign, { spent: contact.enrolment, now }));
  for (let left = stepsBefore(type, ready) ?? 0; left > 0; left -= 1) {
    const last = lastTimeOf(ready.enrolment);
    takeNextStep(life, ready, Math.floor(last + (now - last) / (left + 1)));
  }
  return ready;
}

/** Maximum age of the enrolment of a new lead that gets an earlier history. */
const LONGEST_WAIT_MS = 72 * HOUR_MS;

function rotated<T>(random: Random, items: readonly T[]): readonly T[] {
  if (items.length < 2) return items;
  const start = random.int(0, items.length - 1);
  return [...items.slice(start), ...items.slice(0, start)];
}

/** Resumes like `PATCH /master-inbox/resume-lead`, for a lead that may still get mail. */
function resume({ campaign, lead, enrolment }: { campaign: Campaign; lead: Lead; enrolment: Enrolment }): void {
  const mail = newestStepMail(enrolment);
  const isBounced = mail !== null && activityOf(enrolment, mail).isBounced;
  if (isBounced || lead.isUnsubscribed || nextStepOf(campaign, enrolment) === undefined) return;
  enrolment.status = "INPROGRESS";
}
