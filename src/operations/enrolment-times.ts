import type { ThreadMessage } from "../events/event.ts";
import type { Enrolment } from "../world/account.ts";

/** Epoch milliseconds of the last mail sent to the lead in this campaign, or `null`. */
export function lastSentAt(enrolment: Enrolment): number | null {
  return lastAt(enrolment, "SENT");
}

/** Epoch milliseconds of the lead's last mail, or `null`. */
export function lastReplyAt(enrolment: Enrolment): number | null {
  return lastAt(enrolment, "REPLY");
}

/** The later of two times, of which either may be missing. */
export function latest(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.max(one, other);
}

function lastAt(enrolment: Enrolment, kind: ThreadMessage["kind"]): number | null {
  return enrolment.thread.findLast((message) => message.kind === kind)?.at ?? null;
}
