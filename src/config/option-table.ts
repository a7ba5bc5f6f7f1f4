import type { OptionCommand, OptionSpec, OptionValue } from "../mock/option-spec.ts";
import { MOCK_OPTIONS } from "../mock/options.ts";
import { COMMAND_OPTIONS } from "./command-options.ts";
import { EVIDENCE_OPTIONS, EXPLORE_OPTIONS, LOAD_OPTIONS, VERIFY_OPTIONS } from "./judging-options.ts";
import { RECORDING_OPTIONS } from "./recording-options.ts";
import { DEFAULT_HOST, DEFAULT_PORT, START_OPTIONS } from "./start-options.ts";

export { DEFAULT_DATA, DEFAULT_HOST, DEFAULT_PORT, type UiMode } from "./start-options.ts";

/** Prefix of all environment variables of smartlead-mock. */
export const ENVIRONMENT_PREFIX = "SMARTLEAD_MOCK_";

export type { OptionKind, OptionSpec } from "../mock/option-spec.ts";

/**
 * Every option that has its own value, once: commander's options, the environment variables and the keys of the
 * configuration file all come from this table; what changes a mock stands in src/mock/options.ts. A key is the config file's name;
 * the flag is its kebab-case.
 */
const OPTIONS = {
  ...MOCK_OPTIONS,
  ...START_OPTIONS,
  connect: {
    kind: "text",
    placeholder: "URL",
    description: "the running mock",
    default: `http://${DEFAULT_HOST}:${DEFAULT_PORT}`,
    heading: "Mock:",
  },
  config: {
    kind: "text",
    placeholder: "FILE",
    description: "configuration file",
    default: "smartlead-mock.config.ts, .mts, .cts, .js, .mjs, .cjs, .json, .yaml or .yml",
    heading: "General:",
    from: "environment",
  },
  debug: { kind: "flag", description: "show the stack trace of an error", heading: "General:", from: "environment" },
  json: { kind: "flag", description: "machine-readable output", heading: "General:", from: "flag" },
  ...COMMAND_OPTIONS,
  ...VERIFY_OPTIONS,
  ...EVIDENCE_OPTIONS,
  ...EXPLORE_OPTIONS,
  ...LOAD_OPTIONS,
  ...RECORDING_OPTIONS,
} as const satisfies Record<string, OptionSpec>;

export type OptionKey = keyof typeof OPTIONS;

/** The options that were given, read: durations and instants are milliseconds. */
export type OptionValues = { readonly [Key in OptionKey]?: OptionValue<(typeof OPTIONS)[Key]> };

/** `Object.keys` does not know that the table has no further keys. */
export const OPTION_KEYS = Object.keys(OPTIONS) as readonly OptionKey[];

export const CONFIG_OPTION_KEYS: readonly OptionKey[] = OPTION_KEYS.filter((key) => specOf(key).from === undefined);

export function specOf(key: OptionKey): OptionSpec {
  return OPTIONS[key];
}

/** The options that a command takes because of what they are about, in the order of the table. */
export function optionsFor(command: OptionCommand): readonly OptionKey[] {
  return OPTION_KEYS.filter((key) => specOf(key).commands?.includes(command));
}

/** Options that change what is sent or seen, in the order of the table. */
export const REPEATED_OPTIONS: readonly OptionKey[] = OPTION_KEYS.filter((key) => specOf(key).isRepeated === true);

/** `minTimeout` → `--min-timeout`. */
export function flagOf(key: OptionKey): string {
  return `--${specOf(key).flag ?? key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** `minTimeout` → `SMARTLEAD_MOCK_MIN_TIMEOUT`; `null` when no variable sets it. */
export function environmentNameOf(key: OptionKey): string | null {
  if (specOf(key).from === "flag") return null;
  return ENVIRONMENT_PREFIX + flagOf(key).slice(2).replaceAll("-", "_").toUpperCase();
}
