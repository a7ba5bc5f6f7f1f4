import { definedOnly } from "../base/defined-only.ts";
import { SmartLeadMockError } from "../base/errors.ts";
import { isObject } from "../base/json-text.ts";
import { DEFAULT_SEED } from "../base/random.ts";
import { USUAL_NOW } from "../base/time/clock.ts";
import { checkedBy, checkedConfig } from "../config/checked-config.ts";
import type { Config } from "../config/config-schema.ts";
import { OPTION_KEYS, specOf } from "../config/option-table.ts";
import { DURATION_KINDS } from "../config/option-value.ts";
import { policyOf } from "../config/settings.ts";
import { checkedWorld } from "../config/world-file.ts";
import type { FunctionTarget } from "../delivery/function-sender.ts";
import type { MockOptions } from "../mock/options.ts";
import { type MockValues, mockOptionsFrom } from "../mock/options-reading.ts";
import { DIALECTS } from "../smartlead/payloads/dialect.ts";
import { dialectFileSchema, dialectKeysAt } from "../smartlead/payloads/own/dialect-file.ts";
import { type OwnDialect, ownDialectOf } from "../smartlead/payloads/own/own-dialect.ts";
import type { NewWebhook } from "../smartlead/webhooks/webhook.ts";
import type { SmartLeadOptions } from "./smart-lead.ts";
import { type AskedWebhook, newWebhook } from "./webhooks-handle.ts";

/** The address of a function target; `.test` belongs to nobody (RFC 6761). */
export const FUNCTION_TARGET_URL = "http://receiver.test/webhooks/smartlead";
/** The run of a mock in a test that asked for none: the same ids each time (PRODUCT §4). */
export const LIBRARY_RUN = "library";

/** What the options mean, checked. */
export interface LibrarySettings {
  readonly mock: MockOptions;
  /** The function to call; `null` for a URL, and where there is no target. */
  readonly handler: FunctionTarget | null;
  /** Where a webhook without a URL goes; `null` where there is no target. */
  readonly targetUrl: string | null;
  readonly apiKey: string | null;
  readonly rateLimit: string | null;
  readonly allowTargets: readonly string[];
  readonly data: { readonly path: string; readonly seed?: number; readonly run?: string; readonly now?: number } | null;
}

/** Checks what was asked for. Throws `config` with the key of the first thing that is wrong. */
export function librarySettings(options: SmartLeadOptions): LibrarySettings {
  const { target = null, targetUrl, world, webhooks, now, dialect, ...rest } = options;
  const ownDialect = typeof dialect === "object" ? checkedDialect(dialect) : null;
  const spoken = ownDialect?.on ?? dialect;
  const named = spoken === undefined ? {} : { dialect: spoken };
  const config = checkedConfig(sourceOf(withUnits({ ...rest, ...named, ...nowOf(now) })));
  mustBeBuiltIn(config.dialect);
  const handler = typeof target === "function" ? target : null;
  const url = typeof target === "function" ? (targetUrl ?? FUNCTION_TARGET_URL) : urlOf(target);
  if (handler === null && targetUrl !== undefined) throw wrong("targetUrl needs a function as target");
  const account = world === undefined ? null : checkedWorld(sourceOf(world, "world"));
  const asked = [...(account?.webhooks ?? []), ...(webhooks ?? [])];
  const isOwn = webhooks !== undefined || asked.length > 0;
  return {
    handler,
    targetUrl: url,
    apiKey: config.apiKey ?? null,
    rateLimit: config.rateLimit ?? null,
    allowTargets: config.allowTarget ?? [],
    data: dataOf(config),
    mock: mockOptionsFrom(valuesOf(config), {
      policy: askedPolicy(config),
      ownDialect: ownDialect ?? undefined,
      plan: account?.plan,
      webhooks: isOwn ? asked.map((webhook, index) => namedWebhook(webhook, index, url)) : undefined,
      target: isOwn ? undefined : url,
      targetLevel: config.level,
    }),
  };
}

/** Throws `config` if it is not a dialect. */
export function checkedDialect(content: object): OwnDialect {
  const source = sourceOf(content, "dialect");
  const own = ownDialectOf(checkedBy(source, dialectFileSchema, { name: "a dialect", keysAt: dialectKeysAt }));
  if ("message" in own) throw wrong(`dialect, events.${own.word} ${own.message}`);
  return own;
}

/** A custom name says nothing here: there is no configuration that names files. */
function mustBeBuiltIn(name: string | undefined): void {
  if (name === undefined || DIALECTS.some((known) => known === name)) return;
  throw wrong(
    `dialect must be one of ${DIALECTS.join(", ")}, or the content of a dialect file, not ${JSON.stringify(name)}`,
  );
}

type None<Key extends never> = Key;
/** Does not compile while the mock has an option that the library does not know. */
export type LibraryHasAll = None<Exclude<keyof MockValues, keyof SmartLeadOptions>>;

/** A number is a duration in milliseconds here, as everywhere in JavaScript; the configuration asks for units. */
function withUnits(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isDuration = (key: string) =>
    OPTION_KEYS.some((known) => known === key && DURATION_KINDS.has(specOf(known).kind)) || key === "waits";
  const spelled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(spelled);
    return typeof value === "number" ? `${value}ms` : value;
  };
  return Object.fromEntries(
    Object.entries(options).map(([key, value]) => {
      if (key === "policy" && isObject(value)) return [key, withUnits(value)];
      return [key, isDuration(key) ? spelled(value) : value];
    }),
  );
}

function namedWebhook(webhook: AskedWebhook, index: number, defaultUrl: string | null): NewWebhook {
  return newWebhook(webhook, { defaultUrl, name: `library ${index + 1}` });
}

function valuesOf(config: Config): MockValues {
  const { clock = "real", seed = DEFAULT_SEED, run = LIBRARY_RUN, now } = config;
  return { ...config, seed, run, clock, now: now ?? (clock === "real" ? undefined : USUAL_NOW) };
}

function askedPolicy({ policy, timeout }: Config): MockOptions["policy"] {
  return policyOf(
    definedOnly({ policy: typeof policy === "string" ? policy : undefined, timeout }),
    typeof policy === "object" ? policy : {},
  );
}

function dataOf({ data, seed, run, now }: Config): LibrarySettings["data"] {
  if (data === undefined) return null;
  return { path: data, ...definedOnly({ seed, run, now }) };
}

function nowOf(now: SmartLeadOptions["now"]): { readonly now?: string } {
  if (now === undefined) return {};
  if (!(now instanceof Date)) return { now };
  if (Number.isNaN(now.getTime())) throw wrong("now must be a valid time");
  return { now: now.toISOString() };
}

function urlOf(target: string | null): string | null {
  if (target === null || target === "none") return null;
  const parsed = typeof target === "string" && URL.canParse(target) ? new URL(target) : null;
  if (parsed?.protocol === "http:" || parsed?.protocol === "https:") return target;
  throw wrong(
    `target must be a URL that begins with http:// or https://, or a function, not ${JSON.stringify(target)}`,
  );
}

/** There is no file and no line, but a key can be named all the same. */
function sourceOf(data: object, key?: string) {
  return { file: `createSmartLead${key === undefined ? "" : `, ${key}`}`, data, lineOf: () => null };
}

function wrong(what: string): SmartLeadMockError {
  return new SmartLeadMockError("config", `createSmartLead: ${what}.`);
}
