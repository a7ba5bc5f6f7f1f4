/**
 * The state of a lead's emails in a campaign, as used in filters (smartlead.json `GET /campaigns/{id}/leads`, A5; the master inbox has
 * other names for some).
 */
import type { Enrolment, Lead } from "../account/account.ts";

export const EMAIL_STATUSES = [
  "is_opened",
  "is_clicked",
  "is_replied",
  "is_bounced",
  "is_unsubscribed",
  "is_spam",
  "is_accepted",
  "not_replied",
  "is_sender_bounced",
] as const;

export type EmailStatus = (typeof EMAIL_STATUSES)[number];

/** SmartLead's category for bounces that the sending side caused (smartlead.md "Lead categories"; E8, E12). */
const SENDER_ORIGINATED_BOUNCE = 9;

export function isEmailStatus(text: string): text is EmailStatus {
  return EMAIL_STATUSES.some((status) => status === text);
}

/** Uses the record of each email, which is kept longer than the thread. */
export function hasEmailStatus(
  { mails, replyCount, category }: Enrolment,
  lead: Lead | undefined,
  status: EmailStatus,
): boolean {
  switch (status) {
    case "is_opened":
      return mails.some(({ opens }) => opens.length > 0);
    case "is_clicked":
      return mails.some(({ clicks }) => clicks.length > 0);
    case "is_replied":
      return replyCount > 0;
    case "is_bounced":
      return mails.some(({ bouncedAt }) => bouncedAt !== null);
    case "is_unsubscribed":
      return lead?.isUnsubscribed ?? false;
    case "is_accepted":
      return mails.length > 0 && mails.every(({ bouncedAt }) => bouncedAt === null);
    case "not_replied":
      // Opened, but not answered (more-endpoints.json `POST /master-inbox/sent`).
      return replyCount === 0 && mails.some(({ opens }) => opens.length > 0);
    case "is_sender_bounced":
      return category?.id === SENDER_ORIGINATED_BOUNCE;
    case "is_spam":
      // The simulated account has no spam reports.
      return false;
  }
}
