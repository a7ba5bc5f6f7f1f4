import { z } from "zod";
import { ownValue } from "../base/own-value.ts";
import type { FaultRule } from "../delivery/faults/fault.ts";
import { faultRuleInput } from "../delivery/faults/fault-input.ts";
import { MAX_IDEMPOTENT_PATTERNS } from "../delivery/idempotency/idempotent-writes.ts";
import { type OwnHeaders, problemOfHeaders } from "../delivery/own-headers.ts";
import { POLICY_NAMES, RETRY_POLICIES } from "../delivery/retry-policies.ts";
import { EVENT_TYPES } from "../smartlead/events/event-types.ts";
import { SCOPE_READINGS, WEBHOOK_LEVELS } from "../smartlead/webhooks/webhook.ts";
import { optionSchemas, valueSchema } from "./option-schemas.ts";
import type { OptionSpec, OptionValues } from "./option-table.ts";
import { parseBytes } from "./option-value.ts";

/** Tries that a policy may ask for; SmartLead itself never makes more than six. */
const MAX_TRIES = 100;
/** Webhooks that a configuration may register. */
const MAX_CONFIG_WEBHOOKS = 100;
/** Custom dialects that a configuration may name. */
const MAX_CONFIG_DIALECTS = 20;
/** Rules that a configuration may arm; the mock holds some more. */
const MAX_CONFIG_FAULTS = 100;

const DURATION: OptionSpec = { kind: "duration", description: "" };
const DURATION_OR_NONE: OptionSpec = { kind: "duration-or-none", description: "" };

const policyNumbers = z
  .strictObject({
    name: z
      .enum(POLICY_NAMES)
      .optional()
      .describe("the policy that supplies the numbers that are not given; guide by default"),
    tries: z.int().min(1).max(MAX_TRIES).optional().describe("attempts in total, including the first"),
    waits: z
      .array(valueSchema(DURATION))
      .max(MAX_TRIES)
      .optional()
      .describe("between two attempts; the last one repeats"),
    timeout: valueSchema(DURATION_OR_NONE).optional().describe("of one attempt, or none"),
  })
  .superRefine(({ name, tries, waits }, context) => {
    const allTries = tries ?? (name === undefined ? 1 : RETRY_POLICIES[name].tries);
    if (waits?.length !== 0 || allTries === 1) return;
    const message = `must have at least one wait, because there are ${allTries} tries; with tries: 1 it may be empty`;
    context.addIssue({ code: "custom", message, path: ["waits"] });
  })
  .describe("a retry policy with its own numbers");

const httpUrl = z.url({ protocol: /^https?$/, error: "must be a URL that begins with http:// or https://" });

const eventTypes = z.array(z.enum(EVENT_TYPES)).min(1);

const headers = z
  .record(z.string(), z.string({ error: "must be a string" }), { error: "must be a mapping such as {X-Api-Key: abc}" })
  .superRefine((asked, context) => {
    const problem = problemOfHeaders(Object.entries(asked));
    if (problem !== null) context.addIssue({ code: "custom", message: `must contain headers, but ${problem}` });
  });

export const webhook = z
  .strictObject({
    level: z.enum(WEBHOOK_LEVELS).default("user").describe("user, client or campaign"),
    url: httpUrl,
    events: eventTypes.optional().describe("the event types it subscribes to; all eleven by default"),
    event_types: eventTypes.optional().describe("the same as events, by SmartLead's name"),
    name: z.string().min(1).optional(),
    client_id: z.int().positive().optional().describe("required on level client"),
    campaign_id: z.int().positive().optional().describe("required on level campaign"),
    categories: z
      .array(z.union([z.string().min(1), z.int().positive()]))
      .optional()
      .describe("names or ids; filters LEAD_CATEGORY_UPDATED"),
    headers: headers.optional().describe("added to its deliveries; takes precedence over headers of every delivery"),
  })
  .superRefine((asked, context) => {
    const complain = (message: string, path: string[] = []) => context.addIssue({ code: "custom", message, path });
    if (asked.level === "client" && asked.client_id === undefined)
      complain("needs a client_id, because its level is client");
    if (asked.level === "campaign" && asked.campaign_id === undefined)
      complain("needs a campaign_id, because its level is campaign");
    if (asked.level !== "client" && asked.client_id !== undefined)
      complain("is allowed only with level client", ["client_id"]);
    if (asked.level !== "campaign" && asked.campaign_id !== undefined)
      complain("is allowed only with level campaign", ["campaign_id"]);
    if (asked.events !== undefined && asked.event_types !== undefined)
      complain("means the same as events; keep one of them", ["event_types"]);
  });

const recognizer = z
  .strictObject({
    statuses: z.array(z.int().min(100).max(599)).exactOptional(),
    headers: z.record(z.string(), z.string()).exactOptional(),
    json: z.record(z.string(), z.array(z.json())).exactOptional(),
    text: z.array(z.string().min(1)).exactOptional(),
  })
  .describe("answers by which the receiver reports a duplicate");

/** The least that a retention may be: so much stays readable that a session of an hour can be looked at. */
const MIN_RETAINED_ENTRIES = 50_000;
const MIN_RETAINED_BYTES = 64 * 1024 * 1024;
const MIN_RETAINED_MS = 3_600_000;

/** Characters of a pattern; a path of SmartLead's API has fewer than 100. */
const MAX_PATTERN_LENGTH = 500;

