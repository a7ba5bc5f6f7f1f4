import { definedOnly } from "../base/defined-only.ts";
import { didYouMean } from "../base/did-you-mean.ts";
import { SmartLeadMockError } from "../base/errors.ts";
import { ALL_EVENT_TYPES, type AnyEventType } from "../smartlead/events/event-types.ts";
import type { OwnDialect } from "../smartlead/payloads/own/own-dialect.ts";
import { type DeliverySettings, nameOfDialect } from "./delivery-plan.ts";

/** An event as it is asked for by name. */
export interface NamedEvent {
  readonly eventType: AnyEventType;
  /** The custom type that is like it. */
  readonly ownEvent?: string;
}

/** What a name stands for, built in or in the custom dialect. Throws `bad_request`, with the name that was probably meant. */
export function eventNamed(name: string, dialect: OwnDialect | null): NamedEvent {
  const eventType = ALL_EVENT_TYPES.find((type) => type === name);
  if (eventType !== undefined) return { eventType };
  const own = dialect?.own.get(name);
  if (own !== undefined) return { eventType: own.like, ownEvent: own.name };
  const known = [...ALL_EVENT_TYPES, ...(dialect?.own.keys() ?? [])];
  const meant = didYouMean(name.slice(0, 60), known);
  const hint = meant === null ? `the event types are ${known.join(", ")}.` : `did you mean "${meant}"?`;
  throw new SmartLeadMockError("bad_request", `${JSON.stringify(name.slice(0, 60))} is not an event type; ${hint}`);
}

/** Throws `bad_request` for a custom type that the dialect does not have, or that is like another event. */
export function mustKnowOwnEvent(
  { eventType, ownEvent }: { readonly eventType: AnyEventType; readonly ownEvent?: string },
  dialect: OwnDialect | null,
): void {
  if (ownEvent === undefined) return;
  const known = eventNamed(ownEvent, dialect);
  if (known.eventType === eventType) return;
  throw new SmartLeadMockError("bad_request", `${ownEvent} is like ${known.eventType}, not like ${eventType}.`);
}

/** The dialect that is sent, and the event types that it adds, as the state shows them. */
export function dialectView(settings: Pick<DeliverySettings, "dialect" | "ownDialect">): DialectView {
  const own = [...(settings.ownDialect?.own.values() ?? [])].map(({ name, like }) => ({ name, like }));
  return definedOnly({ dialect: nameOfDialect(settings), own_events: own.length === 0 ? undefined : own });
}

interface DialectView {
  readonly dialect: string;
  readonly own_events?: readonly { readonly name: string; readonly like: AnyEventType }[];
}

/** Of the events of a type, every so many is followed by a custom one that is like it. */
const OWN_EVERY = 3;

/** Which custom event types the traffic and the account's own life make: none by itself, each after events that it is like. */
export class OwnTraffic {
  readonly #dialect: OwnDialect | null;
  readonly #seen = new Map<AnyEventType, number>();

  constructor(dialect: OwnDialect | null) {
    this.#dialect = dialect;
  }

  /** Makes those that follow these events, to the same leads; the first from the start, so that a short run has each. */
  following<Emitted extends Happened>(
    events: readonly Emitted[],
    mock: Emitting<Emitted>,
    cause: Cause,
  ): readonly Emitted[] {
    return events.flatMap(({ event_id: id, event_type: eventType }) => {
      const event = mock.event(id);
      const to = definedOnly({
        campaignId: event?.campaign_id ?? undefined,
        leadEmail: event?.lead_email ?? undefined,
      });
      return this.#after(eventType).flatMap((ownEvent) => mock.emit({ eventType, ownEvent, cause, ...to }));
    });
  }

  #after(type: AnyEventType): readonly string[] {
    const like = [...(this.#dialect?.own.values() ?? [])].filter((own) => own.like === type);
    if (like.length === 0) return [];
    const seen = this.#seen.get(type) ?? 0;
    this.#seen.set(type, seen + 1);
    return seen % OWN_EVERY === 0 ? like.map(({ name }) => name) : [];
  }
}

/** What made the events that they follow. */
type Cause = "traffic" | "world";

interface Happened {
  readonly event_id: string;
  readonly event_type: AnyEventType;
}

/** The parts of a mock that make them. */
interface Emitting<Emitted> {
  event(id: string): { readonly campaign_id: number | null; readonly lead_email: string | null } | null;
  emit(request: NamedEvent & { cause: Cause; campaignId?: number; leadEmail?: string }): readonly Emitted[];
}
