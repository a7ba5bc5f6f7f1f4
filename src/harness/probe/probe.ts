import { SmartLeadMockError } from "../../base/errors.ts";
import { parsedJson } from "../../base/json-text.ts";

/** Reads a number that grows with the work done: rows of a table, entries of a CRM (`--probe`, `--probe-cmd`). */
export interface Probe {
  /** Throws `usage` when there is no number to be had. */
  read(): Promise<number>;
}

/** Characters of an answer that holds a number, and nothing much beside it. */
const ANSWER_LIMIT = 10_000;
/** Under which an object may say its number. */
const COUNT_KEYS = ["count", "rows", "total", "value", "effects", "result"] as const;

/**
 * The number in a probe's answer: a bare number, a JSON number, an object that says it as `count` (or rows, total, value, effects,
 * result), or a table with one number in it, as `psql -t` prints it. Throws `usage` for anything else.
 */
export function probedNumber(answer: string, name: string): number {
  const text = answer.slice(0, ANSWER_LIMIT).trim();
  const found = numberIn(parsedJson(text)) ?? onlyNumber(text);
  if (found !== null) return found;
  const shown = text === "" ? "nothing" : JSON.stringify(text.slice(0, 80));
  throw new SmartLeadMockError(
    "usage",
    `${name} answered ${shown}; it must answer one number, such as 42 or {"count": 42}.`,
  );
}

function numberIn(value: unknown): number | null {
  if (typeof value === "number") return value;
  if (Array.isArray(value)) return value.length === 1 ? numberIn(value[0]) : null;
  if (typeof value !== "object" || value === null) return null;
  const entries = new Map(Object.entries(value));
  const named = COUNT_KEYS.map((key) => entries.get(key)).find((one) => typeof one === "number");
  if (typeof named === "number") return named;
  const [only, second] = entries.values();
  return second === undefined ? numberIn(only) : null;
}

/** Of a table with its heads and rules; a page of HTML is no answer to this question. */
function onlyNumber(text: string): number | null {
  if (text.includes("<")) return null;
  const numbers = text.match(/(?<![\w.])\d+(?:\.\d+)?(?![\w.])/g) ?? [];
  return numbers.length === 1 ? Number(numbers[0]) : null;
}
