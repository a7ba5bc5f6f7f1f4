import { definedOnly } from "../base/defined-only.ts";
import type { Delivery } from "../delivery/delivery.ts";
import { ALL_EVENT_TYPES, type AnyEventType } from "../smartlead/events/event-types.ts";
import { parseQuery } from "./query/parse-query.ts";
import { matcherOf, type Query } from "./query/query.ts";

/** Filters for lists of deliveries; absent = any. */
export interface DeliveryFilter {
  readonly state?: string | undefined;
  readonly event_type?: string | undefined;
  readonly campaign_id?: number | undefined;
  readonly webhook_id?: number | undefined;
  /** In the query language (`query/parse-query.ts`). */
  readonly q?: string | undefined;
}

/** A filter prepared for many deliveries. */
interface ReadyFilter {
  /** The part that an index of numbers can answer; matches must still be checked against the whole filter. */
  readonly numbers: Omit<DeliveryFilter, "q">;
  matches(delivery: Delivery): boolean;
}

/** Throws `bad_request` when the query cannot be read. */
export function readyFilter({ q, ...filter }: DeliveryFilter): ReadyFilter {
  const query = q === undefined ? null : parseQuery(q);
  const asks = query === null ? () => true : matcherOf(query);
  const asked = query === null ? {} : indexFilterOf(query);
  return {
    numbers: { ...asked, ...definedOnly(filter) },
    matches: (delivery) => fitsNumbers(delivery, filter) && asks(delivery),
  };
}

function fitsNumbers(delivery: Delivery, filter: Omit<DeliveryFilter, "q">): boolean {
  if (filter.state !== undefined && delivery.state !== filter.state) return false;
  if (filter.event_type !== undefined && delivery.event_type !== filter.event_type) return false;
  if (filter.campaign_id !== undefined && delivery.campaign_id !== filter.campaign_id) return false;
  return filter.webhook_id === undefined || delivery.webhook.id === filter.webhook_id;
}

/** The part of a query that an index of numbers can answer; matches must still be checked against the whole query. */
interface IndexFilter {
  readonly state?: string;
  readonly event_type?: AnyEventType;
  readonly campaign_id?: number;
  readonly webhook_id?: number;
}

/** The required terms that ask for exactly one value. */
function indexFilterOf(query: Query): IndexFilter {
  if (query.kind !== "all") return narrowing(query);
  // Of two terms that contradict each other either will do: nothing matches both.
  return Object.assign({}, ...query.of.map(narrowing));
}

function narrowing(query: Query): IndexFilter {
  if (query.kind === "all") return indexFilterOf(query);
  if (query.kind !== "term" || query.test.kind !== "equals") return {};
  const { value } = query.test;
  if (typeof value === "number") {
    if (query.field === "campaign") return { campaign_id: value };
    return query.field === "webhook" ? { webhook_id: value } : {};
  }
  if (query.field === "state") return { state: value };
  const eventType = query.field === "type" ? ALL_EVENT_TYPES.find((type) => type.toLowerCase() === value) : undefined;
  return eventType === undefined ? {} : { event_type: eventType };
}
