import type { Delivery } from "../delivery/delivery.ts";

/** Deliveries of one campaign in a time window, by how they stand (smartlead.md §3 summary). */
export interface DeliveryTally {
  readonly total: number;
  readonly delivered: number;
  readonly failed: number;
  readonly pending: number;
  /** Failed ones that have been sent again as another delivery. */
  readonly retriedFailures: number;
  readonly byEventType: Readonly<Record<string, TypeTally>>;
}

export interface TypeTally {
  readonly total: number;
  readonly delivered: number;
  readonly failed: number;
  readonly pending: number;
}

export interface TimeWindow {
  /** Epoch ms on the mock's clock, both ends included. */
  readonly from: number;
  readonly to: number;
}

/** Counts the deliveries of a campaign that were created in the window. */
export function tallyCampaign(deliveries: Iterable<Delivery>, campaignId: number, window: TimeWindow): DeliveryTally {
  const byEventType: Record<string, { total: number; delivered: number; failed: number; pending: number }> = {};
  const resent = new Set<string>();
  const failed: string[] = [];
  for (const delivery of deliveries) {
    if (delivery.resent_from !== null) resent.add(delivery.resent_from);
    if (!isInWindow(delivery, campaignId, window) || delivery.state === "withheld") continue;
    const tally = byEventType[delivery.event_type] ?? { total: 0, delivered: 0, failed: 0, pending: 0 };
    byEventType[delivery.event_type] = tally;
    tally.total += 1;
    if (delivery.state === "delivered") tally.delivered += 1;
    else if (delivery.state === "failed") {
      tally.failed += 1;
      failed.push(delivery.id);
    } else tally.pending += 1;
  }
  const rows = Object.values(byEventType);
  const sum = (key: keyof TypeTally) => rows.reduce((total, row) => total + row[key], 0);
  return {
    total: sum("total"),
    delivered: sum("delivered"),
    failed: sum("failed"),
    pending: sum("pending"),
    retriedFailures: failed.filter((id) => resent.has(id)).length,
    byEventType,
  };
}

/** Those that SmartLead's retrigger sends again: rejected and exhausted ones that have not been sent again yet (PRODUCT §3, §14). */
export function failuresToRetrigger(
  deliveries: Iterable<Delivery>,
  campaignId: number,
  window: TimeWindow,
): readonly Delivery[] {
  const resent = new Set<string>();
  const failed: Delivery[] = [];
  for (const delivery of deliveries) {
    if (delivery.resent_from !== null) resent.add(delivery.resent_from);
    const hasFailed = delivery.reason === "rejected" || delivery.reason === "exhausted";
    if (hasFailed && isInWindow(delivery, campaignId, window)) failed.push(delivery);
  }
  return failed.filter((delivery) => !resent.has(delivery.id));
}

function isInWindow(delivery: Delivery, campaignId: number, { from, to }: TimeWindow): boolean {
  if (delivery.campaign_id !== campaignId) return false;
  const createdAt = Date.parse(delivery.created_at);
  return createdAt >= from && createdAt <= to;
}
