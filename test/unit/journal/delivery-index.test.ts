import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import type { Delivery, DeliveryStateName } from "../../../src/delivery/delivery.ts";
import type { Fact } from "../../../src/delivery/facts.ts";
import { DeliveryIndex } from "../../../src/journal/delivery-index.ts";
import { MAX_SETTLED_CHARACTERS } from "../../../src/journal/delivery-rows.ts";
import { aDelivery, anAttempt } from "./a-delivery.ts";

let index: DeliveryIndex;

beforeEach(() => {
  index = new DeliveryIndex();
});

function take(...facts: Fact[]): void {
  for (const fact of facts) index.take({ seq: 1, at: "2026-01-05T09:00:00.000Z", ...fact });
}

function add(id: string, given: Partial<Delivery> = {}): void {
  take({ type: "delivery.created", delivery: aDelivery({ id, request_id: `req_${id}`, ...given }) });
}

function settle(id: string, state: DeliveryStateName = "delivered"): void {
  take({ type: "delivery.settled", delivery_id: id, state, reason: null });
}

function ids(filter = {}, limit = 100): string[] {
  return index.list(filter, { limit }).data.map(({ id }) => id);
}

describe("the list", () => {
  it("shows the newest first, without what is sent", () => {
    for (const id of ["a", "b", "c"]) add(id);
    expect(ids()).toEqual(["c", "b", "a"]);
    expect(index.list({}, { limit: 1 }).data[0]).not.toHaveProperty("request");
    expect(index.get("a")?.request?.body).toBe("{}");
  });

  it("pages through everything once, in order, whatever arrives and settles meanwhile", () => {
    const sizes = {
      before: fc.nat(30),
      between: fc.array(fc.nat(4), { maxLength: 30 }),
      limit: fc.integer({ min: 1, max: 7 }),
    };
    fc.assert(
      fc.property(fc.record(sizes), ({ before, between, limit }) => {
        index = new DeliveryIndex();
        for (let number = 0; number < before; number += 1) add(`d${number}`);
        const seen: string[] = [];
        let cursor: string | null = null;
        let page = 0;
        do {
          const { data, next_cursor } = index.list({}, { limit, cursor });
          seen.push(...data.map(({ id }) => id));
          expect(data.length).toBeLessThanOrEqual(limit);
          for (let number = 0; number < (between[page] ?? 0); number += 1) add(`new${page}-${number}`);
          settle(`d${page}`);
          cursor = next_cursor;
          page += 1;
        } while (cursor !== null);
        expect(seen).toEqual(Array.from({ length: before }, (_, number) => `d${before - 1 - number}`));
      }),
    );
  });

  it("has no next page after the last row, not even an empty one", () => {
    for (const id of ["a", "b"]) add(id);
    expect(index.list({}, { limit: 2 }).next_cursor).toBeNull();
    expect(index.list({}, { limit: 1 }).next_cursor).toEqual(expect.any(String));
  });

  it.each(["x", "before-", "before-1x", "-1", "before--1"])("refuses the cursor %j", (cursor) => {
    expect(() => index.list({}, { limit: 1, cursor })).toThrow(
      expect.objectContaining({
        code: "bad_request",
        message: `cursor "${cursor}" is not valid; use the next_cursor of a list.`,
      }),
    );
  });

  it("can be narrowed by state, event type, campaign, webhook and words", () => {
    add("a", { event_type: "EMAIL_OPEN", campaign_id: 2, lead_email: "bob@example.com" });
    add("b", { webhook: { id: 8, name: "slack", level: "campaign", url: "http://localhost/s" } });
    add("c");
    take({ type: "attempt.started", delivery_id: "c", attempt: anAttempt(1) });
    const error = "ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:3000";
    take({
      type: "attempt.finished",
      delivery_id: "c",
      attempt: anAttempt(1, "network_error", { error, next_attempt_at: "2026-01-05T09:01:00.000Z" }),
    });
    settle("b");
    expect(ids({ state: "delivered" })).toEqual(["b"]);
    expect(ids({ state: "waiting" })).toEqual(["c"]);
    expect(ids({ event_type: "EMAIL_OPEN" })).toEqual(["a"]);
    expect(ids({ campaign_id: 2 })).toEqual(["a"]);
    expect(ids({ webhook_id: 8 })).toEqual(["b"]);
    expect(ids({ q: "econnrefused" })).toEqual(["c"]);
    expect(ids({ q: "  EMAIL_REPLY   slack " })).toEqual(["b"]);
    expect(ids({ q: "slack bob" })).toEqual([]);
    expect(ids({ q: "req_a" })).toEqual(["a"]);
    expect(ids({ q: " " })).toEqual(["c", "b", "a"]);
    expect(ids({ state: "queued", q: "bob", campaign_id: 2 })).toEqual(["a"]);
  });
});

