/** Compares values with a scenario's expectations: an equal value, or a matcher. */
import { isObject } from "../../base/json-text.ts";
import { parseDuration } from "../../base/time/duration.ts";

/** The keys that make an object a matcher; an object with any other key is a value to be equal to. */
export const MATCHER_WORDS = [
  "matches",
  "contains",
  "one_of",
  "at_least",
  "at_most",
  "between",
  "type",
  "absent",
  "present",
  "length",
  "not",
] as const;
type MatcherWord = (typeof MATCHER_WORDS)[number];

/** Maximum characters of a value in a sentence. */
const SHOWN_CHARACTERS = 300;
/** Maximum characters of a text that a pattern searches: a body's longest field, and a limit for slow patterns. */
const SEARCHED_CHARACTERS = 100_000;

/** Whether the value is as expected; `undefined` = it is missing. An invalid matcher (see `matcherProblem`) matches nothing. */
export function isMatch(expected: unknown, actual: unknown): boolean {
  const matcher = matcherOf(expected);
  return matcher === null ? isEqual(expected, actual) : matcher.every(([word, wanted]) => fits(word, wanted, actual));
}

/** Why a matcher is invalid, in a sentence, or `null`. */
export function matcherProblem(expected: unknown): string | null {
  for (const [word, wanted] of matcherOf(expected) ?? []) {
    if (word === "not" || word === "length") return matcherProblem(wanted);
    if (word === "matches" && patternOf(wanted) === null) {
      return `${shownValue(wanted)} is not a regular expression.`;
    }
  }
  return null;
}

/** The expected value, in words that continue after "expected". */
export function describeExpected(expected: unknown): string {
  const matcher = matcherOf(expected);
  if (matcher === null) return shownValue(expected);
  return matcher.map(([word, wanted]) => describeWord(word, wanted)).join(" and ");
}

