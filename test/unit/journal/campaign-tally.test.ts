import { describe, expect, it } from "vitest";
import { isoFromMs } from "../../../src/base/time/iso.ts";
import type { Delivery } from "../../../src/delivery/delivery.ts";
import { CampaignTallies, type TimeWindow } from "../../../src/journal/campaign-tally.ts";
import { DeliveryIndex } from "../../../src/journal/delivery-index.ts";
import { fieldsOf } from "../../../src/journal/delivery-rows.ts";
import { EvictedCounts, MAX_PAST_BUCKETS } from "../../../src/journal/evicted-counts.ts";
import { aDelivery } from "./a-delivery.ts";

const WINDOW = { from: 1_000, to: 2_000 };

function a(id: string, given: Partial<Delivery> = {}): Delivery {
  return aDelivery({ id, created_at: isoFromMs(1_500), ...given });
}

/** An index that holds these deliveries; settled ones beyond the last `held` live on as counts. */
function indexOf(deliveries: readonly Delivery[], held = 100): DeliveryIndex {
  const index = new DeliveryIndex({ maxSettled: held });
  const at = isoFromMs(1_500);
  for (const delivery of deliveries) {
    index.take({ seq: 1, at, type: "delivery.created", delivery });
    const { id, state, reason } = delivery;
    if (state === "delivered" || state === "failed" || state === "withheld")
      index.take({ seq: 1, at, type: "delivery.settled", delivery_id: id, state, reason });
  }
  return index;
}

function pastTotal(evicted: EvictedCounts, window: TimeWindow): number {
  const book = new CampaignTallies();
  evicted.tallyInto(book, 1, window);
  return book.tally().total;
}

const failed = { state: "failed", reason: "exhausted" } as const;

describe("summary", () => {
  it("counts a campaign's deliveries by how they stand, per event type and in all", () => {
    const deliveries = [
      a("1", { state: "delivered" }),
      a("2", failed),
      a("3", { state: "waiting" }),
      a("4", { state: "queued", event_type: "EMAIL_OPEN" }),
      a("5", { state: "in_flight", event_type: "EMAIL_OPEN" }),
      a("6", { state: "delivered", event_type: "EMAIL_OPEN" }),
      a("elsewhere", { campaign_id: 2 }),
      a("nowhere", { campaign_id: null }),
      a("withheld", { state: "withheld" }),
    ];
    expect(indexOf(deliveries).summary(1, WINDOW)).toEqual({
      total: 6,
      delivered: 2,
      failed: 1,
      pending: 3,
      retriedFailures: 0,
      byEventType: {
        EMAIL_REPLY: { total: 3, delivered: 1, failed: 1, pending: 1 },
        EMAIL_OPEN: { total: 3, delivered: 1, failed: 0, pending: 2 },
      },
    });
  });

  it.each([
    [999, 0],
    [1_000, 1],
    [2_000, 1],
    [2_001, 0],
  ])("takes both ends of the window in: created at %d counts %d", (createdAt, total) => {
    expect(indexOf([a("1", { created_at: isoFromMs(createdAt) })]).summary(1, WINDOW).total).toBe(total);
  });

  it("counts a failure as retried once it has been sent again, even when that was after the window", () => {
    const deliveries = [a("1", failed), a("2", failed), a("again", { resent_from: "1", created_at: isoFromMs(9_000) })];
    expect(indexOf(deliveries).summary(1, WINDOW)).toMatchObject({ total: 2, failed: 2, retriedFailures: 1 });
  });
});

describe("failuresToRetrigger", () => {
  it("takes what was rejected or exhausted in the window and not sent again yet, oldest first", () => {
    const deliveries = [
      a("exhausted", failed),
      a("rejected", { state: "failed", reason: "rejected" }),
      a("disabled", { state: "failed", reason: "disabled" }),
      a("delivered", { state: "delivered" }),
      a("sent again", failed),
      a("too old", { ...failed, created_at: isoFromMs(999) }),
      a("elsewhere", { ...failed, campaign_id: 2 }),
      a("again", { ...failed, resent_from: "sent again" }),
    ];
    const { count, ids } = indexOf(deliveries).failuresToRetrigger([1], WINDOW);
    expect([count, ...ids]).toEqual([3, "exhausted", "rejected", "again"]);
  });
});

describe("what is held nowhere any more", () => {
  it("still counts, by the minute of its creation", () => {
    const many = Array.from({ length: 12 }, (_, at) => a(`d${at}`, { state: "delivered" }));
    const index = indexOf([...many, a("failed", failed), a("again", { resent_from: "failed", state: "delivered" })], 1);
    expect([...index.all()]).toHaveLength(1);
    expect(index.summary(1, WINDOW)).toMatchObject({ total: 14, delivered: 13, failed: 1 });
    expect(index.summary(1, { from: 60_000, to: 120_000 }).total).toBe(0);
    expect(index.summary(2, WINDOW).total).toBe(0);
  });

  it("survives being saved", () => {
    const index = indexOf([a("1", failed), a("2", { state: "delivered" }), a("3", { state: "delivered" })], 1);
    const evicted = new EvictedCounts();
    evicted.restore(JSON.parse(JSON.stringify(index.evicted.save())));
    expect(evicted.save()).toEqual(index.evicted.save());
    expect(pastTotal(evicted, WINDOW)).toBe(2);
  });

  it("stays bounded by growing coarser, and loses no count", () => {
    const evicted = new EvictedCounts();
    const count = MAX_PAST_BUCKETS * 3;
    for (let minute = 0; minute < count; minute += 1) {
      const delivery = a(`d${minute}`, { state: "delivered", created_at: isoFromMs(minute * 60_000) });
      evicted.add(fieldsOf({ order: minute, isResent: false, delivery }));
    }
    expect(evicted.save().buckets.length).toBeLessThanOrEqual(MAX_PAST_BUCKETS);
    expect(pastTotal(evicted, { from: 0, to: count * 60_000 })).toBe(count);
    const half = pastTotal(evicted, { from: 0, to: (count / 2) * 60_000 });
    expect(Math.abs(half - count / 2)).toBeLessThanOrEqual(4);
  });
});
