import { DEFAULT_SEED } from "../base/random.ts";
import { CLOCK_MODES, MAX_SPEED } from "../base/time/clock.ts";
import { SIGNATURE_FORMS } from "../delivery/outgoing-request.ts";
import type { OwnHeaders } from "../delivery/own-headers.ts";
import { POLICY_NAMES } from "../delivery/retry-policies.ts";
import { DIALECTS } from "../smartlead/payloads/dialect.ts";
import { WEBHOOK_LEVELS } from "../smartlead/webhooks/webhook.ts";
import { COMMAND_OPTIONS } from "./command-options.ts";
import { EXPLORE_OPTIONS } from "./explore-options.ts";
import { LOAD_OPTIONS } from "./load-options.ts";
import type { OptionSpec } from "./option-spec.ts";
import { RECORDING_OPTIONS } from "./recording-options.ts";
import { VERIFY_OPTIONS } from "./verify-options.ts";

/** Default port of the mock; free on most machines. */
export const DEFAULT_PORT = 7627;
export const DEFAULT_HOST = "127.0.0.1";

/** Where everything is kept when nothing is said, in the working directory. */
export const DEFAULT_DATA = ".smartlead-mock";

/** What starts the name of every environment variable of ours. */
export const ENVIRONMENT_PREFIX = "SMARTLEAD_MOCK_";

const UI_MODES = ["auto", "tui", "plain", "json"] as const;
export type UiMode = (typeof UI_MODES)[number];

export type { OptionKind, OptionSpec } from "./option-spec.ts";

/**
 * Every option that has a value of its own, once: commander's options, the environment variables and the keys of the
 * configuration file all come from this table. A key is the config file's name; the flag is its kebab-case.
 */
const OPTIONS = {
  target: {
    kind: "text",
    placeholder: "URL|none",
    description: "your endpoint; none registers no webhook",
    default: "a small built-in receiver",
  },
  level: {
    kind: "choice",
    choices: WEBHOOK_LEVELS,
    placeholder: "LEVEL",
    description: "level of the target's webhook: user, client or campaign",
    default: "user",
  },
  rate: {
    kind: "number",
    min: 0,
    max: 5_000,
    placeholder: "N",
    description: "events per real second that the account generates by itself",
    default: "1 without --target, else 0",
  },
  world: {
    kind: "text",
    placeholder: "FILE",
    description: "YAML or JSON file with an account of your own",
    default: "a seeded account",
  },
  worldTime: {
    kind: "flag-or-duration",
    placeholder: "TIME",
    description: "run campaigns by their schedules, for this long on the mock's clock",
    default: "no; without a TIME 30d under --clock virtual, else without end",
  },
  rateLimit: {
    kind: "calls-per-time",
    placeholder: "N/TIME",
    description: "limit of REST API calls per key: 60/min, 120/min, 10/2s, 200/min",
    default: "no limit",
  },
  port: {
    kind: "integer",
    min: 0,
    max: 65_535,
    placeholder: "PORT",
    description: "port of the mock; 0 takes a free one",
    default: `${DEFAULT_PORT}`,
  },
  host: {
    kind: "text",
    placeholder: "HOST",
    description: "address to listen on; beyond loopback --token and --api-key are required",
    default: DEFAULT_HOST,
  },
  ui: {
    kind: "choice",
    choices: UI_MODES,
    placeholder: "MODE",
    description: "auto, tui (terminal UI), plain (a line per attempt) or json (a frame per line)",
    default: "auto",
  },
  chaos: {
    kind: "text",
    placeholder: "light|heavy|KIND=RATE,…",
    description: "break deliveries at random, drawn from the seed: duplicate=1%,reorder=5%,delay=2% is light",
    default: "nothing goes wrong by itself",
  },
  policy: {
    kind: "choice",
    choices: POLICY_NAMES,
    placeholder: "NAME",
    description: `retry policy: ${POLICY_NAMES.join(", ")}`,
    default: "guide",
  },
  timeout: {
    kind: "duration-or-none",
    placeholder: "TIME",
    description: "timeout of one attempt, such as 10m; none while you debug",
    default: "the policy's 30s",
  },
  dialect: {
    kind: "choice",
    choices: DIALECTS,
    placeholder: "NAME",
    description: `shape of the bodies: ${DIALECTS.join(", ")}`,
    default: "guide",
  },
  clock: {
    kind: "choice",
    choices: CLOCK_MODES,
    placeholder: "CLOCK",
    description: "real, virtual (jumps to what is due next) or manual",
    default: "real",
  },
  speed: {
    kind: "number",
    min: 0.001,
    max: MAX_SPEED,
    placeholder: "N",
    description: "the real clock, N times faster",
    default: "60 without --target, else 1",
  },
  minTimeout: {
    kind: "duration",
    placeholder: "TIME",
    description: "minimum real time for an attempt when the clock is not real",
    default: "2s",
  },
  now: { kind: "instant", placeholder: "ISO", description: "start of the mock's clock", default: "the present" },
  seed: {
    kind: "integer",
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    placeholder: "N",
    description: "seed for people, texts and chance",
    default: `${DEFAULT_SEED}`,
  },
  run: {
    kind: "text",
    placeholder: "ID",
    description: "salt of every identifier; pass an earlier one to repeat its ids",
    default: "fresh for each process",
  },
  data: {
    kind: "text",
    placeholder: "DIR",
    description: "directory that keeps everything; a later start continues from it",
    default: DEFAULT_DATA,
  },
  ephemeral: { kind: "flag", description: "keep nothing on disk" },
  record: {
    kind: "text",
    placeholder: "FILE",
    description: "write every frame from now on to this file, one per line",
  },
  apiKey: {
    kind: "text",
    placeholder: "KEY",
    description: "the only api_key that the REST API accepts",
    default: "any",
  },
  secret: {
    kind: "text",
    placeholder: "SECRET",
    description: "sign bodies with it in X-Smartlead-Signature",
    default: "unsigned",
  },
  previousSecret: {
    kind: "text",
    placeholder: "SECRET",
    description: "the secret before --secret, while a rotation lasts: every other delivery is still signed with it",
    default: "no rotation",
  },
  signature: {
    kind: "choice",
    choices: SIGNATURE_FORMS,
    placeholder: "FORM",
    description: "form of X-Smartlead-Signature with --secret: sha256 (sha256=<hex>), hex (<hex> alone) or none",
    default: "sha256",
  },
  secretKey: { kind: "uuid", placeholder: "UUID", description: "secret_key of bodies, in dialects that carry one" },
  header: {
    kind: "headers",
    placeholder: "'NAME: VALUE'",
    description: "add this header to every delivery, for a gateway in front of your endpoint; repeatable",
    from: "environment",
  },
  insecure: { kind: "flag", description: "accept any TLS certificate of the target" },
  allowTarget: {
    kind: "list",
    placeholder: "HOST",
    description: "a public host that deliveries may be sent to; repeatable",
  },
  allowName: {
    kind: "list",
    placeholder: "HOST",
    description: "another Host name that the mock answers to; repeatable",
  },
  token: { kind: "text", placeholder: "TOKEN", description: "guards the control API" },
  readyFile: {
    kind: "text",
    placeholder: "FILE",
    description: "file to write {url, stream, port, pid, run} to once the mock accepts requests",
  },
  connect: {
    kind: "text",
    placeholder: "URL",
    description: "the running mock",
    default: `http://${DEFAULT_HOST}:${DEFAULT_PORT}`,
  },
  config: {
    kind: "text",
    placeholder: "FILE",
    description: "configuration file",
    default: "smartlead-mock.config.{ts,mts,cts,js,mjs,cjs,json,yaml,yml}",
    from: "environment",
  },
  debug: { kind: "flag", description: "show the stack of an error", from: "environment" },
  json: { kind: "flag", description: "machine-readable output", from: "flag" },
  ...COMMAND_OPTIONS,
  ...VERIFY_OPTIONS,
  ...EXPLORE_OPTIONS,
  ...LOAD_OPTIONS,
  ...RECORDING_OPTIONS,
} as const satisfies Record<string, OptionSpec>;

