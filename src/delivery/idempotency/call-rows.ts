import { parsedJson } from "../../base/json-text.ts";
import type { Naming } from "./attribution.ts";

/** Rows of one write that are looked at; a batch of more counts as one write. */
const MAX_ROWS = 1_000;

/**
 * The rows of a write that stores several things at once, each as JSON: of a JSON array, of an object that holds one array, or of
 * JSON lines. Rows have the same keys, which the blocks of a chat message do not have. Empty for a write about one thing.
 */
export function rowsOf(bodyText: string): readonly string[] {
  const rows = listIn(parsedJson(bodyText)) ?? linesIn(bodyText);
  if (rows === null || rows.length < 2 || rows.length > MAX_ROWS || !areAlike(rows)) return [];
  return rows.map((row) => JSON.stringify(row));
}

/** At least two rows name an event, and no two may name the same one: parts of one message repeat what they are about. */
export function areAboutDifferentEvents(rows: readonly Naming[]): boolean {
  const named = rows.filter(({ by }) => by !== null && by !== "campaign");
  const ids = named.flatMap(({ candidates }) => candidates.map(({ requestId }) => requestId));
  return named.length > 1 && new Set(ids).size === ids.length;
}

/** The request id of the one event that all rows are about, where it stands in them twice, to the letter: it may have been processed twice. */
export function repeatedIn(rows: readonly string[], namings: readonly Naming[]): string | null {
  const ids = new Set(namings.flatMap(({ candidates }) => candidates.map(({ requestId }) => requestId)));
  const [only] = ids;
  return ids.size === 1 && only !== undefined && new Set(rows).size < rows.length ? only : null;
}

function listIn(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value;
  if (typeof value !== "object" || value === null) return null;
  const lists = Object.values(value).filter((one) => Array.isArray(one));
  return lists.length === 1 ? (lists[0] ?? null) : null;
}

function linesIn(bodyText: string): readonly unknown[] | null {
  const lines = bodyText.split("\n").filter((line) => line.trim() !== "");
  if (lines.length < 2 || lines.length > MAX_ROWS) return null;
  const rows = lines.map((line) => parsedJson(line));
  return rows.every(isObject) ? rows : null;
}

function areAlike(rows: readonly unknown[]): boolean {
  const [first, ...others] = rows.map(keysOf);
  return first !== null && first !== "" && others.every((keys) => keys === first);
}

function keysOf(row: unknown): string | null {
  return isObject(row) ? Object.keys(row).sort().join("\n") : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
