import { isObject } from "../../../base/json-text.ts";
import { type FieldSchema, hasType, typeOf, typesInWords, typesOf } from "./field-schema.ts";
import { shapeOf } from "./value-shape.ts";

/** `missing`: a required field is absent. `extra`: the field is unknown. `type`, `format`: the field has another type or format. */
const DIFFERENCE_KINDS = ["missing", "extra", "type", "format"] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** One field of a body that differs from its schema. */
export interface Difference {
  /** Dotted; `[]` means every item of a list. */
  readonly path: string;
  readonly kind: DifferenceKind;
  /** The schema's type; `null` for an unknown field. */
  readonly expected: string | null;
  /** The actual type, without private values; `null` for a missing field. */
  readonly found: string | null;
  /** The schema that would fit the field; for a missing field an optional one. */
  readonly schema: FieldSchema | null;
  /** The schema of the actual value; `null` for a missing field. */
  readonly seen: FieldSchema | null;
}

/** Maximum items of a list that are examined; a long history has the same shape throughout. */
const MAX_ITEMS = 1_000;

/** The differences of a value from its schema, each path and kind once. Pure. */
export function differencesOf(schema: FieldSchema, value: unknown, path = ""): readonly Difference[] {
  return [...unique(compared(schema, value, path))];
}

function compared(schema: FieldSchema, value: unknown, path: string): readonly Difference[] {
  // A masked value is present, but its type and format are unknown.
  if (isMasked(value)) return [];
  if (schema.anyOf !== undefined) return nearest(schema, value, path);
  const types = typesOf(schema);
  if (types.length > 0 && !types.some((type) => hasType(value, type))) return [typeDifference(schema, value, path)];
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined ? [] : value.slice(0, MAX_ITEMS).flatMap((item) => compared(items, item, `${path}[]`));
  }
  if (isObject(value))
    return schema.properties === undefined ? valuesOf(schema, value, path) : fieldsOf(schema, value, path);
  const expected = misfit(schema, value);
  if (expected === null) return [];
  return [
    { path, kind: "format", expected, found: describe(value), schema: { type: typeOf(value) }, seen: shapeOf(value) },
  ];
}

/** The alternative that fits best; one of another type only if none has the value's type. */
function nearest(schema: FieldSchema, value: unknown, path: string): readonly Difference[] {
  const forms = schema.anyOf ?? [];
  const ofType = forms.filter((form) => {
    const types = typesOf(form);
    return types.length === 0 || types.some((type) => hasType(value, type));
  });
  if (ofType.length === 0) return [typeDifference(schema, value, path)];
  const results = ofType.map((form) => compared(form, value, path));
  return results.reduce((best, one) => (one.length < best.length ? one : best));
}

function fieldsOf(schema: FieldSchema, value: Readonly<Record<string, unknown>>, path: string): readonly Difference[] {
  const { properties = {}, required = [], additionalProperties: others = false } = schema;
  const found: Difference[] = [];
  for (const [key, field] of Object.entries(properties)) {
    if (Object.hasOwn(value, key)) found.push(...compared(field, value[key], below(path, key)));
    else if (required.includes(key)) found.push(missing(field, below(path, key)));
  }
  for (const [key, one] of Object.entries(value)) {
    if (Object.hasOwn(properties, key)) continue;
    if (others === false) found.push(extra(one, below(path, key)));
    else if (others !== true) found.push(...compared(others, one, below(path, key)));
  }
  return found;
}

/** An object whose keys are the user's own: its values are compared with one schema, under one name. */
function valuesOf({ additionalProperties }: FieldSchema, value: object, path: string): readonly Difference[] {
  if (typeof additionalProperties !== "object") return [];
  return Object.values(value).flatMap((one) => compared(additionalProperties, one, below(path, "*")));
}

function missing(schema: FieldSchema, path: string): Difference {
  return { path, kind: "missing", expected: wordsOf(schema), found: null, schema: null, seen: null };
}

function extra(value: unknown, path: string): Difference {
  return { path, kind: "extra", expected: null, found: describe(value), schema: schemaOf(value), seen: shapeOf(value) };
}

