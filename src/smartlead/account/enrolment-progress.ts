import type { ThreadMessage } from "../events/event.ts";
import type { Campaign, Enrolment, SequenceStep } from "./account.ts";

/** Whether the sequence is still running for this lead. */
export function isRunning({ status }: Enrolment): boolean {
  return status === "STARTED" || status === "INPROGRESS";
}

/** The next step, whether or not the sequence is running. */
export function nextStepOf(campaign: Campaign, enrolment: Enrolment): SequenceStep | undefined {
  return campaign.steps[enrolment.currentStep];
}

/** Epoch milliseconds of the last email sent to the lead in this campaign, or `null`. */
export function lastSentAt(enrolment: Enrolment): number | null {
  return lastAt(enrolment, "SENT");
}

/** Epoch milliseconds of the lead's last email, or `null`. */
export function lastReplyAt(enrolment: Enrolment): number | null {
  // Most leads have never answered, and lists call this for ten thousand leads.
  return enrolment.replyCount === 0 ? null : lastAt(enrolment, "REPLY");
}

/** Epoch milliseconds of the lead's last activity in this campaign: an email, an answer, a first open or click; `null` if none exists. */
export function lastActivityAt(enrolment: Enrolment): number | null {
  // The newest message is the last one; lists call this for ten thousand leads.
  let latest = enrolment.thread.at(-1)?.at ?? null;
  for (const { openedAt, clickedAt } of enrolment.activity.values()) {
    if (openedAt !== null && (latest === null || openedAt > latest)) latest = openedAt;
    if (clickedAt !== null && (latest === null || clickedAt > latest)) latest = clickedAt;
  }
  return latest;
}

function lastAt(enrolment: Enrolment, kind: ThreadMessage["kind"]): number | null {
  return enrolment.thread.findLast((message) => message.kind === kind)?.at ?? null;
}
