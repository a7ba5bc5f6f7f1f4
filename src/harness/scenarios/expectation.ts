/** The expectations of a scenario; `expectation-schemas.ts` checks them, and these types and that schema must agree. */

import type { AttemptOutcome, DeliveryStateName, DuplicateVerdict, FailureReason } from "../../delivery/delivery.ts";
import type { WebhookLevel } from "../../smartlead/webhooks/webhook.ts";
import type { DurationText, Matched, Reference } from "./value-schemas.ts";

export type Expectation =
  | DeliveryExpectation
  | EventExpectation
  | EffectsExpectation
  | DuplicatesExpectation
  | OrderExpectation
  | SummaryExpectation
  | CountersExpectation
  | CallsExpectation
  | RequestsExpectation
  | LeadExpectation
  | ValueExpectation;

/** About one delivery, or about each if a name refers to many. */
export interface DeliveryExpectation {
  readonly delivery: Reference;
  readonly state?: Matched<DeliveryStateName>;
  readonly reason?: Matched<FailureReason | null>;
  readonly attempts?: Matched<number>;
  readonly outcomes?: readonly AttemptOutcome[];
  readonly statuses?: readonly (number | null)[];
  readonly duplicate?: Matched<DuplicateVerdict | null>;
  /** Between the end of each attempt and the start of the next, on the mock's clock. */
  readonly waits?: readonly DurationText[];
  /** Measured from its creation, on the mock's clock. */
  readonly settled_within?: DurationText;
  /** Fault kinds by attempt; or any that must have affected it. */
  readonly faults?: readonly string[];
  /** Path into the body → value or matcher. */
  readonly payload?: Readonly<Record<string, unknown>>;
  /** Header → value or matcher. */
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly level?: Matched<WebhookLevel>;
}
/** About an event: who gets it, and who is shadowed. */
export interface EventExpectation {
  readonly event: Reference;
  readonly deliveries?: Matched<number>;
  readonly shadowed?: Matched<number>;
  /** A part of the explanation of scope. */
  readonly explanation?: Matched<string>;
}
/** Side effects of the receiver, as counted by evidence; of one delivery, or all. `inconclusive` if none is ever reported. */
export interface EffectsExpectation {
  readonly effects: Matched<number>;
  readonly of?: Reference;
  readonly named?: string;
  readonly source?: "beacon" | "sink" | "api" | "log";
}
/** Verdicts on all duplicates, or on those of one name: verdict → how many attempts. */
export interface DuplicatesExpectation {
  readonly duplicates: Readonly<Partial<Record<DuplicateVerdict, Matched<number>>>>;
  readonly of?: Reference;
}
/** Deliveries in this order, by the arrival of their first attempts or by their settling. */
export interface OrderExpectation {
  readonly order: readonly Reference[];
  readonly by?: "arrival" | "settled";
}
/** The numbers of SmartLead's webhooks summary for a campaign. */
export interface SummaryExpectation {
  readonly summary: Readonly<Record<string, unknown>>;
  readonly campaign?: number | string;
}
/** The mock's counters: `deliveries`, `delivered`, `failed`, `attempts`, … */
export interface CountersExpectation {
  readonly counters: Readonly<Record<string, unknown>>;
}
/** The receiver's calls to SmartLead's API or the sink. */
export interface CallsExpectation {
  readonly calls: Matched<number>;
  readonly of?: Reference;
  readonly operation?: string;
  readonly source?: "api" | "sink";
}
/** Requests that the built-in receiver, or a function, received: in total, or of one name. */
export interface RequestsExpectation {
  readonly requests: Matched<number>;
  readonly of?: Reference;
}
/** The receiver's state of a lead, compared with its state of another lead with the same events. `inconclusive` if nothing shows it. */
export interface LeadExpectation {
  /** The lead's address. */
  readonly lead: string;
  readonly same_state_as: string;
}
/** Any value: `{ value: "${answer.ok}", is: true }`. */
export interface ValueExpectation {
  readonly value: unknown;
  readonly is: unknown;
}
