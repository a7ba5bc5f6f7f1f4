/** Turns schema errors into sentences that name the nearest valid word. */
import { z } from "zod";
import { didYouMean } from "../../../base/did-you-mean.ts";
import type { KeyPath } from "../places.ts";
import { type Diagnostic, hintOf, ofKey, ofValue, subjectOf, wordOf } from "./diagnostic.ts";

type Issue = z.core.$ZodIssue;

/** Checks a value with a schema; `path` is the value's path in the scenario. */
export function diagnosticsBy(schema: z.ZodType, value: unknown, path: KeyPath): readonly Diagnostic[] {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return [];
  return result.error.issues.flatMap(unfolded).flatMap((issue) => {
    const at = [...path, ...issue.path];
    if (issue.code === "unrecognized_keys") {
      const known = keysAt(schema, issue.path);
      return issue.keys.map((key) => unknownKey([...at, key], known));
    }
    return [diagnosticOf(issue, at)];
  });
}

/** A key that is unknown in its mapping. */
export function unknownKey(path: KeyPath, known: readonly string[]): Diagnostic {
  const holder = subjectOf(path.slice(0, -1));
  const words = hintOf(String(path.at(-1)), known, `${holder} knows`);
  return ofKey(path, `is not a key of ${holder}; ${words}`);
}

function diagnosticOf(issue: Issue, at: KeyPath): Diagnostic {
  if (issue.code === "invalid_key") return ofKey(at, issue.issues[0]?.message ?? "cannot be a key");
  const words = wordsOf(issue);
  const isMissing = issue.input === undefined && (issue.code === "invalid_type" || issue.code === "invalid_value");
  if (isMissing) return { ...ofValue(at, `is missing; it ${words}`), missing: at };
  return isAboutKey(issue) ? ofKey(at, words) : ofValue(at, words);
}

/** Rules of faults report errors in their fields themselves (`readFault`). */
function isAboutKey(issue: Issue): boolean {
  return issue.code === "custom" && /^(is not a field|has no meaning)/.test(issue.message);
}

/** Of several alternatives, the error of the best match is reported. */
function unfolded(issue: Issue): readonly Issue[] {
  if (issue.code !== "invalid_union") return [issue];
  const [best] = issue.errors.filter((inner) => inner.some(isWithin)).sort((one, other) => one.length - other.length);
  if (best === undefined) return [issue];
  return best.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })).flatMap(unfolded);
}

function isWithin(issue: Issue): boolean {
  return issue.path.length > 0 || issue.code === "unrecognized_keys";
}

const OWN_WORDS = /^(must|has|is|cannot) /;

function wordsOf(issue: Issue): string {
  if (OWN_WORDS.test(issue.message)) return `${issue.message}${nearest(issue)}`;
  if (issue.code === "custom") return issue.message;
  if (issue.code === "invalid_value") return `must be one of ${issue.values.map(String).join(", ")}${nearest(issue)}`;
  if (issue.code === "invalid_type") return `must be ${KINDS[issue.expected] ?? issue.expected}`;
  if (issue.code === "too_small" || issue.code === "too_big") return sizeWords(issue);
  return issue.code === "invalid_union" ? alternatives(issue) : `is invalid: ${issue.message}`;
}

function sizeWords(issue: Issue & { readonly code: "too_small" | "too_big" }): string {
  const isSmall = issue.code === "too_small";
  const bound = isSmall ? issue.minimum : issue.maximum;
  const isNumber = issue.origin === "number" || issue.origin === "int";
  if (isNumber && issue.inclusive === false) return `must be ${isSmall ? "more" : "less"} than ${bound}`;
  if (isNumber) return `must be ${bound} or ${isSmall ? "more" : "less"}`;
  if (isSmall && bound === 1) return "must not be empty";
  return `must have ${bound} ${issue.origin === "string" ? "characters" : "items"} at ${isSmall ? "least" : "most"}`;
}

/** `must be a whole number or a list`. */
function alternatives(issue: Issue & { readonly code: "invalid_union" }): string {
  const words = issue.errors.flatMap(([first]) => (first === undefined ? [] : [wordsOf(first)]));
  const kinds = [...new Set(words)].flatMap((one) =>
    one.startsWith("must be ") ? [one.slice("must be ".length)] : [],
  );
  return kinds.length === 0 ? (words[0] ?? "has an invalid value") : `must be ${kinds.join(" or ")}`;
}

const KINDS: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
};

/** The intended word, if only certain words are possible. */
function nearest(issue: Issue): string {
  if (typeof issue.input !== "string" || issue.message.includes("did you mean")) return "";
  const meant = didYouMean(wordOf(issue.input), valuesOf(issue));
  return meant === null ? "" : `; did you mean ${meant}?`;
}

function valuesOf(issue: Issue): readonly string[] {
  if (issue.code === "invalid_value") return issue.values.map(String);
  return issue.code === "invalid_union" ? issue.errors.flat().flatMap(valuesOf) : [];
}

/** The keys that an object at a path may have by its schema, including all alternatives. */
function keysAt(schema: unknown, path: KeyPath): readonly string[] {
  const [step, ...rest] = path;
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodUnion) return [...new Set(inner.options.flatMap((option) => keysAt(option, path)))];
  if (inner instanceof z.ZodObject) {
    if (step === undefined) return Object.keys(inner.shape);
    const key = String(step);
    return Object.hasOwn(inner.shape, key) ? keysAt(inner.shape[key], rest) : [];
  }
  if (step === undefined) return [];
  if (inner instanceof z.ZodArray) return keysAt(inner.element, rest);
  return inner instanceof z.ZodRecord ? keysAt(inner.valueType, rest) : [];
}

/** Removes schema wrappers that do not affect keys, such as optional. */
function unwrapped(schema: unknown): unknown {
  const isWrapper =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodExactOptional ||
    schema instanceof z.ZodReadonly ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodLazy;
  return isWrapper ? unwrapped(schema.unwrap()) : schema;
}
