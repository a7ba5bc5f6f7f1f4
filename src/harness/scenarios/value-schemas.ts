import { z } from "zod";
import { didYouMean } from "../../base/did-you-mean.ts";
import { parseDuration } from "../../base/time/duration.ts";
import { msFromIso } from "../../base/time/iso.ts";
import { ALL_EVENT_TYPES, EVENT_TYPES } from "../../smartlead/events/event-types.ts";

/** Values as they are written in a scenario; the schemas below check them, and types and schemas must agree. */

/** A text such as `30s`, `5m`, `1h30m`. */
export type DurationText = string;
/** A name that an earlier step bound with `as`, optionally with an index: `reply`, `replies[2]`. */
export type Reference = string;

/** A value that must be equal, or a matcher; several of these keys in one object must all match. `{ not: … }` negates a matcher. */
export type Matcher =
  | { readonly matches: string }
  | { readonly contains: unknown }
  | { readonly one_of: readonly unknown[] }
  | { readonly at_least: number | string }
  | { readonly at_most: number | string }
  | { readonly between: readonly [number | string, number | string] }
  | { readonly type: "string" | "number" | "boolean" | "object" | "array" | "null" }
  | { readonly absent: true }
  | { readonly present: true }
  // Texts and lists have a length too; they also have `at`, and are no matchers.
  | { readonly length: number | Matcher; readonly at?: never }
  | { readonly not: unknown };
/** A text that is exactly one expression, such as `${count}`; it keeps the type of its value. */
export type Placeholder = `\${${string}}`;
export type Matched<T> = T | Matcher | Placeholder;

/** Kinds of values in scenarios. Messages complete "… must be". */

/** Maximum characters of a name, a title or a reference. */
const MAX_NAME_LENGTH = 200;
/** Maximum characters of a longer text. */
const MAX_TEXT_LENGTH = 10_000;
/** Anything larger is a mistake: an hour of steps, a year of events. */
const MAX_COUNT = 1_000_000_000;

const DURATION = /^(\d+(\.\d+)?(ms|s|m|h|d))+$/;

export const name = z
  .string({ error: "must be a string" })
  .min(1, { error: "must not be empty" })
  .max(MAX_NAME_LENGTH, {
    error: `must have at most ${MAX_NAME_LENGTH} characters`,
  });

export const text = z
  .string({ error: "must be a string" })
  .max(MAX_TEXT_LENGTH, { error: `must have at most ${MAX_TEXT_LENGTH} characters` });

/** Names that `as`, `capture`, `index` and `vars` may bind. */
const NAME_PATTERN = /^[A-Za-z_]\w*$/;
const bindable = "must be a name of letters, digits and _, such as reply";
export const bound = z.string({ error: bindable }).regex(NAME_PATTERN, { error: bindable }).max(MAX_NAME_LENGTH);

const referable = "must be a name from the `as` of an earlier step, such as reply or replies[2]";
/** Names, indexes, and expressions for them. */
const REFERENCE = /^([A-Za-z_]\w*|\$\{[^}]*\})(\[(\d{1,6}|\$\{[^}]*\})\]){0,2}$/;
export const reference = z.string({ error: referable }).regex(REFERENCE, { error: referable });

/** The value of a text with an expression is known only after interpolation. */
const HAS_EXPRESSION = /\$\{[^}]*\}/;

/** Durations stay as they are written; the code that uses them parses them. */
export const duration = z
  .string({ error: "must be a duration such as 500ms, 30s or 1h30m" })
  .refine((value) => HAS_EXPRESSION.test(value) || (DURATION.test(value) && parseDuration(value) !== null), {
    error: ({ input }) => `must be a duration such as 500ms, 30s or 1h30m${durationHint(input)}`,
  })
  .meta({ pattern: `${DURATION.source}|${HAS_EXPRESSION.source}` });

/** A hint for texts such as `5 minutes`. */
function durationHint(input: unknown): string {
  const words = typeof input === "string" ? /^(\d+)\s*(ms|milli|s|m|h|d)[a-z]*$/i.exec(input.trim()) : null;
  if (words === null) return "";
  const unit = words[2]?.toLowerCase() === "milli" ? "ms" : words[2]?.toLowerCase();
  return `; write it like ${words[1]}${unit}`;
}

export const instant = z
  .string({ error: "must be a time such as 2026-01-05T09:00:00Z" })
  .refine((value) => HAS_EXPRESSION.test(value) || msFromIso(value) !== null, {
    error: "must be a time such as 2026-01-05T09:00:00Z",
  });

/** An http address, or a text whose expressions are interpolated later. */
export const webUrl = text
  .refine((value) => HAS_EXPRESSION.test(value) || isWebUrl(value), {
    error: "must be a URL that begins with http:// or https://",
  })
  .meta({ pattern: `^https?://|${HAS_EXPRESSION.source}` });

function isWebUrl(value: string): boolean {
  return /^https?:\/\//.test(value) && URL.canParse(value);
}

export const eventType = z.enum(EVENT_TYPES);
export const anyEventType = z.enum(ALL_EVENT_TYPES);
/** A SmartLead type, or one of the custom dialect, which is known only when it is sent. A likely misspelling is refused. */
export const emittedType = z.union([
  anyEventType,
  z
    .string()
    .regex(/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+){1,9}$/, { abort: true })
    .refine((word) => didYouMean(word, ALL_EVENT_TYPES) === null, { abort: true }),
]);

