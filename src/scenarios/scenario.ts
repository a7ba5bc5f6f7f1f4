/** A scenario as it is written, in YAML or with `defineScenario`; `scenario-schema.ts` checks it, and these types and that schema must agree. */

import type { AttemptOutcome, DeliveryStateName, DuplicateVerdict, FailureReason } from "../delivery/delivery.ts";
import type { PolicyName } from "../delivery/retry-policies.ts";
import type { AnyEventType, EventType } from "../events/event-types.ts";
import type { FaultRule } from "../faults/fault.ts";
import type { WebhookLevel } from "../webhooks/webhook.ts";

/** A text such as `30s`, `5m`, `1h30m`. */
export type DurationText = string;
/** A name that an earlier step bound with `as`, optionally with a place: `reply`, `replies[2]`. */
export type Reference = string;
/** Texts of steps, world, webhooks and variables may hold `${…}`: a variable, a name bound with `as` or `capture`, and a path into it. A text that is nothing else keeps the value's type. */

export interface Scenario {
  readonly name: string;
  readonly description?: string;
  /** Tags: pains of the reference's section 5, kinds of failure. For people and for `run --list`. */
  readonly covers?: readonly string[];
  /** What must have been given on the command line (`run --secret`, `run -- COMMAND`); the scenario is skipped, with that reason, where it is missing. */
  readonly needs?: readonly ("secret" | "command")[];
  readonly seed?: number;
  /** ISO 8601; where the mock's clock starts. 2026-01-05T09:00:00Z unless given. */
  readonly now?: string;
  /** `virtual` unless given. */
  readonly clock?: "virtual" | "manual" | "real";
  readonly speed?: number;
  /** Campaigns run by their schedules, for so long on the mock's clock. */
  readonly world_time?: DurationText;
  readonly policy?:
    | PolicyName
    | {
        readonly name?: PolicyName;
        readonly tries?: number;
        readonly waits?: readonly DurationText[];
        readonly timeout?: DurationText | "none";
      };
  readonly dialect?: "guide" | "live" | "core";
  readonly secret?: string;
  readonly secret_key?: string;
  readonly scope?: "priority" | "unmapped-only";
  readonly rate_limit?: string;
  readonly min_timeout?: DurationText;
  /** Where deliveries go when no target is given on the command line: a URL, or the built-in receiver (the default), or a command. */
  readonly receiver?: ScenarioReceiver;
  /** A world file's path (from the scenario's folder), or what would stand in it. */
  readonly world?: string | Readonly<Record<string, unknown>>;
  /** One of user level for all eleven events unless given. `url` is the receiver's unless given. */
  readonly webhooks?: readonly ScenarioWebhook[];
  /** Values that `${name}` stands for. */
  readonly vars?: Readonly<Record<string, unknown>>;
  /** Armed from the start. */
  readonly faults?: readonly FaultRule[];
  readonly steps: readonly Step[];
}

/** Exactly one of `url`, `command` and `answers`; the built-in receiver with no script when all are left out. */
export interface ScenarioReceiver {
  readonly url?: string;
  /** Started before the first step with PORT, SMARTLEAD_MOCK_URL, SMARTLEAD_API_BASE and SMARTLEAD_API_KEY; its whole process group is stopped afterwards. */
  readonly command?: string | readonly string[];
  /** Path of a command's endpoint; `/webhooks/smartlead` unless given. */
  readonly path?: string;
  /** A script for the built-in receiver. */
  readonly answers?: readonly ReceiverAnswer[];
}

/** What the built-in receiver does with the next requests, instead of deduplicating and working as it should. */
export interface ReceiverAnswer {
  /** Only for requests of this type; any unless given. */
  readonly event?: AnyEventType;
  /** So many requests, then the next answer counts; 1 unless given, `always` = for the rest. */
  readonly times?: number | "always";
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Real time before the answer. */
  readonly after?: DurationText;
  /** The work is done (an effect is reported) before this answer; `true` for 2xx unless given, `false` where none comes. */
  readonly works?: boolean;
  /** Breaks the connection off in place of an answer, or never answers. */
  readonly instead?: "break" | "hang";
}

export interface ScenarioWebhook {
  readonly level: WebhookLevel;
  readonly events?: readonly EventType[];
  readonly name?: string;
  readonly client_id?: number;
  readonly campaign_id?: number;
  readonly categories?: readonly (string | number)[];
  readonly url?: string;
}

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
  readonly emit: AnyEventType;
  /** Binds what was emitted: `${as.event_id}`, `${as.lead_email}`, `${as.delivery.request_id}`, `${as.deliveries[1].id}`; many: `${as[3]…}`. */
  readonly as?: string;
  /** Id, or the name of a campaign. */
  readonly campaign?: number | string;
  readonly lead?: string;
  /** Dotted path → value, laid over the body. */
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
  /** 200 unless given. */
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

/** A value that must be equal, or what it must fulfil; several of these words in one object count together. `{ not: … }` turns a matcher around. */
export type Matcher =
  | { readonly matches: string }
  | { readonly contains: unknown }
  | { readonly one_of: readonly unknown[] }
  | { readonly at_least: number | string }
  | { readonly at_most: number | string }
  | { readonly between: readonly [number | string, number | string] }
  | { readonly type: "string" | "number" | "boolean" | "object" | "array" | "null" }
  | { readonly absent: true }
  | { readonly present: true }
  // Texts and lists have a length too; they have `at` as well, and are no matchers.
  | { readonly length: number | Matcher; readonly at?: never }
  | { readonly not: unknown };
/** A text that is one expression and nothing else, such as `${count}`; it keeps the type of what it stands for. */
export type Placeholder = `\${${string}}`;
type Matched<T> = T | Matcher | Placeholder;

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
  | ValueExpectation;

/** Of one delivery, or of each where a name stands for many. */
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
  /** From its creation on, on the mock's clock. */
  readonly settled_within?: DurationText;
  /** Fault kinds by attempt; or any that must have touched it. */
  readonly faults?: readonly string[];
  /** Path into the body → value or matcher. */
  readonly payload?: Readonly<Record<string, unknown>>;
  /** Header → value or matcher. */
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly level?: Matched<WebhookLevel>;
}
/** Of an event: who gets it, who is shadowed. */
export interface EventExpectation {
  readonly event: Reference;
  readonly deliveries?: Matched<number>;
  readonly shadowed?: Matched<number>;
  /** A part of the explanation of scope. */
  readonly explanation?: Matched<string>;
}
/** Side effects that the receiver performed, as counted by evidence; of one delivery, or all. `inconclusive` where none is ever reported. */
export interface EffectsExpectation {
  readonly effects: Matched<number>;
  readonly of?: Reference;
  readonly named?: string;
  readonly source?: "beacon" | "sink" | "api";
}
/** Verdicts on all duplicates, or on those of one name: verdict → how many attempts. */
export interface DuplicatesExpectation {
  readonly duplicates: Readonly<Partial<Record<DuplicateVerdict, Matched<number>>>>;
  readonly of?: Reference;
}
/** In this order, by the arrival of their first attempts or by their settling. */
export interface OrderExpectation {
  readonly order: readonly Reference[];
  readonly by?: "arrival" | "settled";
}
/** What SmartLead's webhooks summary says of a campaign. */
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
/** What the built-in receiver, or a function, has got: requests in all, or of one name. */
export interface RequestsExpectation {
  readonly requests: Matched<number>;
  readonly of?: Reference;
}
/** Any value: `{ value: "${answer.ok}", is: true }`. */
export interface ValueExpectation {
  readonly value: unknown;
  readonly is: unknown;
}
