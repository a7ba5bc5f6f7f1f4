import type { AccountEvent } from "../events/event.ts";
import type { Campaign } from "./account.ts";
import { changeStatus } from "./account-events/campaign-events.ts";
import { firstSend, LEAD_EVENTS } from "./account-events/lead-events.ts";
import { MAILBOX_EVENTS } from "./account-events/mailbox-events.ts";
import { findEnrolment } from "./choosing.ts";
import { enrolNewcomer } from "./enrolling.ts";
import { isRunning, nextStepOf } from "./enrolment-progress.ts";
import { isSuspended } from "./first-mails.ts";
import { contactOf, type Life } from "./life.ts";
import { type Candidate, isLikely, type LeadEventType, stepsBefore } from "./readiness.ts";
import { newestStepMail } from "./thread.ts";

/**
 * Takes the account's next step: mostly sent and opened mail, sometimes an answer, rarely a bounce. No lead gets mail after a reply, a
 * bounce or an unsubscribe, and only active campaigns send. There is always a next step: new leads are enrolled, and if no campaign is
 * active one is resumed. Account events are left out; only triggers cause them.
 */
export function takeStepOfLife(life: Life, at: number): AccountEvent[] {
  const kind = life.random.weighted(KINDS);
  return KIND_OF_STEP[kind](life, at) ?? sendSomething(life, at);
}

type StepKind = "first send" | "next send" | "status" | "untracked" | "LEAD_CATEGORY_UPDATED" | Reaction;
type Reaction = "EMAIL_OPEN" | "EMAIL_LINK_CLICK" | "EMAIL_REPLY" | "EMAIL_BOUNCE" | "LEAD_UNSUBSCRIBED";
type TakeStep = (life: Life, at: number) => AccountEvent[] | null;

/** Weights, about a hundred in total. Three next sends per first send keep the number of running leads constant. */
const KINDS: readonly { readonly item: StepKind; readonly weight: number }[] = [
  { item: "first send", weight: 12 },
  { item: "next send", weight: 28 },
  { item: "EMAIL_OPEN", weight: 27 },
  { item: "EMAIL_LINK_CLICK", weight: 7 },
  { item: "EMAIL_REPLY", weight: 12 },
  { item: "LEAD_CATEGORY_UPDATED", weight: 9 },
  { item: "EMAIL_BOUNCE", weight: 2 },
  { item: "LEAD_UNSUBSCRIBED", weight: 1.5 },
  { item: "untracked", weight: 1 },
  { item: "status", weight: 0.5 },
];

const KIND_OF_STEP: Readonly<Record<StepKind, TakeStep>> = {
  "first send": sendFirst,
  "next send": sendNext,
  status: changeSomeStatus,
  untracked: receiveUntracked,
  EMAIL_OPEN: (life, at) => react(life, "EMAIL_OPEN", at),
  EMAIL_LINK_CLICK: (life, at) => react(life, "EMAIL_LINK_CLICK", at),
  EMAIL_REPLY: (life, at) => react(life, "EMAIL_REPLY", at),
  LEAD_CATEGORY_UPDATED: categoriseNewest,
  EMAIL_BOUNCE: (life, at) => react(life, "EMAIL_BOUNCE", at),
  LEAD_UNSUBSCRIBED: (life, at) => react(life, "LEAD_UNSUBSCRIBED", at),
};

/** With fewer active campaigns than this, none is paused. */
const MIN_ACTIVE_CAMPAIGNS = 2;

/** SmartLead's values for disabled tracking (smartlead.md §4 settings, E4). */
const TRACKED_BY: Readonly<Partial<Record<LeadEventType, string>>> = {
  EMAIL_OPEN: "DONT_EMAIL_OPEN",
  EMAIL_LINK_CLICK: "DONT_LINK_CLICK",
};

