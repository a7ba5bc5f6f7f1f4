import { z } from "zod";
import { printable } from "../../base/printable.ts";

/** Texts that Joi accepts as a number: surrounding spaces, a sign, a fraction, an exponent; no hexadecimal, no empty text. */
const NUMERIC_TEXT = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

/**
 * Joi converts before it checks: for a number field `"12"` becomes 12, for a boolean field `"true"` becomes true. Values that do not
 * convert are left for the schema to refuse.
 */
function coerceLikeJoi(schema: z.core.$ZodType, value: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return coerceLikeJoi(schema.unwrap(), value);
  }
  if (schema instanceof z.ZodNumber) return numberFrom(value);
  if (schema instanceof z.ZodBoolean) return booleanFrom(value);
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((item: unknown) => coerceLikeJoi(schema.element, item));
  }
  if (!isPlainObject(value)) return value;
  if (schema instanceof z.ZodRecord) return mapValues(value, () => schema.valueType);
  if (schema instanceof z.ZodObject)
    return mapValues(value, (key) => (Object.hasOwn(schema.shape, key) ? schema.shape[key] : undefined));
  return value;
}

function numberFrom(value: unknown): unknown {
  return typeof value === "string" && NUMERIC_TEXT.test(value) ? Number(value) : value;
}

function booleanFrom(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const text = value.toLowerCase();
  return text === "true" ? true : text === "false" ? false : value;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mapValues(
  value: Record<string, unknown>,
  schemaOf: (key: string) => z.core.$ZodType | undefined,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const schema = schemaOf(key);
      return [key, schema === undefined ? item : coerceLikeJoi(schema, item)];
    }),
  );
}

/** Formats zod's issues in Joi's wording, without the label (smartlead.md §4 "Conventions"; E1, E4, E5, G3). */
const joiWords: z.core.$ZodErrorMap = (issue) => {
  if (issue.input === undefined) return "is required";
  switch (issue.code) {
    case "invalid_type":
      return TYPE_WORDS[issue.expected] ?? "is not allowed";
    case "invalid_value":
      return `must be one of [${issue.values.map(String).join(", ")}]`;
    case "too_small":
      return issue.inclusive === false
        ? "must be a positive number"
        : tooSmall(issue.origin, Number(issue.minimum), issue.input);
    case "too_big":
      return tooBig(issue.origin, Number(issue.maximum));
    case "invalid_union":
      return `must be one of [${issue.errors.flatMap(expectedTypes).join(", ")}]`;
    default:
      return "is not allowed";
  }
};

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: "must be a string",
  number: "must be a number",
  int: "must be an integer",
  boolean: "must be a boolean",
  array: "must be an array",
  object: "must be of type object",
  record: "must be of type object",
};

function tooSmall(origin: string, minimum: number, input: unknown): string {
  if (origin === "int") return "must be a safe number";
  if (origin === "string" && input === "") return "is not allowed to be empty";
  if (origin === "array") return `must contain at least ${minimum} items`;
  return `must be greater than or equal to ${minimum}`;
}

function tooBig(origin: string, maximum: number): string {
  if (origin === "int") return "must be a safe number";
  if (origin === "string") return `length must be less than or equal to ${maximum} characters long`;
  if (origin === "array") return `must contain less than or equal to ${maximum} items`;
  return `must be less than or equal to ${maximum}`;
}

function expectedTypes(issues: readonly z.core.$ZodIssue[]): string[] {
  return issues.flatMap((issue) => (issue.code === "invalid_type" ? [issue.expected] : []));
}

export type Segment = "params" | "query" | "body";

/** The body of SmartLead's 400 (smartlead.md §4 "Conventions"; E1, E4, E5): celebrate's report of Joi's first problem. */
export interface JoiFailure {
  readonly statusCode: 400;
  readonly error: "Bad Request";
  readonly message: string;
  readonly validation: { readonly source: Segment; readonly keys: readonly string[] };
}

type CheckedSegment<S extends z.ZodType> =
  | { readonly isValid: true; readonly value: z.output<S> }
  | { readonly isValid: false; readonly failure: JoiFailure };

