import type { AccountEvent } from "../events/event.ts";
import type { Campaign, Enrolment } from "./account.ts";
import { firstSend } from "./account-events/lead-events.ts";
import { contactOf, type Life } from "./life.ts";
import { newestStepMail } from "./thread.ts";

/** Leads that a START writes to in one go, where no schedule sends: two events each, which must all fit among the open deliveries. */
export const MAX_FIRST_MAILS = 1_000;

/** Between two emails that go out in one go. Each is two events, and each event has its own time. */
const MAIL_GAP_MS = 2;

/** The first emails of a campaign's leads, to as many as it may write to on one day. */
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

/** Its mailbox sends no email of a campaign. */
export function isSuspended({ store }: Life, { mailboxId }: Enrolment): boolean {
  return store.mailbox(mailboxId)?.isSuspended === true;
}

/** When the next campaign that was started before its time sends its first emails; `null` = none waits. */
export function nextFirstMailsAt({ store }: Life): number | null {
  const waiting = store.campaigns.flatMap(({ status, firstMailsAt }) =>
    status === "ACTIVE" && firstMailsAt !== null ? [firstMailsAt] : [],
  );
  return waiting.length === 0 ? null : Math.min(...waiting);
}

/** Sends what waits until `at`, of one campaign. */
export function sendFirstMails(life: Life, at: number): AccountEvent[] {
  const campaign = life.store.campaigns.find(
    ({ status, firstMailsAt }) => status === "ACTIVE" && firstMailsAt !== null && firstMailsAt <= at,
  );
  if (campaign === undefined) return [];
  campaign.firstMailsAt = null;
  return firstMails(life, campaign, at);
}

/**
 * First emails of leads that come into a campaign which runs already, where no schedule sends (no `--world-time`): "in an ACTIVE
 * campaign the first step follows", in a subsequence after its delay (more-endpoints.json `POST /leads/push-to-campaign`,
 * `POST /master-inbox/push-to-subsequence`). Times are epoch ms on the mock's clock.
 */

const DAY_MS = 86_400_000;

interface Due {
  readonly enrolment: Enrolment;
  readonly at: number;
}

/** When the next of them goes out, not before `from`; `null` = nobody waits for one. */
export function nextWaitingMailAt(life: Life, from: number): number | null {
  return nextDue(life, from)?.at ?? null;
}

/** Sends one that is due by `at`. A lead that it fails for is paused, since it would be due again at once. */
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

/** Who waits for the first email of a campaign and may get it first. */
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

/** `at`, or the next midnight (UTC) when the campaign has written to as many new leads as it may on that day. */
function roomFrom(life: Life, { id, maxLeadsPerDay }: Campaign, at: number): number {
  const day = Math.floor(at / DAY_MS);
  let begun = 0;
  for (const { mails } of life.store.enrolmentsOf(id)) {
    if (mails[0] !== undefined && Math.floor(mails[0].at / DAY_MS) === day) begun += 1;
  }
  return begun < maxLeadsPerDay ? at : (day + 1) * DAY_MS;
}