export type OptionKey = keyof typeof OPTIONS;
interface ValueOfKind {
  text: string;
  flag: boolean;
  "flag-or-duration": boolean | number;
  "calls-per-time": string;
  integer: number;
  number: number;
  duration: number;
  "duration-or-none": number | null;
  instant: number;
  uuid: string;
  list: readonly string[];
  headers: OwnHeaders;
}

export type OptionValue<Spec extends OptionSpec> = Spec extends { kind: "choice"; choices: readonly (infer Choice)[] }
  ? Choice
  : Spec["kind"] extends keyof ValueOfKind
    ? ValueOfKind[Spec["kind"]]
    : never;

/** What was asked for, read: durations and instants are milliseconds. */
export type OptionValues = { readonly [Key in OptionKey]?: OptionValue<(typeof OPTIONS)[Key]> };

/** `Object.keys` does not know that the table has no further keys. */
export const OPTION_KEYS = Object.keys(OPTIONS) as readonly OptionKey[];

export const CONFIG_OPTION_KEYS: readonly OptionKey[] = OPTION_KEYS.filter((key) => specOf(key).from === undefined);

export function specOf(key: OptionKey): OptionSpec {
  return OPTIONS[key];
}

/** `minTimeout` → `--min-timeout`. */
export function flagOf(key: OptionKey): string {
  return `--${specOf(key).flag ?? key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** `minTimeout` → `SMARTLEAD_MOCK_MIN_TIMEOUT`; `null` when the environment has no say. */
export function environmentNameOf(key: OptionKey): string | null {
  if (specOf(key).from === "flag") return null;
  return ENVIRONMENT_PREFIX + flagOf(key).slice(2).replaceAll("-", "_").toUpperCase();
}
