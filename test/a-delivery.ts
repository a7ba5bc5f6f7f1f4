import type { Attempt, Delivery } from "../src/delivery/delivery.ts";

const AT = "2026-01-05T09:00:00.000Z";

/** A queued delivery of a reply, whatever else is said of it. */
export function aDelivery(changes: Partial<Delivery> = {}): Delivery {
  return {
    id: "dlv_1",
    event_id: "evt_1",
    request_id: "0d5b0a4e-7b5f-4c39-9d0a-3f6c5e4b2a11",
    resent_from: null,
    event_type: "EMAIL_REPLY",
    campaign_id: 3600001,
    client_id: 30101,
    lead_email: "ann@example.com",
    webhook: { id: 7, name: "target", level: "user", url: "http://localhost:3000/hook" },
    dialect: "guide",
    state: "queued",
    reason: null,
    attempts: [],
    duplicate: null,
    created_at: AT,
    settled_at: null,
    max_attempts: 3,
    ...changes,
  };
}

/** An attempt that was answered 200, whatever else is said of it. */
export function anAttempt(changes: Partial<Attempt> = {}): Attempt {
  return {
    number: 1,
    started_at: AT,
    ended_at: "2026-01-05T09:00:00.087Z",
    duration_ms: 87,
    outcome: "success",
    status: 200,
    error: null,
    clipped: false,
    faults: [],
    response: null,
    duplicate: null,
    next_attempt_at: null,
    ...changes,
  };
}
