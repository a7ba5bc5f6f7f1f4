import { describe, expect, it } from "vitest";
import type { Delivery } from "../../../src/delivery/delivery.ts";
import { failuresToRetrigger, tallyCampaign } from "../../../src/journal/campaign-tally.ts";
import { isoFromMs } from "../../../src/time/iso.ts";
import { aDelivery } from "./a-delivery.ts";

const WINDOW = { from: 1_000, to: 2_000 };

function a(id: string, given: Partial<Delivery> = {}): Delivery {
  return aDelivery({ id, created_at: isoFromMs(1_500), ...given });
}

const failed = { state: "failed", reason: "exhausted" } as const;

describe("tallyCampaign", () => {
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
    expect(tallyCampaign(deliveries, 1, WINDOW)).toEqual({
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
    expect(tallyCampaign([a("1", { created_at: isoFromMs(createdAt) })], 1, WINDOW).total).toBe(total);
  });

  it("counts a failure as retried once it has been sent again, even when that was after the window", () => {
    const deliveries = [a("1", failed), a("2", failed), a("again", { resent_from: "1", created_at: isoFromMs(9_000) })];
    expect(tallyCampaign(deliveries, 1, WINDOW)).toMatchObject({ total: 2, failed: 2, retriedFailures: 1 });
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
    expect(failuresToRetrigger(deliveries, 1, WINDOW).map(({ id }) => id)).toEqual(["exhausted", "rejected", "again"]);
  });
});
