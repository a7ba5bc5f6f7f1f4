import { isObject } from "../../base/json-text.ts";
import { ALL_EVENT_TYPES, type AnyEventType } from "../../smartlead/events/event-types.ts";

/** Keys under which a body may name its event, in order of precedence (smartlead.md §2: A, C, live; B; D88). */
export const NAME_KEYS = ["event_type", "event", "eventType", "type"] as const;

/** Event names of the other families (smartlead.md §2 "Name map across families"; D403 for account events). */
const OTHER_NAMES = new Map<string, AnyEventType>(
  Object.entries({
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
  }),
);

/** `type` is a common key: an email in a history has the type `SENT`. Under this key only unambiguous event names count. */
const NAMES_OF_A_TYPE: ReadonlySet<string> = new Set([...ALL_EVENT_TYPES, "email.account.disconnected"]);

/** The event name in a body. */
export interface NamedEvent {
  /** The name as the body has it; `null` if none exists. */
  readonly name: string | null;
  /** The event type it maps to; `null` if it is unknown. */
  readonly eventType: AnyEventType | null;
}

/** Returns the first key whose name is known, else the first key that holds a name. */
export function eventNameIn(body: unknown): NamedEvent {
  if (!isObject(body)) return { name: null, eventType: null };
  const names = NAME_KEYS.flatMap((key) => {
    const name = Object.hasOwn(body, key) ? body[key] : undefined;
    return typeof name === "string" && name !== "" ? [{ name, eventType: eventTypeOf(key, name) }] : [];
  });
  return names.find(({ eventType }) => eventType !== null) ?? names[0] ?? { name: null, eventType: null };
}

function eventTypeOf(key: (typeof NAME_KEYS)[number], name: string): AnyEventType | null {
  if (key === "type" && !NAMES_OF_A_TYPE.has(name)) return null;
  return ALL_EVENT_TYPES.find((type) => type === name) ?? OTHER_NAMES.get(name) ?? null;
}
