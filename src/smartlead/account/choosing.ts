import type { Random } from "../../base/random.ts";
import type { Campaign, Enrolment, Lead } from "./account.ts";
import { enrolAgain, enrolNewcomer } from "./enrolling.ts";
import { nextStepOf } from "./enrolment-progress.ts";
import { type Contact, contactOf, type Life } from "./life.ts";
import { type Candidate, isLikely, type LeadEventType, stepsBefore } from "./readiness.ts";
import { takeNextStep } from "./sequence.ts";
import { activityOf, lastTimeOf, newestStepMail } from "./thread.ts";

/** Enrolments looked at for one choice at most, a random part of them: enough to find the usual, little enough for 10,000 events of one call. */
const MAX_LOOKS = 16;

/** Finds, from a random point on, the first enrolment of these campaigns that fits; `null` when none does. */
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

/** Shows one candidate after the other, from a random point on, until enough has been seen. */
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

/** Whom it happens to: a lead to whom it is likely to happen now, else one who only lacks some steps, else one who does it once more, else a new one. */
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

/** What the same lead may do again and again without making the account unlike a real one. */
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
 * Makes the contact ready for the event: writes the steps that it lacks, continues where a reply or a pause had stopped the
 * sequence, and starts again where nothing else helps.
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

const HOUR_MS = 3_600_000;
/** A newcomer who gets a silent past was enrolled at most this long ago. */
const LONGEST_WAIT_MS = 72 * HOUR_MS;

function rotated<T>(random: Random, items: readonly T[]): readonly T[] {
  if (items.length < 2) return items;
  const start = random.int(0, items.length - 1);
  return [...items.slice(start), ...items.slice(0, start)];
}

/** As `PATCH /master-inbox/resume-lead` does, for a lead who may still be written to. */
function resume({ campaign, lead, enrolment }: { campaign: Campaign; lead: Lead; enrolment: Enrolment }): void {
  const mail = newestStepMail(enrolment);
  const isBounced = mail !== null && activityOf(enrolment, mail).isBounced;
  if (isBounced || lead.isUnsubscribed || nextStepOf(campaign, enrolment) === undefined) return;
  enrolment.status = "INPROGRESS";
}
