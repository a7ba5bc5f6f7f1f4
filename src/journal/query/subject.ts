import type { Attempt, Delivery, DeliveryWebhook } from "../../delivery/delivery.ts";

/** The subject of a query: a delivery, or in a console an event that reached no webhook, whose delivery fields are `null`. */
export interface QuerySubject {
  readonly id: string;
  readonly event_id: string;
  readonly request_id: string;
  readonly resent_from: string | null;
  readonly event_type: string;
  readonly campaign_id: number | null;
  readonly client_id: number | null;
  readonly lead_email: string | null;
  readonly webhook: DeliveryWebhook | null;
  readonly dialect: string | null;
  readonly state: Delivery["state"] | null;
  readonly reason: Delivery["reason"];
  readonly attempts: readonly Attempt[];
  readonly duplicate: Delivery["duplicate"];
  /** ISO 8601 on the mock's clock. */
  readonly created_at: string;
  readonly settled_at: string | null;
}
