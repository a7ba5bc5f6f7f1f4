import { SmartLeadMockError } from "../../base/errors.ts";
import { FIELDS, type FieldName, type FieldValue, hasText } from "./query-fields.ts";
import type { QuerySubject } from "./subject.ts";

/** What is asked of a list of deliveries, as data. */
export type Query =
  /** Holds where each part does; without parts, of everything. */
  | { readonly kind: "all"; readonly of: readonly Query[] }
  /** Holds where at least one part does. */
  | { readonly kind: "any"; readonly of: readonly Query[] }
  | { readonly kind: "not"; readonly of: Query }
  | { readonly kind: "term"; readonly field: FieldName; readonly test: ValueTest };

/** What one value of a field must be. Texts are in lower case: case never matters. */
export type ValueTest =
  | { readonly kind: "equals"; readonly value: string | number }
  /** Occurs somewhere in it. */
  | { readonly kind: "holds"; readonly text: string }
  /** The pieces between the stars, from the first to the last character. */
  | { readonly kind: "pattern"; readonly pieces: readonly string[] }
  /** Both ends included; an end that is infinite is open. */
  | { readonly kind: "between"; readonly low: number; readonly high: number }
  /** In the order of characters, as ISO times are: compared with as much of the value as is written. */
  | { readonly kind: "time"; readonly of: "day" | "clock"; readonly comparison: Comparison; readonly text: string }
  /** The field has no value. */
  | { readonly kind: "none" }
  /** It has one, whatever it is. */
  | { readonly kind: "some" };

export type Comparison = "=" | ">" | ">=" | "<" | "<=";

/** Characters of a query: more than anyone types, little enough to be read at each key. */
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

/** Whether a subject is what was asked for. */
export type Matcher = (subject: QuerySubject) => boolean;

/** A query made ready to be asked of many. */
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

/** A test made ready to be put to many values. */
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

/** Each piece is looked for behind the one before, so that no pattern takes longer than the text is long. */
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
