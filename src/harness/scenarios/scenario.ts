/** A scenario as it is written, in YAML or with `defineScenario`; `scenario-schema.ts` checks it, and these types and that schema must agree. */
import type { FaultRule } from "../../delivery/faults/fault.ts";
import type { PolicyName } from "../../delivery/retry-policies.ts";
import type { EventType } from "../../smartlead/events/event-types.ts";
import type { WebhookLevel } from "../../smartlead/webhooks/webhook.ts";
import type { ReceiverAnswer, Step } from "./step.ts";
import type { DurationText } from "./value-schemas.ts";

/**
 * Texts of steps, world, webhooks and variables may contain `${…}`: a variable, or a name bound with `as` or `capture`, and a path into it.
 * A text that is one expression keeps the value's type.
 */
export interface Scenario {
  readonly name: string;
  readonly description?: string;
  /** Tags: problems of the reference's section 5, kinds of failure. For people and for `run --list`. */
  readonly covers?: readonly string[];
  /** Options required on the command line (`run --secret`, `run -- COMMAND`); without them the scenario is skipped, with that reason. */
  readonly needs?: readonly ("secret" | "command")[];
  readonly seed?: number;
  /** ISO 8601; start of the mock's clock. 2026-01-05T09:00:00Z by default. */
  readonly now?: string;
  /** `virtual` by default. */
  readonly clock?: "virtual" | "manual" | "real";
  readonly speed?: number;
  /** Campaigns follow their schedules, for this long on the mock's clock. */
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
  /** The target if none is given on the command line: a URL, or the built-in receiver (the default), or a command. */
  readonly receiver?: ScenarioReceiver;
  /** A world file's path (relative to the scenario's folder), or its content. */
  readonly world?: string | Readonly<Record<string, unknown>>;
  /** By default one at user level for all eleven events. `url` is the receiver's by default. */
  readonly webhooks?: readonly ScenarioWebhook[];
  /** Values for `${name}`. */
  readonly vars?: Readonly<Record<string, unknown>>;
  /** Armed from the start. */
  readonly faults?: readonly FaultRule[];
  readonly steps: readonly Step[];
}

/** Exactly one of `url`, `command` and `answers`; the built-in receiver without a script if all are omitted. */
export interface ScenarioReceiver {
  readonly url?: string;
  /** Started before the first step with PORT, SMARTLEAD_MOCK_URL, SMARTLEAD_API_BASE and SMARTLEAD_API_KEY; its whole process group is stopped afterwards. */
  readonly command?: string | readonly string[];
  /** Path of a command's endpoint; `/webhooks/smartlead` by default. */
  readonly path?: string;
  /** A script for the built-in receiver. */
  readonly answers?: readonly ReceiverAnswer[];
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

/**
 * Types a scenario in TypeScript, for completion and checks by the compiler.
 * @example export default defineScenario({ name: "a reply arrives", steps: [{ emit: "EMAIL_REPLY", as: "reply" }, { settle: "reply" }, {
 * expect: { delivery: "reply", state: "delivered" } }] })
 */
export function defineScenario(scenario: Scenario): Scenario {
  return scenario;
}
