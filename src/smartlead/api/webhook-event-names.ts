import { EVENT_TYPES, type EventType, isEventType } from "../events/event-types.ts";

/** The names that older families of SmartLead's documentation use (smartlead.md §2 "Name map across families"; B1, B2, B3, A4, C2). */
const OLD_EVENT_NAMES: ReadonlyMap<string, EventType> = new Map<string, EventType>([
  ["SENT", "EMAIL_SENT"],
  ["EMAIL_OPENED", "EMAIL_OPEN"],
  ["OPENED", "EMAIL_OPEN"],
  ["LEAD_OPENED", "EMAIL_OPEN"],
  ["EMAIL_CLICKED", "EMAIL_LINK_CLICK"],
  ["CLICKED", "EMAIL_LINK_CLICK"],
  ["LEAD_CLICKED", "EMAIL_LINK_CLICK"],
  ["LINK_CLICKED", "EMAIL_LINK_CLICK"],
  ["EMAIL_REPLIED", "EMAIL_REPLY"],
  ["REPLIED", "EMAIL_REPLY"],
  ["LEAD_REPLIED", "EMAIL_REPLY"],
  ["EMAIL_BOUNCED", "EMAIL_BOUNCE"],
  ["BOUNCED", "EMAIL_BOUNCE"],
  ["LEAD_BOUNCED", "EMAIL_BOUNCE"],
  ["EMAIL_UNSUBSCRIBED", "LEAD_UNSUBSCRIBED"],
  ["UNSUBSCRIBED", "LEAD_UNSUBSCRIBED"],
]);

/** Every name that an account-wide webhook may be registered with. */
export const EVENT_NAMES: readonly string[] = [...EVENT_TYPES, ...OLD_EVENT_NAMES.keys()];

/** The event type that a name of any family means, if any. */
export function eventTypeOfName(name: string): EventType | undefined {
  return isEventType(name) ? name : OLD_EVENT_NAMES.get(name);
}

/** A map as webhooks keep it, from names of any family. Where two names mean one type, the later one decides. */
export function eventTypeMapOf(entries: Iterable<readonly [string, boolean]>): Partial<Record<EventType, boolean>> {
  const map: Partial<Record<EventType, boolean>> = {};
  for (const [name, isSubscribed] of entries) {
    const type = eventTypeOfName(name);
    if (type !== undefined) map[type] = isSubscribed;
  }
  return map;
}
