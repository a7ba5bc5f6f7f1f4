import { SmartLeadMockError } from "../../base/errors.ts";
import { parsedJson } from "../../base/json-text.ts";

/** Reads a number that grows with the work done: rows of a table, entries of a CRM (`--probe`, `--probe-cmd`). */
export interface Probe {
  /** Throws `usage` if there is no number. */
  read(): Promise<number>;
}

/** Maximum characters of an answer that contains little more than a number. */
const ANSWER_LIMIT = 10_000;
/** Keys under which an object may contain its number. */
const COUNT_KEYS = ["count", "rows", "total", "value", "effects", "result"] as const;

/**
 * Parses the number in a probe's answer: a bare number, a JSON number, an object with a key `count` (or rows, total, value, effects,
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

/** The number in a table with headings and rules; an HTML page is not a valid answer. */
function onlyNumber(text: string): number | null {
  if (text.includes("<")) return null;
  const numbers = text.match(/(?<![\w.])\d+(?:\.\d+)?(?![\w.])/g) ?? [];
  return numbers.length === 1 ? Number(numbers[0]) : null;
}
