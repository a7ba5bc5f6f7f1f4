import { describe, expect, it } from "vitest";
import { comparisonOf } from "../../../src/capture/recordings/replaying/comparison.ts";
import type { Attempt, Delivery, DuplicateVerdict } from "../../../src/delivery/delivery.ts";
import { aDelivery, anAttempt } from "../journal/a-delivery.ts";

function delivered(status = 200, given: Partial<Attempt> = {}, duplicate: DuplicateVerdict | null = null): Delivery {
  return aDelivery({ state: "delivered", attempts: [anAttempt(1, "success", { status, ...given })], duplicate });
}

function failed(status: number | null, given: Partial<Attempt> = {}): Delivery {
  const outcome = status === null ? "network_error" : status < 500 ? "rejected" : "server_error";
  return aDelivery({ state: "failed", reason: "exhausted", attempts: [anAttempt(1, outcome, { status, ...given })] });
}

const interrupted = aDelivery({ state: "in_flight", attempts: [anAttempt(1, "interrupted")] });
const refused = { error: "ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:3000" };
const retried = aDelivery({
  state: "delivered",
  attempts: [anAttempt(1, "server_error", { status: 500 }), anAttempt(2, "success", { status: 200 })],
});

describe("comparisonOf", () => {
  it.each<[string, Delivery, Delivery, string, string | null]>([
    ["as it was", delivered(), delivered(), "ok", null],
    ["failed before", failed(500), delivered(), "ok", "It had failed (server_error 500), and is delivered now."],
    ["never ended before", interrupted, delivered(), "ok", "The recording has no outcome for it; now it is delivered."],
    [
      "lost by a fault before",
      failed(null, { faults: ["lost-response"] }),
      delivered(),
      "ok",
      "The recording has no outcome for it; now it is delivered.",
    ],
    [
      "fails now",
      delivered(),
      failed(500),
      "fail",
      "It failed: server_error 500; it was success 200 when it was recorded.",
    ],
    [
      "fails now, never ended before",
      interrupted,
      failed(null, refused),
      "fail",
      "It failed: network_error (ECONNREFUSED); the recording does not say how it went.",
    ],
    [
      "fails otherwise",
      failed(500),
      failed(422),
      "fail",
      "It failed: rejected 422; it was server_error 500 when it was recorded.",
    ],
    ["fails as it did", failed(422), failed(422), "warn", "It fails as it did when it was recorded: rejected 422."],
    ["another status", delivered(200), delivered(202), "warn", "It was answered 200, and is answered 202 now."],
    ["more tries", delivered(), retried, "warn", "It took 2 tries instead of 1; the first ended server_error 500."],
    [
      "much slower",
      delivered(200, { duration_ms: 20 }),
      delivered(200, { duration_ms: 2_500 }),
      "warn",
      "It took 2500 ms, and 20 ms when it was recorded.",
    ],
    ["slower, not slow", delivered(200, { duration_ms: 2 }), delivered(200, { duration_ms: 900 }), "ok", null],
    [
      "done twice now",
      delivered(200, {}, "acknowledged"),
      delivered(200, {}, "reprocessed"),
      "fail",
      "The duplicate is reprocessed; it was acknowledged.",
    ],
    [
      "done twice, not judged before",
      delivered(),
      delivered(200, {}, "reprocessed"),
      "fail",
      "The duplicate is reprocessed.",
    ],
    [
      "done twice as before",
      delivered(200, {}, "reprocessed"),
      delivered(200, {}, "reprocessed"),
      "warn",
      "The duplicate is reprocessed, as it was.",
    ],
    [
      "less bad",
      delivered(200, {}, "swallowed"),
      delivered(200, {}, "reprocessed"),
      "warn",
      "The duplicate is reprocessed; it was swallowed.",
    ],
    [
      "no longer proven",
      delivered(200, {}, "acknowledged"),
      delivered(200, {}, "unproven"),
      "warn",
      "The duplicate is unproven; it was acknowledged.",
    ],
    ["now proven", delivered(200, {}, "unproven"), delivered(200, {}, "acknowledged"), "ok", null],
    ["unproven, not judged before", delivered(), delivered(200, {}, "unproven"), "ok", null],
  ])("%s", (_, recorded, now, grade, message) => {
    expect(comparisonOf(recorded, now)).toMatchObject({ grade, message });
  });

  it("tells how it went, then and now", () => {
    expect(comparisonOf(failed(null, refused), { ...retried, duplicate: "unproven" })).toMatchObject({
      recorded: "failed, exhausted: network_error (ECONNREFUSED), took 5 ms",
      now: "delivered in 2 tries: success 200, took 5 ms, duplicate unproven",
    });
  });
});