/** A value, formatted for a sentence. */
export function shownValue(value: unknown): string {
  if (value === undefined) return "absent";
  if (typeof value === "string" && isPlainWord(value)) return value;
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`;
}

/** Equal as JSON data: keys in any order; `undefined` counts as missing. */
export function isEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) || Array.isArray(other)) {
    if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
    return one.every((item, index) => isEqual(item, other[index]));
  }
  if (!isObject(one) || !isObject(other)) return false;
  const keys = definedKeys(one);
  return keys.length === definedKeys(other).length && keys.every((key) => isEqual(one[key], other[key]));
}

function matcherOf(expected: unknown): readonly [MatcherWord, unknown][] | null {
  if (!isObject(expected)) return null;
  const entries: [MatcherWord, unknown][] = [];
  for (const [key, wanted] of Object.entries(expected)) {
    const word = MATCHER_WORDS.find((known) => known === key);
    if (word === undefined) return null;
    entries.push([word, wanted]);
  }
  return entries.length === 0 ? null : entries;
}

const FITS: Readonly<Record<MatcherWord, (wanted: unknown, actual: unknown) => boolean>> = {
  matches: (wanted, actual) =>
    typeof actual === "string" && (patternOf(wanted)?.test(actual.slice(0, SEARCHED_CHARACTERS)) ?? false),
  contains: holds,
  one_of: (wanted, actual) => Array.isArray(wanted) && wanted.some((one) => isMatch(one, actual)),
  at_least: (wanted, actual) => compared(actual, wanted, (value, bound) => value >= bound),
  at_most: (wanted, actual) => compared(actual, wanted, (value, bound) => value <= bound),
  between: (wanted, actual) => {
    const [from, to] = Array.isArray(wanted) ? wanted : [];
    return FITS.at_least(from, actual) && FITS.at_most(to, actual);
  },
  type: (wanted, actual) => typeOf(actual) === wanted,
  absent: (_wanted, actual) => actual === undefined,
  present: (_wanted, actual) => actual !== undefined,
  length: (wanted, actual) => {
    const length = lengthOf(actual);
    return length !== null && isMatch(wanted, length);
  },
  not: (wanted, actual) => !isMatch(wanted, actual),
};

function fits(word: MatcherWord, wanted: unknown, actual: unknown): boolean {
  return FITS[word](wanted, actual);
}

const WORDS: Readonly<Record<MatcherWord, (wanted: unknown) => string>> = {
  matches: (wanted) => `a string that matches ${shownValue(wanted)}`,
  contains: (wanted) => `something that contains ${shownValue(wanted)}`,
  one_of: (wanted) => `one of ${Array.isArray(wanted) ? wanted.map(describeExpected).join(", ") : shownValue(wanted)}`,
  at_least: (wanted) => `at least ${shownValue(wanted)}`,
  at_most: (wanted) => `at most ${shownValue(wanted)}`,
  between: (wanted) => `between ${Array.isArray(wanted) ? wanted.map(shownValue).join(" and ") : shownValue(wanted)}`,
  type: (wanted) => `a value of type ${shownValue(wanted)}`,
  absent: () => "no value",
  present: () => "any value",
  length: (wanted) => `a length of ${describeExpected(wanted)}`,
  not: (wanted) => `anything but ${describeExpected(wanted)}`,
};

function describeWord(word: MatcherWord, wanted: unknown): string {
  return WORDS[word](wanted);
}

/** A text contains another, a list an item that matches, an object these keys with values that match. */
function holds(wanted: unknown, actual: unknown): boolean {
  if (typeof actual === "string") return typeof wanted === "string" && actual.includes(wanted);
  if (Array.isArray(actual))
    return actual.some((item) => isMatch(wanted, item) || (isObject(item) && holds(wanted, item)));
  if (!isObject(actual) || !isObject(wanted)) return false;
  return Object.entries(wanted).every(([key, value]) => Object.hasOwn(actual, key) && isMatch(value, actual[key]));
}

function patternOf(wanted: unknown): RegExp | null {
  if (typeof wanted !== "string") return null;
  try {
    return new RegExp(wanted, "u");
  } catch {
    return null;
  }
}

/** Compares numbers, durations with durations or milliseconds, and times with times. A string of digits alone is not one of these. */
function compared(actual: unknown, bound: unknown, holdsFor: (value: number, bound: number) => boolean): boolean {
  for (const measure of [numberOf, durationOf, timeOf]) {
    const [value, limit] = [measure(actual), measure(bound)];
    if (value !== null && limit !== null) return holdsFor(value, limit);
  }
  return false;
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

function durationOf(value: unknown): number | null {
  if (typeof value === "number") return value;
  return typeof value === "string" && /[a-z]/.test(value) ? parseDuration(value) : null;
}

function timeOf(value: unknown): number | null {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d/.test(value)) return null;
  const time = Date.parse(value);
  return Number.isNaN(time) ? null : time;
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function lengthOf(value: unknown): number | null {
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  return isObject(value) ? definedKeys(value).length : null;
}

function definedKeys(value: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(value).filter((key) => value[key] !== undefined);
}

/** A word that cannot be taken for a number or a keyword needs no quotes. */
function isPlainWord(text: string): boolean {
  return /^[A-Za-z_][\w.:@/+-]*$/.test(text) && text.length <= SHOWN_CHARACTERS && !RESERVED.has(text);
}

const RESERVED: ReadonlySet<string> = new Set(["true", "false", "null", "absent", "undefined"]);

/** A name, `[2]`, or `["a key with . in it"]`. */
const PART = /\.?([^.[\]]+)|\[(\d{1,9})\]|\["([^"]*)"\]/y;

/** The value at a path such as `history[0].type` in JSON data; `undefined` if none exists. A key with exactly this name takes precedence over the path. */
export function readPath(value: unknown, path: string): unknown {
  if (isObject(value) && Object.hasOwn(value, path)) return value[path];
  let found = value;
  let at = 0;
  while (at < path.length) {
    PART.lastIndex = at;
    const match = PART.exec(path);
    if (match === null) return undefined;
    found = partOf(found, match[1] ?? match[2] ?? match[3] ?? "");
    at = PART.lastIndex;
  }
  return found;
}

/** Only own properties of the data count, not those of JavaScript's objects. */
function partOf(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return /^\d+$/.test(key) ? value[Number(key)] : undefined;
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
