import type { ClockMode } from "../base/time/clock.ts";
import type { EventCause } from "../smartlead/events/event.ts";
import type { SeenEventType } from "../smartlead/events/event-types.ts";
import type { WebhookLevel, WebhookView } from "../smartlead/webhooks/webhook.ts";
import type { Attempt, Delivery, DeliveryStateName, DuplicateFinding, FailureReason } from "./delivery.ts";
import type { FaultView } from "./faults/fault.ts";

/** The possible results of a check of `verify`: the grades of a report. */
export const CHECK_GRADES = ["ok", "warn", "fail", "inconclusive", "skip"] as const;

/** The position of a check within a `verify` run. */
export interface CheckPlace {
  /** `SL-4.2`. */
  readonly check: string;
  /** The behaviour of a correct receiver. */
  readonly title: string;
  /** The topic, such as `Idempotency`. */
  readonly group: string;
  /** Counts from 1 in the order in which checks run… */
  readonly number: number;
  /** …to this. */
  readonly of: number;
}

/** The points at which an attempt can be held, and the possible decisions. */
export const HELD_AT = ["request", "answer"] as const;
export type HeldAt = (typeof HELD_AT)[number];
export const HOLD_CHANGES = ["held", "released", "answered", "dropped", "expired", "cut"] as const;
export type HoldChange = (typeof HOLD_CHANGES)[number];

/** A webhook that did not get the event because of another webhook, a filter or its state, with the reason. */
export interface ShadowedWebhook {
  readonly webhook_id: number;
  readonly level: WebhookLevel;
  readonly reason: string;
}

/** A fact before the journal adds its number and time. */
export type Fact =
  | {
      readonly type: "event.emitted";
      readonly event_id: string;
      readonly event_type: SeenEventType;
      readonly campaign_id: number | null;
      readonly lead_email: string | null;
      readonly cause: EventCause;
      readonly shadowed: readonly ShadowedWebhook[];
      readonly explanation: string;
    }
  | { readonly type: "delivery.created"; readonly delivery: Delivery }
  | { readonly type: "attempt.started"; readonly delivery_id: string; readonly attempt: Attempt }
  | { readonly type: "attempt.finished"; readonly delivery_id: string; readonly attempt: Attempt }
  | {
      readonly type: "delivery.settled";
      readonly delivery_id: string;
      readonly state: DeliveryStateName;
      readonly reason: FailureReason | null;
    }
  | ({
      readonly type: "delivery.duplicate";
      readonly delivery_id: string;
      readonly attempt_number: number;
    } & DuplicateFinding)
  | {
      readonly type: "effect.seen";
      readonly key: string;
      readonly delivery_id: string | null;
      readonly name: string | null;
      readonly source: "beacon" | "sink" | "api" | "log";
      readonly fingerprint?: string;
      readonly value?: string;
    }
  | {
      readonly type: "webhook.changed";
      readonly change: "created" | "updated" | "deleted" | "disabled";
      readonly webhook: WebhookView;
    }
  | { readonly type: "clock.changed"; readonly mode: ClockMode; readonly speed: number; readonly now: string }
  | {
      readonly type: "fault.changed";
      readonly change: "armed" | "disarmed" | "ended";
      readonly fault: FaultView;
    }
  | {
      readonly type: "hold.changed";
      readonly delivery_id: string;
      readonly attempt_number: number;
      readonly held_at: HeldAt;
      readonly change: HoldChange;
    }
  | { readonly type: "world.changed"; readonly change: string }
  | {
      readonly type: "scenario.step";
      readonly scenario: string;
      readonly step: number;
      readonly path: string;
      readonly name: string;
      readonly state: "begun" | "passed" | "failed";
    }
  | ({ readonly type: "check.started" } & CheckPlace)
  | ({
      readonly type: "check.finished";
      readonly grade: (typeof CHECK_GRADES)[number];
      readonly reason: string | null;
      readonly duration_ms: number;
    } & CheckPlace);
