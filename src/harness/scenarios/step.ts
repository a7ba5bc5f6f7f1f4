/** What a scenario does, step by step; `step-schemas.ts` checks it, and these types and that schema must agree. */
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
  /** One of SmartLead's, or one of the custom dialect. */
  readonly emit: AnyEventType | (string & {});
  /** Binds what was emitted: `${as.event_id}`, `${as.lead_email}`, `${as.delivery.request_id}`, `${as.deliveries[1].id}`; many: `${as[3]…}`. */
  readonly as?: string;
  /** Id, or the name of a campaign. */
  readonly campaign?: number | string;
  readonly lead?: string;
  /** Dotted path → value, set in the body. */
  readonly set?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  /** So many at the same moment. */
  readonly count?: number;
  /** One for each row, at the same moment; a row's keys lie over the step's. */
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
  /** Path into the answer → what must be there. */
  readonly answer?: Readonly<Record<string, unknown>>;
  /** Binds `${as.status}`, `${as.body}`, and the events that the call caused: the name stands for their deliveries too. */
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
  /** Start and stop are for a command; a script is for the built-in receiver. */
  readonly receiver: "start" | "stop" | "restart" | readonly ReceiverAnswer[];
}

/** Real time, or until something holds. */
export interface WaitStep {
  readonly wait: DurationText | (Expectation & { readonly within?: DurationText });
}
/** A duration, `next` (the next due time), or an ISO 8601 time. */
export interface AdvanceStep {
  readonly advance: DurationText | "next" | string;
}
/** Until these deliveries have settled, the clock moving as far as that takes. */
export interface SettleStep {
  readonly settle: "all" | Reference | readonly Reference[];
}
/** `crash`: the mock dies as by kill -9, with what is in flight. `restart`: it starts again on what it had written. */
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
/** One of them, drawn by the seed. */
export interface ChooseStep {
  readonly choose: readonly { readonly weight?: number; readonly name?: string; readonly steps: readonly Step[] }[];
}

/** What the built-in receiver does with the next requests, instead of deduplicating and working as it should. */
export interface ReceiverAnswer {
  /** Only for requests of this type; any by default. */
  readonly event?: AnyEventType;
  /** So many requests, then the next answer counts; 1 by default, `always` = for the rest. */
  readonly times?: number | "always";
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Real time before the answer. */
  readonly after?: DurationText;
  /** The work is done (an effect is reported) before this answer; `true` for 2xx by default, `false` where none comes. */
  readonly works?: boolean;
  /** Breaks the connection off in place of an answer, or never answers. */
  readonly instead?: "break" | "hang";
}
