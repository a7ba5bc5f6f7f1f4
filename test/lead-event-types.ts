import type { EventType } from "../src/smartlead/events/event-types.ts";

/** What a lead's mails and answers cause. */
export const MAIL_EVENT_TYPES = [
  "EMAIL_SENT",
  "FIRST_EMAIL_SENT",
  "EMAIL_OPEN",
  "EMAIL_LINK_CLICK",
  "EMAIL_REPLY",
  "EMAIL_BOUNCE",
  "LEAD_UNSUBSCRIBED",
  "LEAD_CATEGORY_UPDATED",
] as const satisfies readonly EventType[];

/** All events that are about one lead. */
export const LEAD_EVENT_TYPES = [...MAIL_EVENT_TYPES, "MANUAL_STEP_REACHED"] as const satisfies readonly EventType[];
