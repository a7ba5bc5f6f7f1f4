import type { AnyEventType } from "../events/event-types.ts";
import type { Campaign, Enrolment, Lead } from "./account.ts";
import { isRunning } from "./enrolment-progress.ts";
import { activityOf, newestStepMail } from "./thread.ts";

export type CampaignEventType = "CAMPAIGN_STATUS_CHANGED" | "CAMPAIGN_BOUNCE_BREACH";
export type MailboxEventType = "UNTRACKED_REPLIES" | "EMAIL_ACCOUNT_DISCONNECTED" | "LINKEDIN_DISCONNECTED";
export type LeadEventType = Exclude<AnyEventType, CampaignEventType | MailboxEventType>;

export interface Candidate {
  readonly campaign: Campaign;
  readonly lead: Lead;
  readonly enrolment: Enrolment;
}

/**
 * How many steps of the sequence must be taken before the event is valid for this lead: 0 if it is valid now, `null` if it is impossible in
 * this enrolment (a bounce after a reply, a second first email).
 */
export function stepsBefore(type: LeadEventType, candidate: Candidate): number | null {
  return STEPS_BEFORE[type](candidate);
}

/** Whether the event is also plausible now: no one opens the same email forever, and leads answer again only in a positive conversation. */
export function isLikely(type: LeadEventType, candidate: Candidate): boolean {
  return LIKELY[type](candidate);
}

type CountSteps = (candidate: Candidate) => number | null;

const STEPS_BEFORE: Readonly<Record<LeadEventType, CountSteps>> = {
  FIRST_EMAIL_SENT: (candidate) =>
    newestStepMail(candidate.enrolment) === null ? stepsUntil("email", candidate) : null,
  EMAIL_SENT: (candidate) => stepsUntil("email", candidate),
  MANUAL_STEP_REACHED: (candidate) => stepsUntil("manual", candidate),
  EMAIL_OPEN: stepsUntilDelivered,
  EMAIL_LINK_CLICK: stepsUntilDelivered,
  EMAIL_REPLY: stepsUntilDelivered,
  LEAD_CATEGORY_UPDATED: (candidate) => (candidate.enrolment.replyCount > 0 ? 0 : stepsUntilDelivered(candidate)),
  LEAD_UNSUBSCRIBED: (candidate) => (candidate.lead.isUnsubscribed ? null : stepsUntilDelivered(candidate)),
  EMAIL_BOUNCE: (candidate) => (canStillBounce(candidate.enrolment) ? 0 : stepsThroughMail(candidate)),
};

/** Up to three opens of one email are plausible; more are noise. */
const MAX_LIKELY_OPENS = 3;
const MAX_LIKELY_CLICKS = 2;
const MAX_LIKELY_REPLIES = 3;

const LIKELY: Readonly<Record<LeadEventType, (candidate: Candidate) => boolean>> = {
  FIRST_EMAIL_SENT: ({ enrolment }) => isRunning(enrolment),
  EMAIL_SENT: ({ enrolment }) => isRunning(enrolment),
  MANUAL_STEP_REACHED: ({ enrolment }) => isRunning(enrolment),
  EMAIL_OPEN: ({ enrolment }) => newestActivity(enrolment).openCount < MAX_LIKELY_OPENS,
  EMAIL_LINK_CLICK: ({ enrolment }) => newestActivity(enrolment).clickCount < MAX_LIKELY_CLICKS,
  EMAIL_REPLY: ({ enrolment, lead }) =>
    !lead.isUnsubscribed &&
    (enrolment.replyCount === 0 ||
      (enrolment.replyCount < MAX_LIKELY_REPLIES && enrolment.category?.sentimentType === "positive")),
  LEAD_CATEGORY_UPDATED: ({ enrolment }) => enrolment.replyCount === 0 || enrolment.awaitedCategory !== null,
  LEAD_UNSUBSCRIBED: () => true,
  EMAIL_BOUNCE: () => true,
};

/** Steps before the next one of a kind. */
function stepsUntil(kind: "email" | "manual", { campaign, enrolment }: Candidate): number | null {
  if (!isRunning(enrolment)) return null;
  const index = campaign.steps.findIndex((step, position) => position >= enrolment.currentStep && step.kind === kind);
  return index === -1 ? null : index - enrolment.currentStep;
}

/** Steps up to and including the next email. */
function stepsThroughMail(candidate: Candidate): number | null {
  const steps = stepsUntil("email", candidate);
  return steps === null ? null : steps + 1;
}

function stepsUntilDelivered(candidate: Candidate): number | null {
  const mail = newestStepMail(candidate.enrolment);
  if (mail === null) return stepsThroughMail(candidate);
  return activityOf(candidate.enrolment, mail).isBounced ? null : 0;
}

/** An email bounces immediately or never: not after it was opened, answered or followed by another message. */
function canStillBounce(enrolment: Enrolment): boolean {
  const newest = enrolment.thread.at(-1);
  if (newest?.kind !== "SENT" || newest.sequenceNumber === null) return false;
  const activity = activityOf(enrolment, newest);
  return !activity.isBounced && activity.openCount === 0 && activity.clickCount === 0;
}

function newestActivity(enrolment: Enrolment): { readonly openCount: number; readonly clickCount: number } {
  const mail = newestStepMail(enrolment);
  return mail === null ? NOTHING_YET : activityOf(enrolment, mail);
}

const NOTHING_YET = { openCount: 0, clickCount: 0 };
