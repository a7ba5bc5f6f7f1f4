import type { Attempt, AttemptOutcome, Delivery } from "../../../src/delivery/delivery.ts";

/** A queued delivery, whatever else is said of it. */
export function aDelivery(given: Partial<Delivery> = {}): Delivery {
  return {
    id: "dlv_1",
    event_id: "evt_1",
    request_id: "req_1",
    resent_from: null,
    event_type: "EMAIL_REPLY",
    campaign_id: 1,
    client_id: null,
    lead_email: "ann@example.com",
    webhook: { id: 7, name: "crm", level: "user", url: "http://localhost/hook" },
    dialect: "guide",
    state: "queued",
    reason: null,
    attempts: [],
    duplicate: null,
    created_at: "2026-01-05T09:00:00.000Z",
    settled_at: null,
    max_attempts: 3,
    request: { url: "http://localhost/hook", headers: {}, body: "{}" },
    ...given,
  };
}

/** An attempt in flight, or ended with an outcome. */
export function anAttempt(
  number: number,
  outcome: AttemptOutcome | null = null,
  given: Partial<Attempt> = {},
): Attempt {
  return {
    number,
    started_at: "2026-01-05T09:00:00.000Z",
    ended_at: outcome === null ? null : "2026-01-05T09:00:01.000Z",
    duration_ms: outcome === null ? null : 5,
    outcome,
    status: null,
    error: null,
    clipped: false,
    faults: [],
    response: null,
    duplicate: null,
    next_attempt_at: null,
    ...given,
  };
}
