/** The options of a mock, and the one table from which command line, environment, configuration, scenario and library read them. */

import { DEFAULT_SEED } from "../base/random.ts";
import { CLOCK_MODES, MAX_SPEED } from "../base/time/clock.ts";
import type { FaultRule } from "../delivery/faults/fault.ts";
import type { RecogniserConfig } from "../delivery/idempotency/recogniser-config.ts";
import type { UsualEffects } from "../delivery/idempotency/usual-effects.ts";
import { SIGNATURE_FORMS, type SignatureForm } from "../delivery/outgoing-request.ts";
import type { OwnHeaders } from "../delivery/own-headers.ts";
import { POLICY_NAMES, type RetryPolicy } from "../delivery/retry-policies.ts";
import type { DataDirectory } from "../journal/storage/data-directory.ts";
import type { EventTimes } from "../smartlead/account/event-pace.ts";
import type { WorldPlan } from "../smartlead/account/world-plan.ts";
import { DIALECT_NAME_OR_FILE, DIALECTS, type DialectName } from "../smartlead/payloads/dialect.ts";
import type { OwnDialect } from "../smartlead/payloads/own/own-dialect.ts";
import {
  type NewWebhook,
  type ScopeReading,
  WEBHOOK_LEVELS,
  type WebhookLevel,
} from "../smartlead/webhooks/webhook.ts";
import type { OptionSpec } from "./option-spec.ts";

/** How the receiver's work is counted. */
export interface EvidenceOptions {
  /** Writes that have one effect however often they are made, as `METHOD /path` with `*` for anything. */
  readonly idempotent?: readonly string[];
}

/** What the CLI, a config file or the library sets; everything has a default. */
export interface MockOptions {
  readonly seed?: number;
  /** Salts every identifier; random by default. */
  readonly run?: string;
  readonly clock?: "real" | "virtual" | "manual";
  readonly speed?: number;
  /** Epoch ms at which the mock's clock starts; the present by default. */
  readonly now?: number;
  /** Minimum real ms for an attempt when the clock is not real. Default 2,000. */
  readonly minTimeoutMs?: number;
  readonly policy?: RetryPolicy;
  /** What `/_mock/sink` answers; 200 `{}` by default. */
  readonly sink?: { readonly status: number; readonly body: unknown };
  readonly dialect?: DialectName;
  /** Sent in place of the built-in dialect that it stands on. */
  readonly ownDialect?: OwnDialect | null;
  readonly scope?: ScopeReading;
  readonly signingSecret?: string | null;
  /** The one before it, while a rotation lasts: every second delivery is signed with it. */
  readonly previousSecret?: string | null;
  /** `sha256` by default; `none` signs nothing. */
  readonly signatureForm?: SignatureForm;
  readonly secretKey?: string | null;
  /** Added to every delivery; those of a webhook take precedence. */
  readonly headers?: OwnHeaders;
  /** Each request carries a `traceparent` that begins the delivery's trace. */
  readonly traceparent?: boolean;
  readonly accountWebhookUrl?: string | null;
  /** SmartLead's API refuses query keys that it does not document; ignored, with a notice, by default. */
  readonly strictQuery?: boolean;
  /** Campaigns run by their schedules on the mock's clock: for this many ms of it, or `true` for as long as the mock runs. */
  readonly worldTime?: boolean | number;
  /** The developer's endpoint: registers one webhook named `target` for all eleven event types. */
  readonly target?: string | null;
  readonly targetLevel?: WebhookLevel;
  readonly allowTargets?: readonly string[];
  readonly insecureTls?: boolean;
  /** Each request has its own connection; they are kept alive by default. */
  readonly freshConnections?: boolean;
  /** Called for requests that met at the receiver, once all of them have sent their bodies. */
  readonly onMeeting?: (met: { readonly requests: number; readonly spreadMs: number }) => void;
  /** Gives events their times, so that mocks of one run share them; by the mock's own clock by default. */
  readonly eventTimes?: EventTimes;
  readonly concurrencyPerWebhook?: number;
  readonly concurrencyTotal?: number;
  readonly recogniser?: RecogniserConfig;
  readonly evidence?: EvidenceOptions;
  /** Where it is known that one event has several effects: verdicts on duplicates count in events. */
  readonly usualEffects?: UsualEffects;
  /** Called for each defect of the mock that belongs to no caller, as the error it is; a notice in the journal tells of it in any case. */
  readonly onDefect?: (error: unknown) => void;
  /** Where everything is kept; without one it ends with the process. `close` saves and releases it. */
  readonly data?: DataDirectory;
  /** Nothing is sent before this resolves, so that everything the receiver calls is there first. */
  readonly sendAfter?: Promise<void>;
  /** A custom account in place of the seeded one; what `data` holds takes precedence. */
  readonly plan?: WorldPlan | null;
  /** `false`: the seeded account has no leads yet, nor a past; for those who bring their own. */
  readonly hasLeads?: boolean;
  /** The account's draws are those of this name, so that two with one seed have no lead in common; those of the seed alone by default. */
  readonly drawnFor?: string;
  /** Registered at the start and again after a reset, before the target. */
  readonly webhooks?: readonly NewWebhook[];
  /** Armed at the start and again after a reset. */
  readonly faults?: readonly FaultRule[];
}

