import type { AnyEventType } from "./event-types.ts";

/** What each event is, for those who do not know the names by heart. */
export const EVENT_MEANINGS: Readonly<Record<AnyEventType, string>> = {
  EMAIL_SENT: "an email of a sequence was sent",
  FIRST_EMAIL_SENT: "the first email of a sequence was sent",
  EMAIL_OPEN: "a lead opened an email",
  EMAIL_LINK_CLICK: "a lead clicked a link",
  EMAIL_REPLY: "a lead replied",
  EMAIL_BOUNCE: "an email bounced",
  LEAD_UNSUBSCRIBED: "a lead unsubscribed",
  LEAD_CATEGORY_UPDATED: "a lead's category changed",
  CAMPAIGN_STATUS_CHANGED: "a campaign was started, paused or stopped",
  UNTRACKED_REPLIES: "a message arrived that belongs to no campaign",
  MANUAL_STEP_REACHED: "a lead reached a manual step",
  EMAIL_ACCOUNT_DISCONNECTED: "a mailbox lost its connection (account event)",
  CAMPAIGN_BOUNCE_BREACH: "a campaign's bounce rate is too high (account event)",
  LINKEDIN_DISCONNECTED: "a LinkedIn session ended (account event)",
};