const byteCount = z.union([z.int(), z.string()]).transform((raw, context) => {
  const bytes = parseBytes(raw);
  if (bytes !== null && bytes >= MIN_RETAINED_BYTES) return bytes;
  context.addIssue({ code: "custom", message: "must be 64MiB or more, such as 512MiB or 2GiB" });
  return z.NEVER;
});

const retention = z
  .strictObject({
    entries: z.int().min(MIN_RETAINED_ENTRIES).exactOptional().describe("number of journal entries"),
    bytes: byteCount.exactOptional().describe("journal and deliveries together, such as 512MiB"),
    age: valueSchema(DURATION)
      .refine((ms) => Number(ms) >= MIN_RETAINED_MS, { error: "must be 1h or more" })
      .exactOptional()
      .describe("such as 720h"),
  })
  .describe("how much history the data directory keeps");

const evidence = z
  .strictObject({
    idempotent: z
      .array(z.string().min(1).max(MAX_PATTERN_LENGTH))
      .max(MAX_IDEMPOTENT_PATTERNS)
      .exactOptional()
      .describe("writes that count only once, however often they are made; METHOD /path, with * for anything"),
  })
  .describe("how the receiver's work is counted");

const sink = z
  .strictObject({
    status: z.int().min(200).max(599).default(200).describe("status of every answer"),
    body: z.json().default({}).describe("JSON body of every answer"),
  })
  .describe("what /_mock/sink answers; the sink stands in for any service that the receiver writes to");

/** What a configuration may hold besides the options. */
const ownKeys = {
  policy: z
    .union([z.enum(POLICY_NAMES), policyNumbers])
    .optional()
    .describe(`retry policy: ${Object.keys(RETRY_POLICIES).join(", ")}, or one with its own numbers`),
  webhooks: z.array(webhook).max(MAX_CONFIG_WEBHOOKS).optional().describe("webhooks that exist from the start"),
  scope: z
    .enum(SCOPE_READINGS)
    .optional()
    .describe("which of SmartLead's two documented rules for scope priority applies"),
  recognizer: recognizer.optional(),
  account_webhook_url: httpUrl.optional().describe("URL that gets the account events"),
  strict_query: z
    .boolean()
    .optional()
    .describe("true: the REST API rejects undocumented query keys; otherwise it ignores them and prints a notice"),
  headers: headers.optional().describe("added to every delivery, for a gateway in front of your endpoint"),
  retention: retention.optional(),
  sink: sink.optional(),
  evidence: evidence.optional(),
  faults: z.array(faultRuleInput).max(MAX_CONFIG_FAULTS).optional().describe("faults that are active from the start"),
  dialects: z
    .array(z.string().min(1))
    .max(MAX_CONFIG_DIALECTS)
    .optional()
    .describe("files with your own dialects: send them with --dialect NAME; drift and proxy compare with them"),
};

const keys: Readonly<Record<string, z.ZodType>> = { $schema: z.string().optional(), ...optionSchemas(), ...ownKeys };

export const configSchema = z.strictObject(keys).describe("Configuration of smartlead-mock");

/** The schema for a configuration that holds these keys: that of all of them takes 10 ms to make. `null` where one is no key. */
export function configSchemaOf(given: readonly string[]): z.ZodObject | null {
  const held = given.flatMap((key) => {
    const schema = ownValue(keys, key);
    return schema === undefined ? [] : [[key, schema] as const];
  });
  return held.length === given.length ? z.strictObject(Object.fromEntries(held)) : null;
}

export type ConfigWebhook = z.output<typeof webhook>;
export type RecognizerConfig = z.output<typeof recognizer>;
export interface PolicyNumbers {
  readonly name?: (typeof POLICY_NAMES)[number] | undefined;
  readonly tries?: number | undefined;
  readonly waits?: readonly number[] | undefined;
  readonly timeout?: number | null | undefined;
}

/** Bytes, and an age in milliseconds; what is absent has its default. */
export interface RetentionNumbers {
  readonly entries?: number;
  readonly bytes?: number;
  readonly age?: number;
}

/** A configuration that has passed the schema; durations and instants are milliseconds. */
export type Config = Omit<OptionValues, "policy"> & {
  readonly policy?: (typeof POLICY_NAMES)[number] | PolicyNumbers;
  readonly webhooks?: readonly ConfigWebhook[];
  readonly scope?: (typeof SCOPE_READINGS)[number];
  readonly recognizer?: RecognizerConfig;
  readonly account_webhook_url?: string;
  readonly strict_query?: boolean;
  readonly headers?: OwnHeaders;
  readonly retention?: RetentionNumbers;
  readonly sink?: { readonly status: number; readonly body: unknown };
  readonly evidence?: { readonly idempotent?: readonly string[] };
  readonly faults?: readonly FaultRule[];
  readonly dialects?: readonly string[];
};

const NESTED = new Map<string, z.ZodObject>([
  ["policy", policyNumbers],
  ["webhooks", webhook],
  ["recognizer", recognizer],
  ["retention", retention],
  ["sink", sink],
  ["evidence", evidence],
]);

/** Every key that a configuration may hold at its top, or in the object that is held by one of those. */
export function configKeys(inside: string | null): readonly string[] {
  const schema = inside === null ? configSchema : NESTED.get(inside);
  return schema === undefined ? [] : Object.keys(schema.shape);
}

/** The JSON Schema (draft 2020-12) by which editors complete and check a configuration. */
export function configJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(configSchema, { io: "input" }), title: "smartlead-mock configuration" };
}
