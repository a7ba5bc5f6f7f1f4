/** Turns the values of the option table into the options of a mock. */

import { definedOnly } from "../base/defined-only.ts";
import type { OptionValue } from "./option-spec.ts";
import { MOCK_OPTIONS, type MockOptionSpec, type MockOptions } from "./options.ts";

type Rows = typeof MOCK_OPTIONS;

/** Keys of a scenario that say what an option says. */
export type ScenarioKey = Extract<Rows[keyof Rows], { scenario: string }>["scenario"];

/** The key by which a scenario says the same as the option; `null` where it has none. */
export function scenarioKeyOf(key: string): ScenarioKey | null {
  return SCENARIO_KEYS.get(key) ?? null;
}

/** By the key of the option. */
export const SCENARIO_KEYS: ReadonlyMap<string, ScenarioKey> = new Map(
  Object.entries(MOCK_OPTIONS).flatMap(([key, row]): [string, ScenarioKey][] =>
    "scenario" in row ? [[key, row.scenario]] : [],
  ),
);

/** What a configuration file and the library say besides, by the key of `MockOptions` that takes it. */
const FILE_OPTIONS = {
  headers: "headers",
  scope: "scope",
  recognizer: "recogniser",
  evidence: "evidence",
  sink: "sink",
  faults: "faults",
  account_webhook_url: "accountWebhookUrl",
  strict_query: "strictQuery",
} as const satisfies Record<string, keyof MockOptions>;

type FileOptions = typeof FILE_OPTIONS;

/** Rows whose value goes into `MockOptions` as it is. */
type DirectKey = { [Key in keyof Rows]: Rows[Key] extends { mock: keyof MockOptions } ? Key : never }[keyof Rows];

/** Values of the table and of `FILE_OPTIONS`, read: durations and instants are milliseconds. */
export type MockValues = { readonly [Key in DirectKey]?: OptionValue<Rows[Key]> | undefined } & {
  readonly [Key in keyof FileOptions]?: MockOptions[FileOptions[Key]] | undefined;
};

/** What a place adds that no user says in one word. */
type OwnParts = { readonly [Key in PutTogether]?: MockOptions[Key] | undefined };

/**
 * The options of a mock: the values that a command, a file, a scenario or a test gives, in the words of the mock, and what that place
 * adds by itself. What has no value is left out.
 */
export function mockOptionsFrom(values: MockValues, own: OwnParts = {}): MockOptions {
  const options: Partial<Record<keyof MockOptions, unknown>> = definedOnly(own);
  for (const [key, name] of DIRECT) if (values[key] !== undefined) options[name] = values[key];
  // Each value is of the type that `AllDoors` has compared with its place, which no loop can show.
  return options as MockOptions;
}

const DIRECT = [
  ...Object.entries<MockOptionSpec>(MOCK_OPTIONS).map(([key, { mock }]) => [key, mock]),
  ...Object.entries(FILE_OPTIONS),
].filter((pair): pair is [keyof MockValues, keyof MockOptions] => pair[1] !== undefined);

/** What no user says in one word: it is put together from several options, or only code asks for it. */
type PutTogether =
  | "policy"
  | "ownDialect"
  | "target"
  | "targetLevel"
  | "webhooks"
  | "plan"
  | "hasLeads"
  | "drawnFor"
  | "data"
  | "freshConnections"
  | "onMeeting"
  | "usualEffects"
  | "eventTimes"
  | "concurrencyPerWebhook"
  | "concurrencyTotal"
  | "onDefect"
  | "sendAfter";

type Direct = { [Key in DirectKey]: Rows[Key]["mock"] }[DirectKey] | FileOptions[keyof FileOptions];

type Misfit = {
  [Key in DirectKey]: OptionValue<Rows[Key]> extends MockOptions[Rows[Key]["mock"]] ? never : Key;
}[DirectKey];

type None<Key extends never> = Key;
/** Does not compile while an option of the mock has no row, or a row's value does not fit the option. */
export type AllDoors = None<Exclude<keyof MockOptions, Direct | PutTogether> | Misfit>;
