import type { AnyEventType } from "../../smartlead/events/event-types.ts";
import type { WebhookLevel } from "../../smartlead/webhooks/webhook.ts";

/** On the wire: changes to one attempt's bytes, or to its answer. */
export const WIRE_FAULT_KINDS = [
  "lost-response",
  "timeout",
  "reset",
  "slow-body",
  "truncated-body",
  "override-status",
] as const;

/** In the schedule: how many deliveries there are, and when each is due. */
export const SCHEDULE_FAULT_KINDS = ["duplicate", "reorder", "delay", "burst"] as const;

/** In the content: fields of the body. */
const FIELD_FAULT_KINDS = [
  "drop-field",
  "null-field",
  "extra-field",
  "wrong-type",
  "huge-body",
  "stale-timestamp",
  "unknown-event",
] as const;

/** All kinds that change the body as an object, before it is serialized and signed. */
export const BODY_FAULT_KINDS = ["wrong-secret", ...FIELD_FAULT_KINDS] as const;

/** In the answers of SmartLead's REST API. */
export const API_FAULT_KINDS = ["api-status", "api-latency", "api-reset"] as const;

/** All kinds of faults (PRODUCT §9). */
export const FAULT_KINDS = [
  ...WIRE_FAULT_KINDS,
  // Manual: the attempt waits until someone decides.
  "hold",
  ...SCHEDULE_FAULT_KINDS,
  // In the content of the request.
  "malformed-json",
  "wrong-content-type",
  "wrong-secret",
  "bad-signature",
  "missing-header",
  ...FIELD_FAULT_KINDS,
  ...API_FAULT_KINDS,
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/**
 * Selects the attempts, deliveries or calls that a rule applies to, how often, and until when. Durations are texts such as `30s`; a
 * selector that is left out matches all.
 */
export interface FaultSelectors {
  readonly event_type?: AnyEventType | readonly AnyEventType[];
  readonly level?: WebhookLevel;
  readonly campaign_id?: number;
  readonly lead_email?: string;
  /** Numbers of attempts, from 1. Refused for schedule kinds, which act on a whole delivery. */
  readonly attempt?: number | readonly number[];
  /**
   * Of an `api-*` rule: the operation's id, such as `campaigns.status`, or method and path, such as `POST /campaigns/*`; or `sink`, for
   * calls of the sink.
   */
  readonly operation?: string;
  /** 0 to 1, drawn from the seed for each match. */
  readonly probability?: number;
  /** Only the first N matches. */
  readonly first?: number;
  /** Only every Nth match: 3 = the third, the sixth, … */
  readonly every?: number;
  /** Maximum number of times that it is applied; then the rule ends. */
  readonly limit?: number;
  /** On the mock's clock: ISO 8601, or a duration after the rule was armed. The rule does not apply earlier. */
  readonly from?: string;
  /** On the mock's clock: ISO 8601, or a duration after the rule was armed. Then the rule ends. */
  readonly until?: string;
}

/** A rule as it is written: a kind, its selectors, and the kind's own fields (checked by `fault-schema.ts`). */
export interface FaultRule extends FaultSelectors {
  readonly kind: FaultKind;
  readonly [field: string]: unknown;
}

/** An armed rule as the control API, the stream and reports show it. */
export interface FaultView {
  /** `flt_…`. */
  readonly id: string;
  readonly kind: FaultKind;
  /** The rule as it was written, without empty fields. */
  readonly rule: FaultRule;
  /** A sentence with its effect, the deliveries that it applies to, how often and until when. */
  readonly explain: string;
  /** The only event whose deliveries it applies to; `null` = any. */
  readonly event_id: string | null;
  /** ISO 8601 on the mock's clock. */
  readonly armed_at: string;
  /** How often its selectors matched, and how often it was applied. */
  readonly matched: number;
  readonly performed: number;
  /** It will not be applied again. */
  readonly ended: boolean;
}

/** The rules of a mock. */
export interface Faults {
  /** Checks and arms a rule. Throws `bad_request` with one sentence for what is invalid. */
  arm(rule: FaultRule): FaultView;
  /** Newest last; ended rules stay listed until they are disarmed or evicted. */
  list(): readonly FaultView[];
  get(id: string): FaultView | null;
  /** Throws `not_found`. */
  disarm(id: string): FaultView;
  /** Disarms all. */
  clear(): void;
}