function react(life: Life, type: Reaction, at: number): AccountEvent[] | null {
  const isUntracked = ({ campaign }: Candidate) => campaign.trackSettings.includes(TRACKED_BY[type] ?? "");
  const enrolment = findEnrolment(
    life,
    life.store.campaigns,
    (candidate) => isLikely(type, candidate) && !isUntracked(candidate) && stepsBefore(type, candidate) === 0,
  );
  return enrolment === null ? null : [LEAD_EVENTS[type](life, contactOf(life, enrolment), at)];
}

/** Categorises a lead that has answered and has no category yet. */
function categoriseNewest(life: Life, at: number): AccountEvent[] | null {
  const waits = ({ enrolment }: Candidate) => enrolment.awaitedCategory !== null;
  const enrolment = findEnrolment(life, life.store.campaigns, waits);
  return enrolment === null ? null : [LEAD_EVENTS.LEAD_CATEGORY_UPDATED(life, contactOf(life, enrolment), at)];
}

function sendSomething(life: Life, at: number): AccountEvent[] {
  return sendNext(life, at) ?? sendFirst(life, at) ?? changeSomeStatus(life, at) ?? receiveUntracked(life, at);
}

/** Takes the next step of a lead that has had an email; a manual step is reached, not sent. */
function sendNext(life: Life, at: number): AccountEvent[] | null {
  const enrolment = findEnrolment(
    life,
    sendingCampaigns(life, at),
    (candidate) => isSendable(life, candidate) && newestStepMail(candidate.enrolment) !== null,
  );
  if (enrolment === null) return null;
  const contact = contactOf(life, enrolment);
  const isManual = nextStepOf(contact.campaign, enrolment)?.kind === "manual";
  return [LEAD_EVENTS[isManual ? "MANUAL_STEP_REACHED" : "EMAIL_SENT"](life, contact, at)];
}

/** Sends the first email of a waiting lead, else of a new one. */
function sendFirst(life: Life, at: number): AccountEvent[] | null {
  const campaigns = sendingCampaigns(life, at).filter(({ steps }) => steps[0]?.kind === "email");
  if (campaigns.length === 0) return null;
  const waiting = findEnrolment(life, campaigns, (candidate) => isSendable(life, candidate) && isUntouched(candidate));
  return firstSend(life, contactOf(life, waiting ?? enrolNewcomer(life, life.random.pick(campaigns), at)), at);
}

function isSendable(life: Life, { campaign, lead, enrolment }: Candidate): boolean {
  if (!isRunning(enrolment) || lead.isUnsubscribed || isSuspended(life, enrolment)) return false;
  return nextStepOf(campaign, enrolment) !== undefined;
}

function isUntouched({ enrolment }: Candidate): boolean {
  return enrolment.currentStep === 0;
}

/** No mail is sent before a schedule starts. */
function sendingCampaigns(life: Life, at: number): readonly Campaign[] {
  return activeCampaigns(life).filter(({ scheduleStartTime }) => (scheduleStartTime ?? at) <= at);
}

function activeCampaigns({ store }: Life): readonly Campaign[] {
  return store.campaigns.filter(({ status }) => status === "ACTIVE");
}

/** Resumes a paused campaign, or pauses an active one if enough others remain. */
function changeSomeStatus(life: Life, at: number): AccountEvent[] | null {
  const active = activeCampaigns(life);
  const paused = life.store.campaigns.filter(({ status }) => status === "PAUSED" || status === "COMPLETED");
  const changeable = active.length > MIN_ACTIVE_CAMPAIGNS ? [...active, ...paused] : paused;
  if (changeable.length === 0) return null;
  const campaign = life.random.pick(changeable);
  return [changeStatus(campaign, { status: campaign.status === "ACTIVE" ? "PAUSED" : "ACTIVE", at })];
}

function receiveUntracked(life: Life, at: number): AccountEvent[] {
  return [MAILBOX_EVENTS.UNTRACKED_REPLIES(life, life.random.pick(life.store.mailboxes), at)];
}
