import { isObject } from "../../../base/json-text.ts";
import { type AccountValues, filledValue } from "./account-values.ts";
import { differencesOf } from "./differences.ts";
import { type FieldSchema, type JsonType, typesOf } from "./field-schema.ts";

/** Maximum nesting of a sample value: SmartLead's bodies are 4 deep. */
const MAX_DEPTH = 12;

/** Maps parts of a field's name to a value of the account; the first match is used. */
const BY_NAME: readonly (readonly [pattern: RegExp, value: keyof AccountValues])[] = [
  [/secret_?key/i, "secret_key"],
  [/(from|sender|mailbox|account)_?e?mail/i, "mailbox.email"],
  [/e?mail(_?address)?$/i, "lead.email"],
  [/first_?name/i, "lead.first_name"],
  [/last_?name/i, "lead.last_name"],
  [/company/i, "lead.company"],
  [/phone/i, "lead.phone"],
  [/campaign_?name/i, "campaign.name"],
  [/campaign_?id/i, "campaign.id"],
  [/client_?id/i, "campaign.client_id"],
  [/campaign_?status/i, "campaign.status"],
  [/map_?id/i, "lead.map_id"],
  [/lead_?id/i, "lead.id"],
  [/(mailbox|account|sender)_?id/i, "mailbox.id"],
  [/message_?id/i, "message.id"],
  [/stats_?id/i, "message.stats_id"],
  [/webhook_?id/i, "webhook.id"],
  [/webhook_?url/i, "webhook.url"],
  [/subject/i, "message.subject"],
  [/html/i, "message.html"],
  [/(text|body|preview)$/i, "message.text"],
  [/name$/i, "lead.name"],
  [/(time|date|_at|timestamp)$/i, "event.time"],
  [/^event_?id$/i, "event.id"],
];

/** The account's value for a field name; `null` for an unknown name. */
export function accountValueFor(name: string, values: AccountValues): string | number | null {
  const known = BY_NAME.find(([pattern]) => pattern.test(name))?.[1];
  return known === undefined ? null : values[known];
}

/** Prefixes that only name the owner. */
const OWNER = /^(?:sl_|lead_|to_|contact_|recipient_|prospect_|customer_)/;

/**
 * The same for whole names that SmartLead's bodies use, with or without an owner prefix: `lead_first_name` is known, `note_text` is not.
 * `null` for every other.
 */
export function accountValueNamed(name: string, values: AccountValues): string | number | null {
  const written = name.replace(/([a-z\d])([A-Z])/g, "$1_$2").toLowerCase();
  const names = [written, written.replace(OWNER, ""), written.replace(OWNER, "").replace(OWNER, "")];
  const known = names.map((one) => WHOLE_NAMES.get(one)).find((one) => one !== undefined);
  return known === undefined ? null : values[known];
}

const WHOLE_NAMES: ReadonlyMap<string, keyof AccountValues> = new Map([
  ["secret_key", "secret_key"],
  ...["from_email", "sender_email", "mailbox_email", "account_email", "from_address"].map(
    (name) => [name, "mailbox.email"] as const,
  ),
  ...["email", "email_address"].map((name) => [name, "lead.email"] as const),
  ["first_name", "lead.first_name"],
  ["last_name", "lead.last_name"],
  ...["name", "full_name"].map((name) => [name, "lead.name"] as const),
  ...["company", "company_name"].map((name) => [name, "lead.company"] as const),
  ...["phone", "phone_number"].map((name) => [name, "lead.phone"] as const),
  ["campaign_name", "campaign.name"],
  ["campaign_id", "campaign.id"],
  ["campaign_status", "campaign.status"],
  ["client_id", "campaign.client_id"],
  ...["map_id", "lead_map_id", "email_lead_map_id"].map((name) => [name, "lead.map_id"] as const),
  ...["lead_id", "email_lead_id"].map((name) => [name, "lead.id"] as const),
  ...["mailbox_id", "email_account_id", "account_id", "sender_id"].map((name) => [name, "mailbox.id"] as const),
  ["message_id", "message.id"],
  ["stats_id", "message.stats_id"],
  ["webhook_id", "webhook.id"],
  ["webhook_url", "webhook.url"],
  ...["subject", "email_subject"].map((name) => [name, "message.subject"] as const),
  ...["email_body", "html_body", "body_html"].map((name) => [name, "message.html"] as const),
  ...["text_body", "body_text", "preview_text"].map((name) => [name, "message.text"] as const),
]);

/** Sample texts in common formats, for fields with only a pattern. */
const FORMS: readonly string[] = [
  "2026-01-05T09:00:00.000Z",
  "2026-01-05T09:00:00+00:00",
  "2026-01-05",
  "1",
  "a",
  "A",
  "text",
];

/** A value that fits a schema, taken from the account if the field's name is known; `undefined` if none is found. */
export function sampleValue(schema: FieldSchema, name: string, values: AccountValues, depth = 0): unknown {
  const candidates = depth > MAX_DEPTH ? [] : candidatesFor(schema, name, values, depth);
  return candidates.find((value) => value !== undefined && differencesOf(schema, value).length === 0);
}

function candidatesFor(schema: FieldSchema, name: string, values: AccountValues, depth: number): readonly unknown[] {
  const { value, const: only, enum: words = [], anyOf = [] } = schema;
  const known = BY_NAME.find(([pattern]) => pattern.test(name))?.[1];
  const named = known === undefined ? [] : [values[known], ...timesOf(known, values)];
  const types = typesOf(schema);
  return [
    ...(value === undefined ? [] : [filledValue(value, values)]),
    ...(only === undefined ? [] : [only]),
    ...words,
    ...named.filter((one) => one !== null),
    ...named.filter((one) => one !== null).flatMap((one) => [String(one), Number(one)]),
    ...anyOf.map((form) => sampleValue(form, name, values, depth + 1)),
    ...types.flatMap((type) => ofType(type, schema, values, depth)),
  ];
}

function timesOf(known: keyof AccountValues, values: AccountValues): readonly (string | number | null)[] {
  return known === "event.time" ? [values["event.ms"], values["event.seconds"]] : [];
}

function ofType(type: JsonType, schema: FieldSchema, values: AccountValues, depth: number): readonly unknown[] {
  switch (type) {
    case "object":
      return [objectOf(schema, values, depth)];
    case "array": {
      const item = schema.items === undefined ? undefined : sampleValue(schema.items, "", values, depth + 1);
      return [item === undefined ? [] : [item], []];
    }
    case "string":
      return ["", values["event.id"], ...FORMS]
        .reverse()
        .concat([""])
        .filter((text) => text !== null);
    case "number":
    case "integer":
      return [1, schema.minimum ?? 0, (schema.exclusiveMinimum ?? 0) + 1];
    case "boolean":
      return [false, true];
    case "null":
      return [null];
    default:
      return type satisfies never;
  }
}

/** Has every required field, and optional fields for which a value is found. */
function objectOf({ properties = {} }: FieldSchema, values: AccountValues, depth: number): unknown {
  const entries = Object.entries(properties).map(([key, field]) => [key, sampleValue(field, key, values, depth + 1)]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** Converts a value to the schema's type if only its notation differs: `7` for `"7"`; otherwise `undefined`. */
export function rewritten(value: unknown, schema: FieldSchema): unknown {
  if (isObject(value) || Array.isArray(value)) return undefined;
  const forms = [value, String(value), Number(value), value === "true" ? true : value === "false" ? false : undefined];
  return forms.find((form) => form !== undefined && differencesOf(schema, form).length === 0);
}
