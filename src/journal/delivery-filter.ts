import type { Delivery } from "../delivery/delivery.ts";

/** What a list of deliveries can be narrowed to; absent = any. */
export interface DeliveryFilter {
  readonly state?: string | undefined;
  readonly event_type?: string | undefined;
  readonly campaign_id?: number | undefined;
  readonly webhook_id?: number | undefined;
  /** Words that must all occur somewhere in ids, event type, lead, webhook, outcome, status, verdict or error. */
  readonly q?: string | undefined;
}

export function matchesFilter(delivery: Delivery, filter: DeliveryFilter): boolean {
  if (filter.state !== undefined && delivery.state !== filter.state) return false;
  if (filter.event_type !== undefined && delivery.event_type !== filter.event_type) return false;
  if (filter.campaign_id !== undefined && delivery.campaign_id !== filter.campaign_id) return false;
  if (filter.webhook_id !== undefined && delivery.webhook.id !== filter.webhook_id) return false;
  return filter.q === undefined || matchesWords(delivery, filter.q);
}

function matchesWords(delivery: Delivery, query: string): boolean {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text = searchTextOf(delivery).toLowerCase();
  return words.every((word) => text.includes(word));
}

function searchTextOf(delivery: Delivery): string {
  const { id, event_id, request_id, event_type, lead_email, webhook, state, reason, duplicate, campaign_id } = delivery;
  const attempts = delivery.attempts.flatMap((attempt) => [attempt.outcome, attempt.status, attempt.error]);
  return [id, event_id, request_id, event_type, campaign_id, lead_email, webhook.name, webhook.level, webhook.url]
    .concat([state, reason, duplicate, ...attempts])
    .filter((part) => part !== null)
    .join("\n");
}
