import type { Attempt, AttemptOutcome, Delivery } from "../../../src/delivery/delivery.ts";
import { anAttempt as anyAttempt, aDelivery as anyDelivery } from "../../a-delivery.ts";

/** A queued delivery with its request, whatever else is said of it. */
export function aDelivery(given: Partial<Delivery> = {}): Delivery {
  return anyDelivery({
    request_id: "req_1",
    campaign_id: 1,
    client_id: null,
    webhook: { id: 7, name: "crm", level: "user", url: "http://localhost/hook" },
    request: { url: "http://localhost/hook", headers: {}, body: "{}" },
    ...given,
  });
}

/** An attempt in flight, or ended with an outcome. */
export function anAttempt(
  number: number,
  outcome: AttemptOutcome | null = null,
  given: Partial<Attempt> = {},
): Attempt {
  return anyAttempt({
    number,
    ended_at: outcome === null ? null : "2026-01-05T09:00:01.000Z",
    duration_ms: outcome === null ? null : 5,
    outcome,
    status: null,
    ...given,
  });
}