/**
 * Checks one segment of a request against its schema as celebrate does: texts are converted first, and only the first problem is reported.
 */
export function checkSegment<S extends z.ZodType>(segment: Segment, schema: S, raw: unknown): CheckedSegment<S> {
  const result = schema.safeParse(coerceLikeJoi(schema, raw ?? {}), { error: joiWords });
  if (result.success) return { isValid: true, value: result.data };
  const { path, words } = firstDiagnostic(schema, result.error.issues);
  return {
    isValid: false,
    failure: {
      statusCode: 400,
      error: "Bad Request",
      message: `"${labelOf(path)}" ${words}`,
      validation: { source: segment, keys: [path.length === 0 ? WHOLE : path.join(".")] },
    },
  };
}

interface Diagnostic {
  readonly path: readonly PropertyKey[];
  readonly words: string;
}

/**
 * Joi checks the whole value first, then the keys in the schema's order, and unknown keys last; zod runs its refinements after all of that.
 */
function firstDiagnostic(schema: z.ZodType, issues: readonly z.core.$ZodIssue[]): Diagnostic {
  const keys = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const rank = (issue: z.core.$ZodIssue) => {
    if (issue.path.length > 0) return keys.indexOf(String(issue.path[0]));
    return issue.code === "unrecognized_keys" ? keys.length : -1;
  };
  const [first] = [...issues].sort((one, other) => rank(one) - rank(other));
  if (first === undefined) return { path: [], words: "is not allowed" };
  const unknown = first.code === "unrecognized_keys" ? first.keys.slice(0, 1) : [];
  return { path: [...first.path, ...unknown], words: first.message };
}

/** Joi's label of a whole segment; the reference also lists it among the keys. */
const WHOLE = "value";

/** Joi's label of a path: `event_types[0]`, `event_type_map.EMAIL_SENT`, and `value` for the whole. */
function labelOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return WHOLE;
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
}

/** Maximum query keys in one notice, and characters of each. */
const MAX_NAMED = 5;
const MAX_KEY_LENGTH = 40;

/** The part of an operation with its query keys. */
interface DocumentedQuery {
  readonly method: string;
  readonly path: string;
  readonly query?: z.ZodType | undefined;
  readonly queryHint?: string | undefined;
  readonly refusedQuery?: readonly string[] | undefined;
}

interface QueryTolerance {
  readonly isStrictQuery: boolean;
  readonly notice: (text: string) => void;
}

const NO_KEYS = z.strictObject({});

/**
 * Reduces a query to the documented keys. SmartLead was seen refusing unknown keys only in bodies, and integrators send undocumented query
 * keys (smartlead.json `GET /campaigns/`): they are ignored with a notice, unless `strict_query` is configured; then Joi refuses the first.
 * The few keys that a call was seen refusing are always refused.
 */
export function knownQuery(
  { method, path, query: schema, queryHint, refusedQuery = [] }: DocumentedQuery,
  query: unknown,
  { isStrictQuery, notice }: QueryTolerance,
): CheckedSegment<z.ZodType> {
  const taken = (value: unknown) => ({ isValid: true, value }) as const;
  if (typeof query !== "object" || query === null) return taken(query);
  const documented = new Set(schema instanceof z.ZodObject ? Object.keys(schema.shape) : []);
  const unknown = Object.keys(query).filter((key) => !documented.has(key));
  if (unknown.length === 0) return taken(query);
  if (isStrictQuery || unknown.some((key) => refusedQuery.includes(key)))
    return checkSegment("query", schema instanceof z.ZodObject ? schema : NO_KEYS, query);
  const named = unknown.slice(0, MAX_NAMED).map((key) => printable(key).slice(0, MAX_KEY_LENGTH));
  const more = unknown.length > named.length ? ` and ${unknown.length - named.length} more` : "";
  const hint = queryHint === undefined ? "" : ` ${queryHint}`;
  notice(`${method} ${path} ignored ${named.join(", ")}${more}: SmartLead documents no such query key here.${hint}`);
  return taken(Object.fromEntries(Object.entries(query).filter(([key]) => documented.has(key))));
}