function typeDifference(schema: FieldSchema, value: unknown, path: string): Difference {
  const types = [...new Set([...typesOf(schema), typeOf(value)])];
  return {
    path,
    kind: "type",
    expected: wordsOf(schema),
    found: describe(value),
    schema: { type: types },
    seen: shapeOf(value),
  };
}

/** Type and format of a field, in words. */
function wordsOf(schema: FieldSchema): string {
  const types = typesInWords(typesOf(schema));
  return schema.description === undefined ? types : `${types}: ${schema.description.replace(/\.$/, "")}`;
}

const PATTERNS = new Map<string, RegExp>();

/** The expected format of a value with the right type; `null` if it matches. */
function misfit(schema: FieldSchema, value: unknown): string | null {
  const { pattern, enum: words, minimum, exclusiveMinimum } = schema;
  if (schema.const !== undefined && value !== schema.const) return JSON.stringify(schema.const);
  if (words !== undefined && !words.includes(value)) return `one of ${words.join(", ")}`;
  if (typeof value === "string" && pattern !== undefined && !patternOf(pattern).test(value)) return wordsOf(schema);
  if (typeof value !== "number") return null;
  if (minimum !== undefined && value < minimum) return `${minimum} or more`;
  return exclusiveMinimum !== undefined && value <= exclusiveMinimum ? `more than ${exclusiveMinimum}` : null;
}

function patternOf(text: string): RegExp {
  const known = PATTERNS.get(text) ?? new RegExp(text, "u");
  PATTERNS.set(text, known);
  return known;
}

/** SmartLead's own words and times may be shown; any other text is private, and only its length is shown. */
const OWN_WORD = /^[A-Z][A-Z_]{2,39}$/;
const TIME = /^\d{4}-\d{2}-\d{2}([T ][\d:.]{0,20}(Z|[+-]\d{2}:?\d{2})?)?$/;

/** Describes a value without private texts. */
export function describe(value: unknown): string {
  if (typeof value === "string") {
    if (isMasked(value)) return "a masked value";
    if (OWN_WORD.test(value) || TIME.test(value)) return JSON.stringify(value);
    return value === "" ? "an empty string" : `a string of ${value.length} characters`;
  }
  if (Array.isArray(value)) {
    const [first] = value;
    return value.length === 0
      ? "an empty list"
      : `a list of ${value.length}, the first is ${typesInWords([typeOf(first)])}`;
  }
  if (isObject(value)) return `an object with ${Object.keys(value).slice(0, 6).join(", ") || "no keys"}`;
  return typesInWords([typeOf(value)]);
}

/** The schema that would accept this value. */
function schemaOf(value: unknown): FieldSchema {
  if (Array.isArray(value))
    return value.length === 0 ? { type: "array" } : { type: "array", items: schemaOf(value[0]) };
  return isObject(value) ? { type: "object", additionalProperties: true } : { type: typeOf(value) };
}

function below(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

function* unique(differences: readonly Difference[]): Generator<Difference> {
  const seen = new Set<string>();
  for (const difference of differences) {
    const name = `${difference.kind} ${difference.path}`;
    if (seen.has(name)) continue;
    seen.add(name);
    yield difference;
  }
}

// Values that a log or an export hid: the field exists, but its value is unknown.

/** `***` is what this package writes; the words come from common log libraries. */
const MASKED = /^(?:\*{3,}|\[?(?:redacted|masked|filtered)\]?)$/i;
/** Maximum paths that are listed, and depth that is searched. */
const [MAX_PATHS, MAX_DEPTH] = [20, 32];

/** Whether a value was masked, so that its format does not show what was sent. */
function isMasked(value: unknown): boolean {
  return typeof value === "string" && MASKED.test(value);
}

/** Dotted paths of hidden values, each once; `[]` means every item of a list. Pure. */
export function maskedPaths(body: unknown): readonly string[] {
  const paths = new Set<string>();
  const walk = (value: unknown, path: string, depth: number): void => {
    if (paths.size >= MAX_PATHS || depth > MAX_DEPTH) return;
    if (isMasked(value)) paths.add(path);
    else if (Array.isArray(value)) for (const item of value) walk(item, `${path}[]`, depth + 1);
    else if (isObject(value))
      for (const [key, inner] of Object.entries(value)) walk(inner, path === "" ? key : `${path}.${key}`, depth + 1);
  };
  walk(body, "", 0);
  return [...paths];
}