describe("what memory holds", () => {
  it("forgets the settled ones that settled first, beyond its limit, and never an open one", () => {
    const step = fc.record({ settles: fc.boolean(), which: fc.nat(40) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: "max" }), fc.integer({ min: 1, max: 6 }), (steps, max) => {
        index = new DeliveryIndex({ maxSettled: max });
        const open: string[] = [];
        const settled: string[] = [];
        for (const [number, { settles, which }] of steps.entries()) {
          const [id] = settles ? open.splice(which % Math.max(1, open.length), 1) : [];
          if (id !== undefined) {
            settle(id);
            settled.push(id);
          } else {
            add(`d${number}`);
            open.push(`d${number}`);
          }
          const expected = new Set([...open, ...settled.slice(-max)]);
          expect(new Set([...index.all()].map((delivery) => delivery.id))).toEqual(expected);
        }
        for (const id of settled.slice(0, -max)) expect(index.withRequestId(`req_${id}`)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("forgets by the characters of bodies too, answers included", () => {
    const body = "x".repeat(MAX_SETTLED_CHARACTERS / 4);
    const request = { url: "", headers: {}, body };
    const response = { headers: {}, body, bytes: body.length, truncated: false };
    add("a", { request });
    add("b", { request });
    add("open", { request });
    take({ type: "attempt.finished", delivery_id: "a", attempt: anAttempt(1, "success", { response }) });
    settle("a");
    settle("b");
    expect(ids()).toEqual(["open", "b", "a"]);
    add("c", { request, attempts: [anAttempt(1, "success", { response })] });
    settle("c");
    expect(ids()).toEqual(["c", "open", "b"]);
  });
});

describe("withRequestId", () => {
  it("knows all deliveries that carry it, oldest first: a resend shares it", () => {
    index = new DeliveryIndex({ maxSettled: 2 });
    add("a", { request_id: "r" });
    add("b");
    add("again", { request_id: "r", resent_from: "a" });
    expect(index.withRequestId("r").map(({ id }) => id)).toEqual(["a", "again"]);
    for (const id of ["a", "b", "again"]) settle(id);
    expect(index.withRequestId("r").map(({ id }) => id)).toEqual(["again"]);
    expect(index.withRequestId("unknown")).toEqual([]);
  });

  it("keeps a settled one as long as a copy of it is open, and judges the copy by it", () => {
    index = new DeliveryIndex({ maxSettled: 2 });
    add("a", { request_id: "r" });
    settle("a");
    add("again", { request_id: "r", resent_from: "a" });
    for (const id of ["b", "c", "d"]) {
      add(id);
      settle(id);
    }
    expect(index.withRequestId("r").map(({ id }) => id)).toEqual(["a", "again"]);
    settle("again");
    expect([...index.all()].map(({ id }) => id)).toEqual(["a", "again"]);
  });

  it("knows nothing after the index was cleared", () => {
    add("a", { request_id: "r" });
    index.clear();
    expect([index.get("a"), index.withRequestId("r"), ids()]).toEqual([undefined, [], []]);
  });
});
