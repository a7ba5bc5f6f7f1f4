import { describe, expect, it } from "vitest";
import type { Delivery, DuplicateVerdict } from "../../../src/delivery/delivery.ts";
import type { Fact } from "../../../src/delivery/facts.ts";
import { deliveryIdOf, reduceDelivery } from "../../../src/journal/delivery-reducer.ts";
import type { Entry } from "../../../src/journal/entry.ts";
import { aDelivery, anAttempt } from "./a-delivery.ts";

const delivery_id = "dlv_1";
const LATER = "2026-01-05T09:01:00.000Z";

function folded(...facts: Fact[]): Delivery | undefined {
  return facts.reduce<Delivery | undefined>(
    (delivery, fact, index) => reduceDelivery(delivery, { seq: index + 1, at: LATER, ...fact }),
    undefined,
  );
}

const created: Fact = { type: "delivery.created", delivery: aDelivery() };
const started = (number: number): Fact => ({ type: "attempt.started", delivery_id, attempt: anAttempt(number) });
const failed = (number: number, next_attempt_at: string | null = LATER): Fact => ({
  type: "attempt.finished",
  delivery_id,
  attempt: anAttempt(number, "server_error", { next_attempt_at }),
});
const judged = (attempt_number: number, verdict: DuplicateVerdict): Fact => ({
  type: "delivery.duplicate",
  delivery_id,
  attempt_number,
  verdict,
  evidence: ["seen"],
  explanation: "because",
});

describe("reduceDelivery", () => {
  it("follows a delivery from queued to settled", () => {
    expect(folded(created)).toEqual(aDelivery());
    expect(folded(created, started(1))).toMatchObject({ state: "in_flight", attempts: [{ number: 1, outcome: null }] });
    expect(folded(created, started(1), failed(1))).toMatchObject({
      state: "waiting",
      attempts: [{ number: 1, outcome: "server_error", next_attempt_at: LATER }],
    });
    const settled: Fact = { type: "delivery.settled", delivery_id, state: "failed", reason: "exhausted" };
    expect(folded(created, started(1), failed(1), started(2), failed(2, null), settled)).toMatchObject({
      state: "failed",
      reason: "exhausted",
      settled_at: LATER,
      attempts: [{ number: 1 }, { number: 2, next_attempt_at: null }],
    });
  });

  it("shows the worst verdict of all attempts, also when one is judged again", () => {
    const three = [created, started(1), failed(1), started(2), failed(2), started(3), failed(3)];
    expect(folded(...three, judged(2, "acknowledged"), judged(3, "unproven"))?.duplicate).toBe("unproven");
    expect(folded(...three, judged(2, "reprocessed"), judged(3, "swallowed"))?.duplicate).toBe("swallowed");
    const again = folded(...three, judged(2, "unproven"), judged(2, "effect-once"));
    expect(again?.duplicate).toBe("effect-once");
    expect(again?.attempts[1]?.duplicate).toEqual({
      verdict: "effect-once",
      evidence: ["seen"],
      explanation: "because",
    });
  });

  it("knows nothing of a delivery whose beginning is gone", () => {
    expect(folded(started(1))).toBeUndefined();
  });

  it("changes nothing of what it was given", () => {
    const before = Object.freeze(aDelivery({ attempts: Object.freeze([Object.freeze(anAttempt(1))]) as never }));
    const copy = structuredClone(before);
    reduceDelivery(before, { seq: 1, at: LATER, ...failed(1) } as Entry);
    reduceDelivery(before, { seq: 1, at: LATER, ...judged(1, "refused") } as Entry);
    expect(before).toEqual(copy);
  });
});

describe("deliveryIdOf", () => {
  it("is null for what is about no delivery", () => {
    const at = { seq: 1, at: LATER };
    expect(deliveryIdOf({ ...at, ...created } as Entry)).toBe("dlv_1");
    expect(deliveryIdOf({ ...at, ...started(1) } as Entry)).toBe("dlv_1");
    expect(
      deliveryIdOf({ ...at, type: "effect.seen", key: "k", delivery_id: null, name: null, source: "beacon" }),
    ).toBeNull();
    expect(deliveryIdOf({ ...at, type: "world.changed", change: "reset" })).toBeNull();
  });
});