export const wholeNumber = (min: number, max = MAX_COUNT) => {
  const error =
    max === MAX_COUNT ? `must be a whole number, ${min} or more` : `must be a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
};

export const flag = z.boolean({ error: "must be true or false" });
export const anything = z.unknown();
export const object = z.record(z.string(), z.unknown(), { error: "must be a mapping of names to values" });

/** A client's campaign: by id, by name, or by an expression. */
export const campaign = z.union([wholeNumber(1, Number.MAX_SAFE_INTEGER), name], {
  error: "must be a campaign's id or name",
});

const PLACEHOLDER = /^\$\{[^}]*\}$/;

/** The values that each matcher accepts. */
const MATCHERS: Readonly<Record<string, { readonly takes: (value: unknown) => boolean; readonly what: string }>> = {
  matches: { takes: isPattern, what: "a regular expression, as a string" },
  contains: { takes: () => true, what: "a value" },
  one_of: { takes: (value) => Array.isArray(value) && value.length > 0, what: "a list of values" },
  at_least: { takes: isAmount, what: "a number, or a string to compare with" },
  at_most: { takes: isAmount, what: "a number, or a string to compare with" },
  between: {
    takes: (value) => Array.isArray(value) && value.length === 2 && value.every(isAmount),
    what: "a list of two values, minimum and maximum",
  },
  type: {
    takes: (value) => ["string", "number", "boolean", "object", "array", "null"].some((known) => known === value),
    what: "string, number, boolean, object, array or null",
  },
  absent: { takes: (value) => value === true, what: "true" },
  present: { takes: (value) => value === true, what: "true" },
  length: {
    takes: (value) => Number.isInteger(value) || isPlaceholder(value) || isMatcher(value),
    what: "a whole number or a matcher",
  },
  not: { takes: () => true, what: "a value or a matcher" },
};

export const MATCHER_NAMES = Object.keys(MATCHERS);

/** Whether a value is a matcher: an object with one key, that of a matcher, and a value that it accepts. */
function isMatcher(value: unknown): value is Matcher {
  return typeof value === "object" && value !== null && matcherProblem(value) === null;
}

/** The error in a matcher; `null` if it is valid. The words complete a sentence that has named the place. */
function matcherProblem(value: object): string | null {
  const words = Array.isArray(value) ? [] : Object.entries(value);
  if (words.length === 0) return `must have one of ${MATCHER_NAMES.join(", ")}`;
  for (const [key, given] of words) {
    const matcher = Object.hasOwn(MATCHERS, key) ? MATCHERS[key] : undefined;
    if (matcher === undefined) return unknownMatcher(key);
    if (!matcher.takes(given)) return `has ${key}, which must be ${matcher.what}`;
  }
  return null;
}

function unknownMatcher(key: string): string {
  const meant = didYouMean(key, MATCHER_NAMES);
  const hint = meant === null ? `the matchers are ${MATCHER_NAMES.join(", ")}` : `did you mean ${meant}?`;
  return `has ${JSON.stringify(key)}, which is not a matcher; ${hint}`;
}

/** Path → value or matcher. An object is a matcher if all its keys are matchers; otherwise it is a value to be equal to. */
export const expectedValues = z
  .record(z.string(), z.unknown(), { error: "must be a mapping of paths to values" })
  .check(({ value, issues }) => {
    for (const [key, wanted] of Object.entries(value)) {
      const problem = looksLikeMatcher(wanted) ? matcherProblem(wanted) : null;
      if (problem !== null) issues.push({ code: "custom", path: [key], message: problem, input: wanted });
    }
  });

function looksLikeMatcher(value: unknown): value is object {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => MATCHER_NAMES.includes(key));
}

const matcher = z
  .unknown()
  .transform((value, context): Matcher => {
    if (isMatcher(value)) return value;
    const isObject = typeof value === "object" && value !== null;
    context.addIssue({ code: "custom", message: (isObject && matcherProblem(value)) || "must be a matcher" });
    return z.NEVER;
  })
  .meta({
    type: "object",
    properties: Object.fromEntries(MATCHER_NAMES.map((key) => [key, { description: MATCHERS[key]?.what ?? "" }])),
    minProperties: 1,
    additionalProperties: false,
  });

const placeholder = z
  .custom<Placeholder>((value) => typeof value === "string" && PLACEHOLDER.test(value))
  .meta({
    type: "string",
    pattern: PLACEHOLDER.source,
    description: "the name of a variable, written as an expression",
  });

/** A value of a kind, or a matcher. */
export function matched<Schema extends z.ZodType>(schema: Schema, what: string) {
  return z.union([schema, placeholder, matcher], { error: ({ input }) => diagnosticOf(input, what) });
}

function diagnosticOf(input: unknown, what: string): string {
  const problem = typeof input === "object" && input !== null ? matcherProblem(input) : null;
  return problem ?? `must be ${what}, or a matcher such as {at_least: 1} or {one_of: […]}`;
}

function isPlaceholder(value: unknown): boolean {
  return typeof value === "string" && PLACEHOLDER.test(value);
}

function isAmount(value: unknown): boolean {
  return typeof value === "number" || typeof value === "string";
}

function isPattern(value: unknown): boolean {
  if (typeof value !== "string") return false;
  if (HAS_EXPRESSION.test(value)) return true;
  try {
    return new RegExp(value, "u") instanceof RegExp;
  } catch {
    return false;
  }
}
