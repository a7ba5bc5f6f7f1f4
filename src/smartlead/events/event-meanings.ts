import type { AnyEventType } from "./event-types.ts";

/** What each event is, for those who do not know the names by heart. */
export const EVENT_MEANINGS: Readonly<Record<AnyEventType, string>> = {
  EMAIL_SENT: "a mail of a sequence went out",
  FIRST_EMAIL_SENT: "the first mail of a sequence went out",
  EMAIL_OPEN: "a lead opened a mail",
  EMAIL_LINK_CLICK: "a lead clicked a link",
  EMAIL_REPLY: "a lead answered",
  EMAIL_BOUNCE: "a mail came back",
  LEAD_UNSUBSCRIBED: "a lead unsubscribed",
  LEAD_CATEGORY_UPDATED: "a lead's category changed",
  CAMPAIGN_STATUS_CHANGED: "a campaign was started, paused or stopped",
  UNTRACKED_REPLIES: "a mail came in that belongs to no campaign",
  MANUAL_STEP_REACHED: "a lead reached a step done by hand",
  EMAIL_ACCOUNT_DISCONNECTED: "a mailbox lost its connection (account event)",
  CAMPAIGN_BOUNCE_BREACH: "a campaign bounces too much (account event)",
  LINKEDIN_DISCONNECTED: "a LinkedIn session ended (account event)",
};
