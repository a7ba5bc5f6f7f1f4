import { ALL_EVENT_TYPES, type AnyEventType } from "../events/event-types.ts";

/** Keys under which a body may name its event, in the order in which they are looked at (smartlead.md §2: A, C, live; B; D88). */
const NAME_KEYS = ["event_type", "event", "eventType", "type"] as const;

/** Names of the other families (smartlead.md §2 "Name map across families"; D403 for the account's own). */
const OTHER_NAMES: Readonly<Record<string, AnyEventType>> = {
  SENT: "EMAIL_SENT",
  EMAIL_OPENED: "EMAIL_OPEN",
  OPENED: "EMAIL_OPEN",
  LEAD_OPENED: "EMAIL_OPEN",
  EMAIL_CLICKED: "EMAIL_LINK_CLICK",
  CLICKED: "EMAIL_LINK_CLICK",
  LINK_CLICKED: "EMAIL_LINK_CLICK",
  LEAD_CLICKED: "EMAIL_LINK_CLICK",
  EMAIL_REPLIED: "EMAIL_REPLY",
  REPLIED: "EMAIL_REPLY",
  LEAD_REPLIED: "EMAIL_REPLY",
  EMAIL_BOUNCED: "EMAIL_BOUNCE",
  BOUNCED: "EMAIL_BOUNCE",
  LEAD_BOUNCED: "EMAIL_BOUNCE",
  EMAIL_UNSUBSCRIBED: "LEAD_UNSUBSCRIBED",
  UNSUBSCRIBED: "LEAD_UNSUBSCRIBED",
  CAMPAIGN_STATUS_CHANGE: "CAMPAIGN_STATUS_CHANGED",
  "email.account.disconnected": "EMAIL_ACCOUNT_DISCONNECTED",
};

/** How a body names its event. */
export interface NamedEvent {
  /** As it stands in the body; `null` when it names none. */
  readonly name: string | null;
  /** What it stands for; `null` when nobody knows. */
  readonly eventType: AnyEventType | null;
}

export function eventNameIn(body: unknown): NamedEvent {
  if (!isObject(body)) return { name: null, eventType: null };
  const name = NAME_KEYS.map((key) => body[key]).find((value) => typeof value === "string" && value !== "");
  if (typeof name !== "string") return { name: null, eventType: null };
  return { name, eventType: ALL_EVENT_TYPES.find((type) => type === name) ?? otherName(name) };
}

function isObject(body: unknown): body is Readonly<Record<string, unknown>> {
  return typeof body === "object" && body !== null;
}

function otherName(name: string): AnyEventType | null {
  return Object.hasOwn(OTHER_NAMES, name) ? (OTHER_NAMES[name] ?? null) : null;
}
