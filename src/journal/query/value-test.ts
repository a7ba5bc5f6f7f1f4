import { didYouMean } from "../../base/did-you-mean.ts";
import { parseDuration } from "../../base/time/duration.ts";
import { type Comparison, fitsPattern, QueryError, type ValueTest } from "./query.ts";
import { FIELDS, type FieldName, type FieldSpec } from "./query-fields.ts";

/** One value as it was written. */
export interface WrittenValue {
  /** Without its quotes. */
  readonly text: string;
  /** Quoted values are literal: no stars, comparisons, `none` or `any`. */
  readonly isQuoted: boolean;
  /** Where it begins in the query. */
  readonly at: number;
}

/** Turns a written value into a condition on a field. Throws `QueryError` when the field has no such value. */
export function valueTest(name: FieldName, written: WrittenValue): ValueTest {
  const { kind, isOptional } = FIELDS[name];
  const { text, isQuoted } = written;
  if (!isQuoted && isOptional && /^none$/i.test(text)) return { kind: "none" };
  if (!isQuoted && isOptional && /^(any|\*)$/i.test(text)) return { kind: "some" };
  if (!isQuoted && text.startsWith("!")) throw notNegated(name, written);
  switch (kind) {
    case "word":
      return wordTest(name, written);
    case "text":
      return textTest(written);
    case "number-or-text":
      return /^\d+$/.test(text) && !isQuoted ? { kind: "equals", value: Number(text) } : textTest(written);
    case "number":
      return numberTest(name, written);
    case "status":
      return statusTest(written);
    case "duration":
      return durationTest(name, written);
    case "time":
      return timeTest(name, written);
  }
}

function textTest({ text, isQuoted }: WrittenValue): ValueTest {
  const lower = text.toLowerCase();
  return !isQuoted && lower.includes("*") ? patternOf(lower) : { kind: "holds", text: lower };
}

function patternOf(lower: string): Extract<ValueTest, { kind: "pattern" }> {
  return { kind: "pattern", pieces: lower.split("*") };
}

function wordTest(name: FieldName, written: WrittenValue): ValueTest {
  const { words } = FIELDS[name];
  const asked = written.text.toLowerCase();
  if (!written.isQuoted && asked.includes("*")) {
    const pattern = patternOf(asked);
    if (words.some((word) => fitsPattern(word.toLowerCase(), pattern.pieces))) return pattern;
    throw new QueryError(written.at, `no ${name} matches ${quoted(written.text)}; the values are ${words.join(", ")}.`);
  }
  // Some words have hyphens, others underscores; users should not have to know which.
  const known = words.find((word) => joined(word) === joined(asked));
  if (known === undefined) throw unknownWord(name, written);
  return { kind: "equals", value: known.toLowerCase() };
}

function joined(word: string): string {
  return word.toLowerCase().replaceAll(/[-_ ]/g, "");
}

function unknownWord(name: FieldName, { text, at }: WrittenValue): QueryError {
  const { words, isOptional } = FIELDS[name];
  const meant = didYouMean(text.replaceAll("-", "_"), words) ?? didYouMean(text, words);
  const more = isOptional ? ", none, any" : "";
  const hint = meant === null ? `the values are ${words.join(", ")}${more}.` : `did you mean ${meant}?`;
  return new QueryError(at, `${quoted(text)} is not a value of ${name}; ${hint}`);
}

/** `>=5`, `5..7`, `=5`, `5`, in numbers of any unit. */
function rangeOf(text: string, parse: (text: string) => number | null): ValueTest | null {
  const [comparison, rest] = comparisonOf(text);
  const ends = comparison === null ? /^(.+?)\.\.(.+)$/.exec(rest) : null;
  if (ends !== null) {
    const [low, high] = [parse(ends[1] ?? ""), parse(ends[2] ?? "")];
    return low === null || high === null ? null : { kind: "between", low, high };
  }
  const number = parse(rest);
  return number === null ? null : compared(comparison ?? "=", number);
}

function compared(comparison: Comparison, number: number): ValueTest {
  // The next number above or below: all compared values are finite, and mostly whole.
  const step = Math.max(Number.EPSILON, Math.abs(number) * Number.EPSILON);
  switch (comparison) {
    case "=":
      return { kind: "equals", value: number };
    case ">":
      return { kind: "between", low: number + step, high: Number.POSITIVE_INFINITY };
    case ">=":
      return { kind: "between", low: number, high: Number.POSITIVE_INFINITY };
    case "<":
      return { kind: "between", low: Number.NEGATIVE_INFINITY, high: number - step };
    case "<=":
      return { kind: "between", low: Number.NEGATIVE_INFINITY, high: number };
  }
}

function comparisonOf(text: string): readonly [Comparison | null, string] {
  const comparison = (["<=", ">=", "<", ">", "="] as const).find((one) => text.startsWith(one)) ?? null;
  return [comparison, text.slice(comparison?.length ?? 0)];
}

function wholeNumber(text: string): number | null {
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function numberTest(name: FieldName, { text, at }: WrittenValue): ValueTest {
  if (/^[\d*]*\*[\d*]*$/.test(text)) return patternOf(text);
  const test = rangeOf(text, wholeNumber);
  if (test !== null) return test;
  throw new QueryError(at, `${quoted(text)} is not a number; ${examplesOf(FIELDS[name])}`);
}

function statusTest({ text, at }: WrittenValue): ValueTest {
  const hundred = /^([1-5])xx$/i.exec(text)?.[1];
  if (hundred !== undefined) return { kind: "between", low: Number(hundred) * 100, high: Number(hundred) * 100 + 99 };
  const test = rangeOf(text, (one) => (/^[1-5]\d\d$/.test(one) ? Number(one) : null));
  if (test !== null) return test;
  throw new QueryError(at, `${quoted(text)} is not an HTTP status; ${examplesOf(FIELDS.status)}`);
}

function durationTest(name: FieldName, { text, at }: WrittenValue): ValueTest {
  const test = rangeOf(text, parseDuration);
  if (test !== null) return test;
  throw new QueryError(at, `${quoted(text)} is not a duration; ${examplesOf(FIELDS[name])}`);
}

/** Any prefix of a day and of a time of day. */
const DAY = /^\d{4}(-\d\d?(-\d\d?(t(\d\d?(:\d\d?(:\d\d?(\.\d{1,3})?)?)?)?z?)?)?)?$/;
const CLOCK = /^\d\d:(\d\d?(:(\d\d?(\.\d{1,3})?)?)?)?$/;

function timeTest(name: FieldName, { text, at }: WrittenValue): ValueTest {
  const [comparison, rest] = comparisonOf(text.toLowerCase());
  const time = { kind: "time", comparison: comparison ?? "=", text: rest } as const;
  if (DAY.test(rest)) return { ...time, of: "day" };
  if (CLOCK.test(rest)) return { ...time, of: "clock" };
  throw new QueryError(at, `${quoted(text)} is not a time; ${examplesOf(FIELDS[name])}`);
}

function examplesOf({ examples }: FieldSpec): string {
  return `write it like ${examples.join(" or ")}.`;
}

function notNegated(name: FieldName, { text, at }: WrittenValue): QueryError {
  return new QueryError(at, `a value cannot be negated; put the minus in front: -${name}:${text.slice(1)}.`);
}

/** Characters of a foreign word that an error repeats. */
const MAX_QUOTED = 40;

function quoted(text: string): string {
  return JSON.stringify(text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text);
}
