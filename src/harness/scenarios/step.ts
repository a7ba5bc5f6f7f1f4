/** The steps of a scenario; `step-schemas.ts` checks them, and these types and that schema must agree. */
import type { FaultRule } from "../../delivery/faults/fault.ts";
import type { AnyEventType } from "../../smartlead/events/event-types.ts";
import type { Expectation } from "./expectation.ts";
import type { DurationText, Matched, Reference } from "./value-schemas.ts";

/** Every step may have a `name`, which progress and failures show. */
export type Step = { readonly name?: string } & (
  | EmitStep
  | ApiStep
  | ArmStep
  | DisarmStep
  | ReceiverStep
  | WaitStep
  | AdvanceStep
  | SettleStep
  | MockStep
  | ResendStep
  | SetStep
  | ExpectStep
  | RepeatStep
  | ChooseStep
);

export interface EmitStep {
  /** A SmartLead type, or one of the custom dialect. */
  readonly emit: AnyEventType | (string & {});
  /** Binds what was emitted: `${as.event_id}`, `${as.lead_email}`, `${as.delivery.request_id}`, `${as.deliveries[1].id}`; many: `${as[3]…}`. */
  readonly as?: string;
  /** The id or the name of a campaign. */
  readonly campaign?: number | string;
  readonly lead?: string;
  /** Dotted path → value, set in the body. */
  readonly set?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  /** The number of events, at the same time. */
  readonly count?: number;
  /** One event for each row, at the same time; a row's keys take precedence over the step's. */
  readonly table?: readonly Partial<Pick<EmitStep, "emit" | "as" | "campaign" | "lead" | "set" | "body" | "faults">>[];
  readonly faults?: readonly FaultRule[];
}

export interface ApiStep {
  /** `GET /campaigns/${campaign}/analytics`, below `/api/v1`. */
  readonly api: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  /** 200 by default. */
  readonly status?: Matched<number>;
  /** Path into the answer → expected value. */
  readonly answer?: Readonly<Record<string, unknown>>;
  /** Binds `${as.status}`, `${as.body}`, and the events that the call caused: the name refers to their deliveries too. */
  readonly as?: string;
  /** Variable → path into the answer. */
  readonly capture?: Readonly<Record<string, string>>;
}

export interface ArmStep {
  readonly arm: FaultRule | readonly FaultRule[];
  readonly as?: string;
}
export interface DisarmStep {
  readonly disarm: "all" | Reference;
}

export interface ReceiverStep {
  /** Start and stop apply to a command; a script applies to the built-in receiver. */
  readonly receiver: "start" | "stop" | "restart" | readonly ReceiverAnswer[];
}

/** Waits for a real time, or until a condition holds. */
export interface WaitStep {
  readonly wait: DurationText | (Expectation & { readonly within?: DurationText });
}
/** A duration, `next` (the next due time), or an ISO 8601 time. */
export interface AdvanceStep {
  readonly advance: DurationText | "next" | string;
}
/** Waits until these deliveries have settled; the clock moves as far as needed. */
export interface SettleStep {
  readonly settle: "all" | Reference | readonly Reference[];
}
/** `crash`: the mock ends as with kill -9, including attempts in flight. `restart`: it starts again from its persisted data. */
export interface MockStep {
  readonly mock: "crash" | "restart" | "reset";
}
export interface ResendStep {
  readonly resend: Reference;
  readonly request_id?: "same" | "new";
  readonly body?: unknown;
  readonly as?: string;
}
export interface SetStep {
  readonly set_vars: Readonly<Record<string, unknown>>;
}
export interface ExpectStep {
  readonly expect: Expectation | readonly Expectation[];
}
export interface RepeatStep {
  readonly repeat: number /** A variable that counts from 0. */;
  readonly index?: string;
  readonly steps: readonly Step[];
}
/** Runs one of them, chosen by the seed. */
export interface ChooseStep {
  readonly choose: readonly { readonly weight?: number; readonly name?: string; readonly steps: readonly Step[] }[];
}

/** The built-in receiver's response to the next requests, instead of deduplicating and working correctly. */
export interface ReceiverAnswer {
  /** Applies only to requests of this type; to any by default. */
  readonly event?: AnyEventType;
  /** Applies to this many requests, then the next response is used; 1 by default, `always` = for the rest. */
  readonly times?: number | "always";
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Real time before the answer. */
  readonly after?: DurationText;
  /** Whether the work is done (an effect is reported) before this answer; by default `true` for 2xx, `false` without an answer. */
  readonly works?: boolean;
  /** Resets the connection instead of answering, or never answers. */
  readonly instead?: "break" | "hang";
}
