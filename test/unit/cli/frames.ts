import type { Attempt, Delivery } from "../../../src/delivery/delivery.ts";
import type { Fact } from "../../../src/delivery/facts.ts";
import type { Entry } from "../../../src/journal/entry.ts";

/** A delivery with usual values, some replaced. */
export const aDelivery = (changes: Partial<Delivery> = {}): Delivery => ({
  id: "dlv_1",
  event_id: "evt_1",
  request_id: "3773d6e7-f9c6-4663-a6ed-7eb606dd548a",
  resent_from: null,
  event_type: "EMAIL_REPLY",
  campaign_id: 3_600_001,
  client_id: null,
  lead_email: "ann@acme.example",
  webhook: { id: 670_001, name: "target", level: "user", url: "http://localhost:3000/hook" },
  dialect: "guide",
  state: "queued",
  reason: null,
  attempts: [],
  duplicate: null,
  created_at: "2026-01-05T12:01:58.000Z",
  settled_at: null,
  max_attempts: 3,
  ...changes,
});

/** An attempt that was answered 200, some of it replaced. */
export const anAttempt = (changes: Partial<Attempt> = {}): Attempt => ({
  number: 1,
  started_at: "2026-01-05T12:01:58.000Z",
  ended_at: "2026-01-05T12:01:58.012Z",
  duration_ms: 12.4,
  outcome: "success",
  status: 200,
  error: null,
  clipped: false,
  faults: [],
  response: { headers: {}, body: "", bytes: 0, truncated: false },
  duplicate: null,
  next_attempt_at: null,
  ...changes,
});

export const anEntry = (fact: Fact, seq = 1): Entry => ({ seq, at: "2026-01-05T12:01:58.000Z", ...fact });

export const anEvent = (changes: Partial<Extract<Fact, { type: "event.emitted" }>> = {}): Entry =>
  anEntry({
    type: "event.emitted",
    event_id: "evt_1",
    event_type: "EMAIL_REPLY",
    campaign_id: 3_600_001,
    lead_email: "ann@acme.example",
    cause: "trigger",
    shadowed: [],
    explanation: "No webhook subscribes to EMAIL_REPLY.",
    ...changes,
  });

export const created = (delivery: Delivery): Entry => anEntry({ type: "delivery.created", delivery });

export const finished = (attempt: Attempt, deliveryId = "dlv_1"): Entry =>
  anEntry({ type: "attempt.finished", delivery_id: deliveryId, attempt });

export const settled = (state: Delivery["state"], reason: Delivery["reason"] = null): Entry =>
  anEntry({ type: "delivery.settled", delivery_id: "dlv_1", state, reason });
