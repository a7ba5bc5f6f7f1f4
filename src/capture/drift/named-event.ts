import { isObject } from "../../base/json-text.ts";
import { ALL_EVENT_TYPES, type AnyEventType } from "../../smartlead/events/event-types.ts";

/** Keys under which a body may name its event, in the order in which they are looked at (smartlead.md §2: A, C, live; B; D88). */
export const NAME_KEYS = ["event_type", "event", "eventType", "type"] as const;

/** Names of the other families (smartlead.md §2 "Name map across families"; D403 for the account's own). */
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

/** A `type` says what many things are: an email of a history is a `SENT`. There only names that cannot be anything else count. */
const NAMES_OF_A_TYPE: ReadonlySet<string> = new Set([...ALL_EVENT_TYPES, "email.account.disconnected"]);

/** How a body names its event. */
export interface NamedEvent {
  /** As in the body; `null` when it names none. */
  readonly name: string | null;
  /** What it stands for; `null` when it is not known. */
  readonly eventType: AnyEventType | null;
}

/** Of several keys the first whose name is known, else the first that holds a name. */
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
