import { SmartLeadMockError } from "../../base/errors.ts";
import { FIELDS, type FieldName, type FieldValue, hasText } from "./query-fields.ts";
import type { QuerySubject } from "./subject.ts";

/** A query on a list of deliveries, as data. */
export type Query =
  /** Matches where every part matches; without parts, everything. */
  | { readonly kind: "all"; readonly of: readonly Query[] }
  /** Matches where at least one part matches. */
  | { readonly kind: "any"; readonly of: readonly Query[] }
  | { readonly kind: "not"; readonly of: Query }
  | { readonly kind: "term"; readonly field: FieldName; readonly test: ValueTest };

/** A condition on one value of a field. Texts are in lower case: case never matters. */
export type ValueTest =
  | { readonly kind: "equals"; readonly value: string | number }
  /** The value contains the text. */
  | { readonly kind: "holds"; readonly text: string }
  /** The pieces between the stars, anchored at both ends of the value. */
  | { readonly kind: "pattern"; readonly pieces: readonly string[] }
  /** Both ends inclusive; an infinite end is open. */
  | { readonly kind: "between"; readonly low: number; readonly high: number }
  /** Compares ISO times as text, with only as much of the value as is written. */
  | { readonly kind: "time"; readonly of: "day" | "clock"; readonly comparison: Comparison; readonly text: string }
  /** The field has no value. */
  | { readonly kind: "none" }
  /** The field has any value. */
  | { readonly kind: "some" };

export type Comparison = "=" | ">" | ">=" | "<" | "<=";

/** Maximum length of a query: more than anyone types, short enough to parse on each keystroke. */
export const MAX_QUERY_CHARACTERS = 1_000;

/** A query that cannot be read. The message is one sentence that names the column. */
export class QueryError extends SmartLeadMockError {
  /** What is wrong and what to write instead, without the place. */
  readonly problem: string;
  /** Where it is, in code units from 0. */
  readonly at: number;

  constructor(at: number, problem: string) {
    super("bad_request", `The query is invalid at column ${at + 1}: ${problem}`);
    this.problem = problem;
    this.at = at;
  }
}

/** Whether a subject matches the query. */
export type Matcher = (subject: QuerySubject) => boolean;

/** Compiles a query for use on many subjects. */
export function matcherOf(query: Query): Matcher {
  switch (query.kind) {
    case "all": {
      const parts = query.of.map(matcherOf);
      return (subject) => parts.every((part) => part(subject));
    }
    case "any": {
      const parts = query.of.map(matcherOf);
      return (subject) => parts.some((part) => part(subject));
    }
    case "not": {
      const part = matcherOf(query.of);
      return (subject) => !part(subject);
    }
    case "term":
      return termMatcher(query);
  }
}

function termMatcher({ field, test }: Extract<Query, { kind: "term" }>): Matcher {
  const { read } = FIELDS[field];
  if (test.kind === "none") return (subject) => read(subject).length === 0;
  if (test.kind === "some") return (subject) => read(subject).length > 0;
  const passes = valueMatcher(test);
  return field === "text" ? (subject) => hasText(subject, passes) : (subject) => read(subject).some(passes);
}

/** Compiles a condition for use on many values. */
function valueMatcher(test: Exclude<ValueTest, { kind: "none" | "some" }>): (value: FieldValue) => boolean {
  switch (test.kind) {
    case "equals": {
      const { value: wanted } = test;
      return (value) => (typeof value === "string" ? value.toLowerCase() === wanted : value === wanted);
    }
    case "holds": {
      const { text } = test;
      return (value) => typeof value === "string" && value.toLowerCase().includes(text);
    }
    case "pattern": {
      const { pieces } = test;
      return (value) => fitsPattern(String(value).toLowerCase(), pieces);
    }
    case "between": {
      const { low, high } = test;
      return (value) => typeof value === "number" && value >= low && value <= high;
    }
    case "time":
      return (value) => typeof value === "string" && isAtTime(value.slice(test.of === "day" ? 0 : DAY.length), test);
  }
}

const DAY = "2026-01-05T";

function isAtTime(value: string, { comparison, text }: Extract<ValueTest, { kind: "time" }>): boolean {
  const part = value.slice(0, text.length).toLowerCase();
  switch (comparison) {
    case "=":
      return part === text;
    case ">":
      return part > text;
    case ">=":
      return part >= text;
    case "<":
      return part < text;
    case "<=":
      return part <= text;
  }
}

/** Each piece is searched after the previous one, so that the time is linear in the text's length. */
export function fitsPattern(text: string, pieces: readonly string[]): boolean {
  const [first = "", ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, from);
    if (found === -1) return false;
    from = found + piece.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}
