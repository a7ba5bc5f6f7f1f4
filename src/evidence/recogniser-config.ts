import { SmartLeadMockError } from "../errors.ts";

/**
 * How a receiver says "I had this one already" (`recognizer` of the config). A list that is given takes the place of the
 * default list; `headers` and `json` go by name: a named one takes the place of the default of that name, the others stay.
 * An empty list or text switches that one off.
 *
 * @example { json: { state: ["seen"], "meta.repeat": [true] }, headers: { "x-duplicate-of": "*" } }
 */
export interface RecogniserConfig {
  /** Statuses that alone say it. Default: 208. */
  readonly statuses?: readonly number[];
  /** Header → the value that says it, in any letter case; `*` = any value. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Key, or dotted path, of the JSON answer → the values that say it. */
  readonly json?: Readonly<Record<string, readonly unknown[]>>;
  /** Whole plain-text answers that say it. */
  readonly text?: readonly string[];
}

/** Whole values, never parts of a sentence: "0 duplicate leads" says nothing. */
const PHRASES = [
  "already processed",
  "already handled",
  "already received",
  "already seen",
  "event already processed",
  "request already processed",
  "webhook already processed",
  "delivery already processed",
  "duplicate",
  "duplicate event",
  "duplicate request",
  "duplicate webhook",
  "duplicate delivery",
  "duplicate ignored",
  "ignored duplicate",
  "skipped duplicate",
] as const;

/** `ignored` and `skipped` alone are missing on purpose: receivers answer so to event types they do not care for. */
export const DEFAULT_RECOGNISER: Required<RecogniserConfig> = {
  statuses: [208],
  headers: {
    "idempotent-replayed": "true",
    "idempotency-replayed": "true",
    "x-idempotent-replayed": "true",
    "x-idempotency-replayed": "true",
    "x-duplicate": "true",
    "x-already-processed": "true",
  },
  json: {
    status: PHRASES,
    state: PHRASES,
    result: PHRASES,
    outcome: PHRASES,
    code: PHRASES,
    message: PHRASES,
    detail: PHRASES,
    reason: PHRASES,
    duplicate: [true],
    is_duplicate: [true],
    deduplicated: [true],
    already_processed: [true],
    idempotent_replay: [true],
  },
  text: PHRASES,
};

/** Checks what a config file holds under `recognizer`. Throws `config` with one sentence that names the key. */
export function parseRecogniserConfig(value: unknown): RecogniserConfig {
  const given = objectAt("recognizer", value);
  const unknown = Object.keys(given).find((key) => !Object.hasOwn(DEFAULT_RECOGNISER, key));
  if (unknown !== undefined)
    refuse(`recognizer.${unknown}`, "is unknown; it may hold statuses, headers, json and text");
  return {
    ...(given.statuses === undefined ? {} : { statuses: statusesAt("recognizer.statuses", given.statuses) }),
    ...(given.headers === undefined ? {} : { headers: headersAt("recognizer.headers", given.headers) }),
    ...(given.json === undefined ? {} : { json: valuesAt("recognizer.json", given.json) }),
    ...(given.text === undefined ? {} : { text: textsAt("recognizer.text", given.text) }),
  };
}

function statusesAt(path: string, value: unknown): readonly number[] {
  const isStatus = (item: unknown): item is number =>
    typeof item === "number" && Number.isInteger(item) && item >= 200 && item <= 599;
  if (Array.isArray(value) && value.every(isStatus)) return value;
  return refuse(path, "must be a list of statuses from 200 to 599, like [208]");
}

function headersAt(path: string, value: unknown): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, expected] of Object.entries(objectAt(path, value))) {
    headers[name] = typeof expected === "string" ? expected : refuse(`${path}.${name}`, 'must be a text, like "true"');
  }
  return headers;
}

function valuesAt(path: string, value: unknown): Readonly<Record<string, readonly unknown[]>> {
  const values: Record<string, readonly unknown[]> = {};
  for (const [key, expected] of Object.entries(objectAt(path, value))) {
    values[key] = Array.isArray(expected)
      ? expected
      : refuse(`${path}.${key}`, 'must be a list of values, like ["seen"]');
  }
  return values;
}

function textsAt(path: string, value: unknown): readonly string[] {
  const isText = (item: unknown): item is string => typeof item === "string";
  if (Array.isArray(value) && value.every(isText)) return value;
  return refuse(path, 'must be a list of texts, like ["already processed"]');
}

function objectAt(path: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  return refuse(path, 'must be a table, like { json: { status: ["seen"] } }');
}

function refuse(path: string, what: string): never {
  throw new SmartLeadMockError("config", `${path} ${what}.`);
}
