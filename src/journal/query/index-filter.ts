import { ALL_EVENT_TYPES, type AnyEventType } from "../../smartlead/events/event-types.ts";
import type { Query } from "./query.ts";

/** What of a query an index of numbers can answer; what it finds still has to be asked the whole query. */
export interface IndexFilter {
  readonly state?: string;
  readonly event_type?: AnyEventType;
  readonly campaign_id?: number;
  readonly webhook_id?: number;
}

/** The terms that have to hold and ask for exactly one value. */
export function indexFilterOf(query: Query): IndexFilter {
  if (query.kind !== "all") return narrowing(query);
  // One of two that contradict each other is as good as the other: nothing will be found.
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
