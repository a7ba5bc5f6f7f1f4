import { didYouMean } from "../base/did-you-mean.ts";
import { SmartLeadMockError } from "../base/errors.ts";
import { ALL_EVENT_TYPES, type AnyEventType } from "../smartlead/events/event-types.ts";
import type { OwnDialect } from "../smartlead/payloads/own/own-dialect.ts";

/** An event as it is asked for by name. */
export interface NamedEvent {
  readonly eventType: AnyEventType;
  /** The type of one's own that is like it. */
  readonly ownEvent?: string;
}

/** What a name stands for, built in or in the dialect of one's own. Throws `bad_request`, with the name that was probably meant. */
export function eventNamed(name: string, dialect: OwnDialect | null): NamedEvent {
  const eventType = ALL_EVENT_TYPES.find((type) => type === name);
  if (eventType !== undefined) return { eventType };
  const own = dialect?.own.get(name);
  if (own !== undefined) return { eventType: own.like, ownEvent: own.name };
  const known = [...ALL_EVENT_TYPES, ...(dialect?.own.keys() ?? [])];
  const meant = didYouMean(name.slice(0, 60), known);
  const hint = meant === null ? `they are ${known.join(", ")}.` : `did you mean "${meant}"?`;
  throw new SmartLeadMockError("bad_request", `${JSON.stringify(name.slice(0, 60))} is not an event type; ${hint}`);
}

/** Throws `bad_request` for a type of one's own that the dialect does not have, or that is like another event. */
export function mustKnowOwnEvent(
  { eventType, ownEvent }: { readonly eventType: AnyEventType; readonly ownEvent?: string },
  dialect: OwnDialect | null,
): void {
  if (ownEvent === undefined) return;
  const known = eventNamed(ownEvent, dialect);
  if (known.eventType === eventType) return;
  throw new SmartLeadMockError("bad_request", `${ownEvent} is like ${known.eventType}, not like ${eventType}.`);
}
