import { didYouMean } from "../base/did-you-mean.ts";
import { SmartLeadMockError } from "../base/errors.ts";
import { printable } from "../base/printable.ts";
import { ALL_EVENT_TYPES, type AnyEventType } from "../smartlead/events/event-types.ts";

/**
 * The event type that a user named, in any letter case, with `-` for `_`. Throws `usage` for an unknown one.
 *
 * @example eventTypeNamed("email-reply") // "EMAIL_REPLY"
 */
export function eventTypeNamed(text: string): AnyEventType {
  const name = text.trim().toUpperCase().replaceAll("-", "_");
  const type = ALL_EVENT_TYPES.find((known) => known === name);
  if (type !== undefined) return type;
  const meant = didYouMean(name, ALL_EVENT_TYPES);
  const hint = meant === null ? `; the events are ${ALL_EVENT_TYPES.join(", ")}.` : `; did you mean ${meant}?`;
  throw new SmartLeadMockError("usage", `There is no event ${JSON.stringify(printable(text))}${hint}`);
}
