import type { Delivery } from "../delivery/delivery.ts";
import { indexFilterOf } from "./query/index-filter.ts";
import { matcherOf } from "./query/match-query.ts";
import { parseQuery } from "./query/parse-query.ts";

/** What a list of deliveries can be narrowed to; absent = any. */
export interface DeliveryFilter {
  readonly state?: string | undefined;
  readonly event_type?: string | undefined;
  readonly campaign_id?: number | undefined;
  readonly webhook_id?: number | undefined;
  /** In the query language (`query/parse-query.ts`). */
  readonly q?: string | undefined;
}

/** A filter made ready to be asked of many deliveries. */
export interface ReadyFilter {
  /** What an index of numbers can answer of it; whatever passes still has to match. */
  readonly numbers: Omit<DeliveryFilter, "q">;
  matches(delivery: Delivery): boolean;
}

/** Throws `bad_request` when the query cannot be read. */
export function readyFilter({ q, ...filter }: DeliveryFilter): ReadyFilter {
  const query = q === undefined ? null : parseQuery(q);
  const asks = query === null ? () => true : matcherOf(query);
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
  return {
    numbers: { ...(query === null ? {} : indexFilterOf(query)), ...given },
    matches: (delivery) => fitsNumbers(delivery, filter) && asks(delivery),
  };
}

function fitsNumbers(delivery: Delivery, filter: Omit<DeliveryFilter, "q">): boolean {
  if (filter.state !== undefined && delivery.state !== filter.state) return false;
  if (filter.event_type !== undefined && delivery.event_type !== filter.event_type) return false;
  if (filter.campaign_id !== undefined && delivery.campaign_id !== filter.campaign_id) return false;
  return filter.webhook_id === undefined || delivery.webhook.id === filter.webhook_id;
}
