import type { Query, ValueTest } from "./query.ts";
import { FIELDS, type FieldValue, hasText } from "./query-fields.ts";
import type { QuerySubject } from "./subject.ts";

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
