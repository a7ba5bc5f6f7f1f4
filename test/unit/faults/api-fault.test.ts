import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideApiFaults as decide, MAX_API_LATENCY_MS, NO_API_FAULT } from "../../../src/delivery/faults/api-fault.ts";
import type { FaultRule } from "../../../src/delivery/faults/fault.ts";
import { FaultRegistry } from "../../../src/delivery/faults/fault-registry.ts";
import type { ApiEffect } from "../../../src/delivery/faults/selecting.ts";

const NOW = Date.UTC(2026, 0, 5, 9);
const CALL = { operation: "campaign.status", method: "POST", path: "/campaigns/1/status" };
const decideApiFaults = (faults: readonly ApiEffect[], nowMs: number) => decide({ forCall: () => faults }, CALL, nowMs);
const aStatus = (changes: Partial<Extract<ApiEffect, { kind: "api-status" }>> = {}): ApiEffect => ({
  kind: "api-status",
  status: 429,
  empty: false,
  ...changes,
});

describe("rules for one call", () => {
  const kinds = fc.constantFrom<FaultRule["kind"]>("api-status", "api-reset", "api-latency");
  const rules = fc.array(fc.record({ kind: kinds, limit: fc.integer({ min: 1, max: 3 }) }), { maxLength: 6 });

  it("that decide the answer are used up one call at a time, in the order in which they were armed", () => {
    fc.assert(
      fc.property(rules, (armed) => {
        const ids = armed.map((_, index) => `flt_${index}`).values();
        const book = new FaultRegistry({
          seed: 1,
          now: () => NOW,
          nextId: () => ids.next().value ?? "",
          onChange: () => {},
        });
        for (const rule of armed) book.arm(rule);
        const wanted = armed.flatMap(({ kind, limit }) => (kind === "api-latency" ? [] : Array(limit).fill(kind)));
        const seen = Array.from({ length: wanted.length + 1 }, () => {
          const { reset, response } = decide(book, CALL, NOW);
          return reset ? "api-reset" : response === null ? "none" : "api-status";
        });
        expect(seen).toEqual([...wanted, "none"]);
        const performed = book.list().filter(({ kind }) => kind !== "api-latency");
        expect(performed.map((view) => view.performed)).toEqual(performed.map(({ rule }) => rule.limit));
      }),
    );
  });
});

describe("what faults do to a call of SmartLead's API", () => {
  it("leaves a call alone that no rule is for", () => {
    expect(decideApiFaults([], NOW)).toBe(NO_API_FAULT);
  });

  it("answers 429 with SmartLead's headers and body", () => {
    expect(decideApiFaults([aStatus({ retry_after: 7 })], NOW).response).toEqual({
      status: 429,
      headers: {
        "x-ratelimit-limit": "60",
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": String(NOW / 1_000 + 7),
        "retry-after": "7",
      },
      body: {
        error: { code: "RATE_LIMIT_EXCEEDED", message: "Rate limit exceeded. Try again in 7 seconds.", retry_after: 7 },
      },
    });
  });

  it("asks to come back after a second where the rule says nothing, and says it of other statuses only when told", () => {
    expect(decideApiFaults([aStatus()], NOW).response?.headers["retry-after"]).toBe("1");
    const busy = decideApiFaults([aStatus({ status: 503, retry_after: 5 })], NOW);
    expect(busy.response?.headers).toEqual({ "retry-after": "5" });
  });

  it.each([
    [500, { error: "Internal Server Error" }],
    [503, { error: "Service Unavailable" }],
    [401, { message: "Invalid API Key" }],
    [418, { error: "Error 418" }],
    [200, {}],
  ])("answers %i in SmartLead's shape", (status, body) => {
    expect(decideApiFaults([aStatus({ status })], NOW).response).toEqual({
      status,
      body,
      headers: {},
    });
  });

  it("answers an empty 200 whatever the status was to be", () => {
    expect(decideApiFaults([aStatus({ empty: true })], NOW).response).toEqual({ status: 200, body: {}, headers: {} });
  });

  it("adds latencies up to a bound, and lets the first status count", () => {
    const faults = [
      { kind: "api-latency", by: 200 },
      { kind: "api-latency", by: 300 },
      aStatus({ status: 503 }),
      aStatus({ status: 500 }),
    ] as const;
    const decision = decideApiFaults(faults, NOW);
    expect(decision.latencyMs).toBe(500);
    expect(decision.response?.status).toBe(503);
    const long = { kind: "api-latency", by: MAX_API_LATENCY_MS } as const;
    expect(decideApiFaults([long, long], NOW).latencyMs).toBe(MAX_API_LATENCY_MS);
  });

  it("answers nothing where the connection breaks", () => {
    expect(decideApiFaults([aStatus(), { kind: "api-reset" }], NOW)).toEqual({
      latencyMs: 0,
      reset: true,
      response: null,
    });
  });
});
