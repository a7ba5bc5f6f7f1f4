import type { EventType } from "../../smartlead/events/event-types.ts";

/** The event that checks use, in order of preference, where the receiver does something for it. */
export const WORK_TYPES: readonly EventType[] = [
  "EMAIL_REPLY",
  "LEAD_CATEGORY_UPDATED",
  "LEAD_UNSUBSCRIBED",
  "EMAIL_SENT",
  "EMAIL_BOUNCE",
  "EMAIL_OPEN",
  "EMAIL_LINK_CLICK",
  "FIRST_EMAIL_SENT",
  "MANUAL_STEP_REACHED",
  "CAMPAIGN_STATUS_CHANGED",
  "UNTRACKED_REPLIES",
];
/** The event for checks of answers, in order of preference. */
export const PLAIN_TYPES: readonly EventType[] = ["EMAIL_SENT", "EMAIL_REPLY", ...WORK_TYPES];
/** Those whose work some check looks at. */
export const TYPES_OF_CHECKS: ReadonlySet<EventType> = new Set(WORK_TYPES.slice(0, 7));

/** Ways in which a write names its event, and not only whom it is about. */
export const NAMES_ITS_EVENT: ReadonlySet<string> = new Set(["request-id", "lead-and-type", "message"]);