/** An option of the command line that says something of the mock. */
export interface MockOptionSpec extends OptionSpec {
  /** The key of `MockOptions` that takes its value as it is; the rest is put together where it is used. */
  readonly mock?: keyof MockOptions;
  /** The key by which a scenario says the same. */
  readonly scenario?: string;
}

const START = ["start"] as const;
const OWN_CLOCK = ["start", "trigger"] as const;
const EVERY_MOCK = ["start", "trigger", "scenario"] as const;

/**
 * Every option that changes what a mock does, once. Flags, help, environment variables, keys of the configuration, the reference and
 * `mockOptionsFrom` read it.
 */
export const MOCK_OPTIONS = {
  target: {
    kind: "text",
    placeholder: "URL|none",
    description: "your endpoint; none registers no webhook",
    default: "a small built-in receiver",
    heading: "Target:",
    commands: START,
  },
  level: {
    kind: "choice",
    choices: WEBHOOK_LEVELS,
    placeholder: "LEVEL",
    description: "level of the target's webhook: user, client or campaign",
    default: "user",
    heading: "Target:",
    commands: OWN_CLOCK,
  },
  header: {
    kind: "headers",
    placeholder: "'NAME: VALUE'",
    description: "add this header to every delivery, for a gateway in front of your endpoint; repeatable",
    from: "environment",
    heading: "Target:",
    commands: EVERY_MOCK,
  },
  traceparent: {
    kind: "flag",
    description: "send a W3C traceparent header, so that your receiver's spans join the delivery's trace",
    heading: "Target:",
    commands: EVERY_MOCK,
    mock: "traceparent",
  },
  insecure: {
    kind: "flag",
    description: "accept any TLS certificate of the target",
    heading: "Target:",
    commands: EVERY_MOCK,
    mock: "insecureTls",
    isRepeated: true,
  },
  allowTarget: {
    kind: "list",
    placeholder: "HOST",
    description: "a public host that deliveries may be sent to; repeatable",
    heading: "Target:",
    commands: EVERY_MOCK,
    mock: "allowTargets",
  },
  secret: {
    kind: "text",
    placeholder: "SECRET",
    description: "sign bodies with this secret, in X-Smartlead-Signature",
    default: "unsigned",
    heading: "Signature:",
    commands: EVERY_MOCK,
    mock: "signingSecret",
    scenario: "secret",
  },
  previousSecret: {
    kind: "text",
    placeholder: "SECRET",
    description: "the old secret during a rotation: every second delivery is still signed with it",
    default: "no rotation",
    heading: "Signature:",
    commands: START,
    mock: "previousSecret",
  },
  signature: {
    kind: "choice",
    choices: SIGNATURE_FORMS,
    placeholder: "FORM",
    description: "form of X-Smartlead-Signature with --secret: sha256 (sha256=<hex>), hex (<hex> alone) or none",
    default: "sha256",
    heading: "Signature:",
    commands: EVERY_MOCK,
    mock: "signatureForm",
    isRepeated: true,
  },
  secretKey: {
    kind: "uuid",
    placeholder: "UUID",
    description: "secret_key of bodies, in dialects that have one",
    heading: "Signature:",
    commands: EVERY_MOCK,
    mock: "secretKey",
    scenario: "secret_key",
  },
  world: {
    kind: "text",
    placeholder: "FILE",
    description: "YAML or JSON file with your own account",
    default: "a seeded account",
    heading: "Account:",
    commands: START,
  },
  worldTime: {
    kind: "flag-or-duration",
    placeholder: "TIME",
    description: "run campaigns on their schedules, for this long on the mock's clock",
    default: "off; without TIME, 30d with --clock virtual, else no end",
    heading: "Account:",
    commands: START,
    mock: "worldTime",
    scenario: "world_time",
  },
  seed: {
    kind: "integer",
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    placeholder: "N",
    description: "seed for people, texts and random choices",
    default: `${DEFAULT_SEED}`,
    heading: "Account:",
    commands: EVERY_MOCK,
    mock: "seed",
  },
  run: {
    kind: "text",
    placeholder: "ID",
    description: "makes all ids unique; pass an earlier run's ID to repeat its ids",
    default: "fresh for each process",
    heading: "Account:",
    commands: EVERY_MOCK,
    mock: "run",
  },
  policy: {
    kind: "choice",
    choices: POLICY_NAMES,
    placeholder: "NAME",
    description: `retry policy: ${POLICY_NAMES.join(", ")}`,
    default: "guide",
    heading: "Delivery and time:",
    commands: EVERY_MOCK,
    isRepeated: true,
  },
  timeout: {
    kind: "duration-or-none",
    placeholder: "TIME",
    description: "timeout of one attempt, such as 10m; none while you debug",
    default: "the policy's 30s",
    heading: "Delivery and time:",
    commands: EVERY_MOCK,
    isRepeated: true,
  },
  dialect: {
    kind: "choice",
    choices: DIALECTS,
    others: DIALECT_NAME_OR_FILE,
    placeholder: "NAME|FILE",
    description: `shape of the bodies: ${DIALECTS.join(", ")}, or your own: a name under dialects in the configuration, or a file`,
    default: "guide",
    heading: "Delivery and time:",
    commands: EVERY_MOCK,
    mock: "dialect",
    scenario: "dialect",
    isRepeated: true,
  },
  clock: {
    kind: "choice",
    choices: CLOCK_MODES,
    placeholder: "CLOCK",
    description: "real, virtual (jumps to what is due next) or manual",
    default: "real",
    heading: "Delivery and time:",
    commands: OWN_CLOCK,
    mock: "clock",
  },
  speed: {
    kind: "number",
    min: 0.001,
    max: MAX_SPEED,
    placeholder: "N",
    description: "run the real clock N times faster",
    default: "60 without --target, else 1",
    heading: "Delivery and time:",
    commands: OWN_CLOCK,
    mock: "speed",
    scenario: "speed",
  },
  minTimeout: {
    kind: "duration",
    placeholder: "TIME",
    description: "minimum real time for an attempt when the clock is not real",
    default: "2s",
    heading: "Delivery and time:",
    commands: EVERY_MOCK,
    mock: "minTimeoutMs",
    scenario: "min_timeout",
    isRepeated: true,
  },
  now: {
    kind: "instant",
    placeholder: "ISO",
    description: "start of the mock's clock",
    default: "the present",
    heading: "Delivery and time:",
    commands: EVERY_MOCK,
    mock: "now",
    scenario: "now",
    isRepeated: true,
  },
} as const satisfies Record<string, MockOptionSpec>;
