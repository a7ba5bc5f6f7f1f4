import { describe, expect, it } from "vitest";
import type { Attempt, Delivery, ReceiverCall } from "../../../src/delivery/delivery.ts";
import { deliveryTimeline, TIMELINE_LIMIT } from "../../../src/reports/delivery-timeline.ts";
import { anAttempt as anyAttempt, aDelivery as anyDelivery } from "../../a-delivery.ts";

const at = (minutes: number, ms = 0) => new Date(Date.UTC(2026, 0, 5, 9, minutes, 0, ms)).toISOString();

function anAttempt(parts: Partial<Attempt> = {}): Attempt {
  return anyAttempt({ started_at: at(0), ended_at: at(0), duration_ms: 3.21, ...parts });
}

function aDelivery(parts: Partial<Delivery> = {}): Delivery {
  return anyDelivery({ state: "delivered", attempts: [anAttempt()], created_at: at(0), settled_at: at(0), ...parts });
}

function aCall(parts: Partial<ReceiverCall> = {}): ReceiverCall {
  return {
    at: at(0),
    source: "api",
    method: "POST",
    path: "/api/v1/campaigns/1/status",
    status: 200,
    operation: "campaign-status",
    delivery_id: "dlv_1",
    attributed_by: "lead",
    is_ambiguous: false,
    repeats: false,
    is_effect: true,
    ...parts,
  };
}

const texts = (story: Parameters<typeof deliveryTimeline>[0]) =>
  deliveryTimeline(story).map((line) => `${line.at.slice(11)} ${line.text}`);

describe("the timeline of a delivery", () => {
  it("tells its life in order, also where the clock stood still", () => {
    const lost = anAttempt({
      faults: ["lost-response"],
      outcome: "network_error",
      status: null,
      error: "ECONNRESET: the answer was lost",
      next_attempt_at: at(1),
    });
    const duplicate = { verdict: "reprocessed", evidence: ["Two effects crm."], explanation: "Done twice." } as const;
    const again = anAttempt({ number: 2, started_at: at(1), ended_at: at(1), duplicate });
    const story = {
      delivery: aDelivery({ attempts: [lost, again], settled_at: at(1), duplicate: "reprocessed" }),
      explanation: "Only user-level webhooks get it.",
      effects: [
        { at: at(1), name: "crm", source: "beacon" },
        { at: at(0), name: "crm", source: "beacon" },
        { at: at(2), name: null, source: "api" },
      ],
      calls: [aCall(), aCall({ at: at(1), source: "sink", path: "/_mock/sink/contacts", attributed_by: null })],
    } as const;
    expect(texts(story)).toMatchInlineSnapshot(`
      [
        "09:00:00.000Z created: dlv_1, EMAIL_REPLY of ann@example.com in campaign 3600001 for webhook 7 (user level) in dialect guide. Only user-level webhooks get it.",
        "09:00:00.000Z attempt 1 of 3 starts, affected by lost-response",
        "09:00:00.000Z effect crm seen (beacon)",
        "09:00:00.000Z the receiver calls SmartLead's API: POST /api/v1/campaigns/1/status, answered 200, known by its lead",
        "09:00:00.000Z attempt 1 ends: network_error, ECONNRESET: the answer was lost, next try in 1m",
        "09:01:00.000Z attempt 2 of 3 starts",
        "09:01:00.000Z effect crm seen (beacon)",
        "09:01:00.000Z the receiver calls the sink: POST /_mock/sink/contacts, answered 200",
        "09:01:00.000Z attempt 2 ends: success 200",
        "09:01:00.000Z duplicate reprocessed: Done twice.",
        "09:01:00.000Z evidence: Two effects crm.",
        "09:01:00.000Z settled: delivered",
        "09:02:00.000Z effect seen (api)",
      ]
    `);
  });

  it("says why nothing was sent, and how an open delivery stands", () => {
    const bare = { explanation: null, effects: [], calls: [] };
    const withheld = aDelivery({ state: "withheld", attempts: [], withheld_because: "A fault lost the event." });
    expect(texts({ ...bare, delivery: withheld }).at(-1)).toBe(
      "09:00:00.000Z settled: withheld, A fault lost the event.",
    );
    const failed = aDelivery({ state: "failed", reason: "exhausted" });
    expect(texts({ ...bare, delivery: failed }).at(-1)).toBe("09:00:00.000Z settled: failed, exhausted");
    const waiting = aDelivery({
      state: "waiting",
      settled_at: null,
      attempts: [anAttempt({ ended_at: at(3), clipped: true, outcome: "timeout", status: null })],
    });
    expect(texts({ ...bare, delivery: waiting }).slice(-2)).toEqual([
      "09:03:00.000Z attempt 1 ends: timeout, cut before 30 real seconds",
      "09:03:00.000Z not settled: waiting",
    ]);
    const open = aDelivery({
      state: "in_flight",
      settled_at: null,
      attempts: [anAttempt({ ended_at: null, outcome: null, status: null })],
    });
    expect(texts({ ...bare, delivery: open }).slice(-2)).toEqual([
      "09:00:00.000Z attempt 1 of 3 starts",
      "09:00:00.000Z not settled: in_flight",
    ]);
    const resent = aDelivery({ resent_from: "dlv_0" });
    expect(texts({ ...bare, delivery: resent })[0]).toContain("sent again from dlv_0.");
  });

  it("keeps the beginning and the end of a long one, and holds no real duration", () => {
    const attempts = Array.from({ length: 300 }, (_, index) =>
      anAttempt({ number: index + 1, started_at: at(index), ended_at: at(index) }),
    );
    const story = { delivery: aDelivery({ attempts, settled_at: at(299) }), explanation: null, effects: [], calls: [] };
    const lines = deliveryTimeline(story);
    expect(lines).toHaveLength(TIMELINE_LIMIT + 1);
    expect(lines[TIMELINE_LIMIT / 2]?.text).toBe("… 522 lines are left out …");
    expect(lines.at(-1)?.text).toBe("settled: delivered");
    const slower = attempts.map((attempt) => ({ ...attempt, duration_ms: 999 }));
    expect(deliveryTimeline({ ...story, delivery: aDelivery({ attempts: slower, settled_at: at(299) }) })).toEqual(
      lines,
    );
  });
});
