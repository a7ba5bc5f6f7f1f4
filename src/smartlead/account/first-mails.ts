import { DAY_MS } from "../../base/time/calendar.ts";
import type { AccountEvent } from "../events/event.ts";
import type { Campaign, Enrolment } from "./account.ts";
import { firstSend } from "./account-events/lead-events.ts";
import { contactOf, type Life } from "./life.ts";
import { newestStepMail } from "./thread.ts";

/** Maximum leads that a START mails at once, without `--world-time`: two events each, all of which must fit among the open deliveries. */
export const MAX_FIRST_MAILS = 1_000;

/** Ms between two emails of one call. Each is two events, and each event has a distinct time. */
const MAIL_GAP_MS = 2;

/** Sends the first emails of a campaign, up to its daily limit of leads. */
export function firstMails(life: Life, campaign: Campaign, at: number): AccountEvent[] {
  if (campaign.steps[0]?.kind !== "email") return [];
  return life.store
    .enrolmentsOf(campaign.id)
    .filter(
      (enrolment) =>
        enrolment.status === "STARTED" &&
        (enrolment.notBefore ?? at) <= at &&
        newestStepMail(enrolment) === null &&
        !isSuspended(life, enrolment),
    )
    .slice(0, Math.min(campaign.maxLeadsPerDay, MAX_FIRST_MAILS))
    .flatMap((enrolment, index) => firstSend(life, contactOf(life, enrolment), at + (index + 1) * MAIL_GAP_MS));
}

/** Whether its mailbox is suspended, so that it sends no campaign email. */
export function isSuspended({ store }: Life, { mailboxId }: Enrolment): boolean {
  return store.mailbox(mailboxId)?.isSuspended === true;
}

/** When the next campaign that was started early sends its first emails; `null` = none is waiting. */
export function nextFirstMailsAt({ store }: Life): number | null {
  const waiting = store.campaigns.flatMap(({ status, firstMailsAt }) =>
    status === "ACTIVE" && firstMailsAt !== null ? [firstMailsAt] : [],
  );
  return waiting.length === 0 ? null : Math.min(...waiting);
}

/** Sends the emails of one campaign that are due by `at`. */
export function sendFirstMails(life: Life, at: number): AccountEvent[] {
  const campaign = life.store.campaigns.find(
    ({ status, firstMailsAt }) => status === "ACTIVE" && firstMailsAt !== null && firstMailsAt <= at,
  );
  if (campaign === undefined) return [];
  campaign.firstMailsAt = null;
  return firstMails(life, campaign, at);
}

/**
 * First emails of leads that join a running campaign, without `--world-time`: "in an ACTIVE campaign the first step follows", in a
 * subsequence after its delay (more-endpoints.json `POST /leads/push-to-campaign`, `POST /master-inbox/push-to-subsequence`). Times are
 * epoch ms on the mock's clock.
 */

interface Due {
  readonly enrolment: Enrolment;
  readonly at: number;
}

/** When the next of them is sent, not before `from`; `null` = no lead is waiting. */
export function nextWaitingMailAt(life: Life, from: number): number | null {
  return nextDue(life, from)?.at ?? null;
}

/** Sends one that is due by `at`. A lead for which this fails is paused, since it would be due again immediately. */
export function sendWaitingMail(life: Life, at: number): AccountEvent[] {
  const due = nextDue(life, at);
  if (due === null || due.at > at) return [];
  try {
    return firstSend(life, contactOf(life, due.enrolment), at);
  } catch (error) {
    due.enrolment.status = "PAUSED";
    throw error;
  }
}

function nextDue(life: Life, from: number): Due | null {
  let next: Due | null = null;
  for (const campaign of life.store.campaigns) {
    if (campaign.status !== "ACTIVE" || campaign.steps[0]?.kind !== "email") continue;
    const first = firstWaiting(life, campaign);
    if (first === null) continue;
    const at = Math.max(from, first.at, campaign.scheduleStartTime ?? from);
    const due = { enrolment: first.enrolment, at: roomFrom(life, campaign, at) };
    if (next === null || due.at < next.at) next = due;
  }
  return next;
}

/** The waiting lead that may get the first email of a campaign first. */
function firstWaiting(life: Life, campaign: Campaign): Due | null {
  let first: Due | null = null;
  for (const enrolment of life.store.enrolmentsOf(campaign.id)) {
    const { notBefore, status, currentStep } = enrolment;
    if (notBefore === null || status !== "STARTED" || currentStep > 0) continue;
    if (first !== null && first.at <= notBefore) continue;
    const isLeftOut = isSuspended(life, enrolment) || life.store.lead(enrolment.leadId)?.isUnsubscribed === true;
    if (!isLeftOut) first = { enrolment, at: notBefore };
  }
  return first;
}

/** `at`, or the next midnight (UTC) if the campaign has reached its daily limit of new leads. */
function roomFrom(life: Life, { id, maxLeadsPerDay }: Campaign, at: number): number {
  const day = Math.floor(at / DAY_MS);
  let begun = 0;
  for (const { mails } of life.store.enrolmentsOf(id)) {
    if (mails[0] !== undefined && Math.floor(mails[0].at / DAY_MS) === day) begun += 1;
  }
  return begun < maxLeadsPerDay ? at : (day + 1) * DAY_MS;
}
