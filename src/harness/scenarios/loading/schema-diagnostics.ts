/** What a schema finds wrong, in sentences that name the nearest valid word. */
import type { z } from "zod";
import { didYouMean } from "../../../base/did-you-mean.ts";
import type { KeyPath } from "../places.ts";
import { type Diagnostic, hintOf, ofKey, ofValue, subjectOf, wordOf } from "./diagnostic.ts";
import { keysAt } from "./schema-keys.ts";

type Issue = z.core.$ZodIssue;

/** Holds a value against a schema; `path` is where the value stands in the scenario. */
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

/** A key that the mapping which holds it does not know. */
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

/** Rules of faults complain about their fields in their own words (`readFault`). */
function isAboutKey(issue: Issue): boolean {
  return issue.code === "custom" && /^(is not a field|has no meaning)/.test(issue.message);
}

/** Of the alternatives the one that came furthest tells what is wrong. */
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

/** The word that was meant, where only certain ones are possible. */
function nearest(issue: Issue): string {
  if (typeof issue.input !== "string" || issue.message.includes("did you mean")) return "";
  const meant = didYouMean(wordOf(issue.input), valuesOf(issue));
  return meant === null ? "" : `; did you mean ${meant}?`;
}

function valuesOf(issue: Issue): readonly string[] {
  if (issue.code === "invalid_value") return issue.values.map(String);
  return issue.code === "invalid_union" ? issue.errors.flat().flatMap(valuesOf) : [];
}
