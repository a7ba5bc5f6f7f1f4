/** The eleven event types that a webhook can subscribe to (smartlead.md §2; A2, A3, D417). */
export const EVENT_TYPES = [
  "EMAIL_SENT",
  "FIRST_EMAIL_SENT",
  "EMAIL_OPEN",
  "EMAIL_LINK_CLICK",
  "EMAIL_REPLY",
  "EMAIL_BOUNCE",
  "LEAD_UNSUBSCRIBED",
  "LEAD_CATEGORY_UPDATED",
  "CAMPAIGN_STATUS_CHANGED",
  "UNTRACKED_REPLIES",
  "MANUAL_STEP_REACHED",
] as const;

/** Events of the account: no webhook subscribes to them; they go to the account's own URL (smartlead.md §1 scope priority; A2, D88). */
export const ACCOUNT_EVENT_TYPES = [
  "EMAIL_ACCOUNT_DISCONNECTED",
  "CAMPAIGN_BOUNCE_BREACH",
  "LINKEDIN_DISCONNECTED",
] as const;

/** The event types that `POST /campaigns/{id}/webhooks` accepts (smartlead.md §2; E4, C3). */
export const CAMPAIGN_WEBHOOK_EVENT_TYPES = [
  "EMAIL_SENT",
  "EMAIL_OPEN",
  "EMAIL_LINK_CLICK",
  "EMAIL_REPLY",
  "EMAIL_BOUNCE",
  "LEAD_UNSUBSCRIBED",
  "LEAD_CATEGORY_UPDATED",
] as const satisfies readonly EventType[];

export type EventType = (typeof EVENT_TYPES)[number];
export type AccountEventType = (typeof ACCOUNT_EVENT_TYPES)[number];
export type AnyEventType = EventType | AccountEventType;

export const ALL_EVENT_TYPES: readonly AnyEventType[] = [...EVENT_TYPES, ...ACCOUNT_EVENT_TYPES];

/** The placeholder for an event with an unknown name. The mock creates none; the real SmartLead may send one through the proxy. */
export const UNKNOWN_EVENT = "UNKNOWN";
export type SeenEventType = AnyEventType | typeof UNKNOWN_EVENT;
export const SEEN_EVENT_TYPES = [...EVENT_TYPES, ...ACCOUNT_EVENT_TYPES, UNKNOWN_EVENT] as const;

export function isEventType(text: string): text is EventType {
  return (EVENT_TYPES as readonly string[]).includes(text);
}

/** A short description of each event type. */
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
