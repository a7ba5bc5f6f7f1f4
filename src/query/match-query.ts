import { FIELDS, type FieldValue } from "./fields.ts";
import type { Query, ValueTest } from "./query.ts";
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
  return (subject) => read(subject).some((value) => passes(value, test));
}

function passes(value: FieldValue, test: ValueTest): boolean {
  switch (test.kind) {
    case "equals":
      return typeof value === "string" ? value.toLowerCase() === test.value : value === test.value;
    case "holds":
      return typeof value === "string" && value.toLowerCase().includes(test.text);
    case "pattern":
      return fitsPattern(String(value).toLowerCase(), test.pieces);
    case "between":
      return typeof value === "number" && value >= test.low && value <= test.high;
    case "time":
      return typeof value === "string" && isAtTime(value.slice(test.of === "day" ? 0 : DAY.length), test);
    case "none":
    case "some":
      return false;
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
