import type { AccountEvent } from "../events/event.ts";
import type { Campaign, Enrolment } from "./account.ts";
import { firstSend } from "./account-events/lead-events.ts";
import { contactOf, type Life } from "./life.ts";
import { newestStepMail } from "./thread.ts";

/** Leads that a START writes to in one go, where no schedule sends: two events each, which must all fit among the open deliveries. */
export const MAX_FIRST_MAILS = 1_000;

/** Between two mails that go out in one go. Each is two events, and each event has a time of its own. */
const MAIL_GAP_MS = 2;

/** The first mails of a campaign's leads, to as many as it may write to on one day. */
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

/** Its mailbox sends no mail of a campaign. */
export function isSuspended({ store }: Life, { mailboxId }: Enrolment): boolean {
  return store.mailbox(mailboxId)?.isSuspended === true;
}

/** When the next campaign that was started before its time sends its first mails; `null` = none waits. */
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
