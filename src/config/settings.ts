import { definedOnly } from "../base/defined-only.ts";
import { didYouMean } from "../base/did-you-mean.ts";
import { SmartLeadMockError } from "../base/errors.ts";
import { ownValue } from "../base/own-value.ts";
import { printable } from "../base/printable.ts";
import { type OwnHeaders, withHeaders } from "../delivery/own-headers.ts";
import { adjustedPolicy, RETRY_POLICIES, type RetryPolicy } from "../delivery/retry-policies.ts";
import type { OwnDialect } from "../smartlead/payloads/own/own-dialect.ts";
import { placeIn, readConfigFile, textOfPath } from "./config-file.ts";
import type { Config, PolicyNumbers } from "./config-schema.ts";
import type { KeyPath } from "./config-source.ts";
import {
  ENVIRONMENT_PREFIX,
  environmentNameOf,
  flagOf,
  OPTION_KEYS,
  type OptionKey,
  type OptionValues,
  specOf,
} from "./option-table.ts";
import { readOptionValue } from "./option-value.ts";

/** What a command was started with, before anything is read. */
export interface SettingsSource {
  /** By key, as commander gives them: texts, `true`, lists. */
  readonly flags: Readonly<Partial<Record<OptionKey, unknown>>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

export type Layer = "config" | "environment" | "flag";

/** Everything that was asked for, from file, environment and flags; the later wins. */
export interface Settings {
  readonly values: OptionValues;
  readonly policy: RetryPolicy;
  /** What only a file can say. */
  readonly config: Omit<Config, OptionKey | "headers">;
  /** The custom dialect that was asked for; `values.dialect` is then the built-in one that it stands on. */
  readonly ownDialect?: OwnDialect;
  /** Its name or file, as it was said. */
  readonly dialectSaid?: string;
  /** Of the configuration, with those of the environment and then of the flags merged over them; `undefined` = none. */
  readonly headers: OwnHeaders | undefined;
  readonly configFile: string | null;
  /** One sentence each. */
  readonly warnings: readonly string[];
  /** Which place the value came from, or `null`. */
  layerOf(key: OptionKey): Layer | null;
  /** How an error should name the place that the value came from: `--port`, `SMARTLEAD_MOCK_PORT` or `FILE:3: port`. */
  nameOf(key: OptionKey): string;
  /** A place of the configuration file as an error should name it: `FILE:3: webhooks[0].url`. */
  placeOf(path: KeyPath): string;
}

/** Environment variables with our prefix that others own: `verify` gives it to the receiver that it starts. */
const FOREIGN_VARIABLES = new Set([`${ENVIRONMENT_PREFIX}URL`]);

/** Reads and checks all of it. Throws `usage` or `config`, naming flag, variable, or file, line and key. */
export async function resolveSettings(source: SettingsSource): Promise<Settings> {
  const { env } = source;
  const mistakes: string[] = [];
  const environment = readEnvironment(env, mistakes);
  const flags = readFlags(source.flags, mistakes);
  if (mistakes.length > 0) throw new SmartLeadMockError("usage", mistakes.join("\n"));
  const named = flags.config ?? environment.config ?? null;
  const { config, file, placeOf } = await loadConfig(named, source.cwd);
  const { policy: configPolicy, headers, ...said } = config;
  const [options, fileOnly] = splitByKey(said);
  const inFile: OptionValues = typeof configPolicy === "string" ? { ...options, policy: configPolicy } : options;
  const layers: readonly [Layer, OptionValues][] = [
    ["config", inFile],
    ["environment", environment],
    ["flag", flags],
  ];
  const layerOf = (key: OptionKey) => layers.findLast(([, values]) => values[key] !== undefined)?.[0] ?? null;
  const merged = Object.assign({}, ...layers.map(([, values]) => values)) as OptionValues;
  const values = withoutOvertakenClock(merged, layerOf);
  const numbers = typeof configPolicy === "object" && values.policy === undefined ? configPolicy : {};
  return {
    values,
    policy: policyOf(values, numbers),
    config: definedOnly(fileOnly),
    headers: mergedHeaders([headers, environment.header, flags.header]),
    configFile: file,
    warnings: unknownVariables(env),
    layerOf,
    nameOf: (key) => (layerOf(key) === "config" ? placeOf([key]) : nameOutsideFile(layerOf(key), key)),
    placeOf,
  };
}

/** What the table of options has, and what only a file can say. */
function splitByKey(config: Omit<Config, "policy" | "headers">): [OptionValues, Settings["config"]] {
  const isOption = (key: string) => OPTION_KEYS.some((known) => known === key);
  const part = (has: boolean) => Object.fromEntries(Object.entries(config).filter(([key]) => isOption(key) === has));
  return [part(true), part(false)];
}

interface LoadedConfig {
  readonly config: Config;
  readonly file: string | null;
  placeOf(path: KeyPath): string;
}

async function loadConfig(named: string | null, cwd: string): Promise<LoadedConfig> {
  const source = await readConfigFile(named, cwd);
  if (source === null) return { config: {}, file: null, placeOf: textOfPath };
  const { checkedConfig } = await import("./checked-config.ts");
  return { config: checkedConfig(source), file: source.file, placeOf: (path) => placeIn(source, path) };
}

// Values are gathered by key in a loop, and each was read as its own row of the table says, which no type can follow:
// hence the `as OptionValues` below.
function readEnvironment(env: SettingsSource["env"], mistakes: string[]): OptionValues {
  const values: Partial<Record<OptionKey, unknown>> = {};
  for (const key of OPTION_KEYS) {
    const name = environmentNameOf(key);
    const raw = name === null ? undefined : ownValue(env, name);
    // An empty variable counts as not set.
    if (name !== null && raw !== undefined && raw !== "") values[key] = readOr(mistakes, { key, raw, name });
  }
  return values as OptionValues;
}

function readFlags(flags: SettingsSource["flags"], mistakes: string[]): OptionValues {
  const values: Partial<Record<OptionKey, unknown>> = {};
  for (const key of OPTION_KEYS) {
    if (flags[key] !== undefined) values[key] = readOr(mistakes, { key, raw: flags[key], name: flagOf(key) });
  }
  return values as OptionValues;
}

/** A wrong value of these may hold a secret. */
const UNSHOWN: ReadonlySet<OptionKey> = new Set(["secretKey", "header"]);

interface Asked {
  readonly key: OptionKey;
  readonly raw: unknown;
  readonly name: string;
}

/** The value, or a sentence among the mistakes. */
function readOr(mistakes: string[], { key, raw, name }: Asked): unknown {
  const spec = specOf(key);
  const read = readOptionValue(spec, raw);
  if (read.ok) return read.value;
  const shown =
    typeof raw === "string" && raw !== "" && !UNSHOWN.has(key) ? `, not ${JSON.stringify(printable(raw))}` : "";
  mistakes.push(`${name} must be ${read.expected}${shown}.`);
  return undefined;
}

/** A gateway's key in the file and another header on the command line go together; of one name the later counts. */
function mergedHeaders(layers: readonly (OwnHeaders | undefined)[]): OwnHeaders | undefined {
  const given = layers.filter((layer) => layer !== undefined);
  return given.length === 0 ? undefined : given.reduce(withHeaders);
}

/** A speed belongs to the real clock. Where both were asked for in different places the later wins; in one place it is a mistake. */
function withoutOvertakenClock(values: OptionValues, layerOf: Settings["layerOf"]): OptionValues {
  const { clock, speed, ...others } = values;
  if (clock === undefined || clock === "real" || speed === undefined) return values;
  const order: readonly (Layer | null)[] = ["config", "environment", "flag"];
  const lead = order.indexOf(layerOf("clock")) - order.indexOf(layerOf("speed"));
  if (lead === 0) throw new SmartLeadMockError("usage", `A ${clock} clock has no speed; set either clock or speed.`);
  return lead > 0 ? { ...others, clock } : { ...others, speed };
}

/** The named policy with the numbers that were given merged over it. */
export function policyOf(values: Pick<OptionValues, "policy" | "timeout">, numbers: PolicyNumbers): RetryPolicy {
  const base = RETRY_POLICIES[values.policy ?? numbers.name ?? "guide"];
  const timeoutMs = values.timeout === undefined ? numbers.timeout : values.timeout;
  // Waits alone, on no named policy, say how many tries there are.
  const tries =
    numbers.tries ?? (numbers.waits !== undefined && numbers.name === undefined ? numbers.waits.length + 1 : undefined);
  return adjustedPolicy(base, definedOnly({ tries, waitsMs: numbers.waits, timeoutMs }));
}

function nameOutsideFile(layer: Layer | null, key: OptionKey): string {
  return layer === "environment" ? (environmentNameOf(key) ?? key) : flagOf(key);
}

function unknownVariables(env: SettingsSource["env"]): string[] {
  const known = OPTION_KEYS.map(environmentNameOf).filter((name) => name !== null);
  const unknown = Object.keys(env).filter(
    (name) => name.startsWith(ENVIRONMENT_PREFIX) && !known.includes(name) && !FOREIGN_VARIABLES.has(name),
  );
  return unknown.map((name) => {
    const meant = didYouMean(name, known);
    return `The environment variable ${printable(name)} is not used by smartlead-mock${meant === null ? "." : `; did you mean ${meant}?`}`;
  });
}
