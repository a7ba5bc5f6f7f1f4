import { parsedJson } from "../../../base/json-text.ts";
import { isObject } from "../../../smartlead/payloads/own/is-object.ts";
import type { Captured } from "./captured.ts";

/** What may stand between the cells of a table. */
const DELIMITERS = [",", ";", "\t"] as const;

/**
 * A table with titles (CSV, RFC 4180, also with semicolons or tabs) in which a column holds JSON: an export of webhook.site or of a database.
 * Each row is an object of its cells. `null` where the text is not one.
 */
export function readTable(text: string, name: string): readonly Captured[] | null {
  for (const delimiter of DELIMITERS) {
    const [titles, ...rows] = rowsOf(text, delimiter);
    if (titles === undefined || rows.length === 0 || titles.some(holdsJson)) continue;
    if (!rows.some((row) => row.some(holdsJson))) continue;
    return rows.map((row, index) => ({ place: `${name}, row ${index + 2}`, content: cellsOf(titles, row) }));
  }
  return null;
}

/** By the title of its column; a title that comes twice, or is missing, is a number. */
function cellsOf(titles: readonly string[], row: readonly string[]): Readonly<Record<string, string>> {
  const cells = new Map<string, string>();
  for (const [index, cell] of row.entries()) {
    const title = titles[index]?.trim() ?? "";
    cells.set(title === "" || cells.has(title) ? `column ${index + 1}` : title, cell);
  }
  return Object.fromEntries(cells);
}

function holdsJson(cell: string): boolean {
  const parsed = parsedJson(cell.trim());
  return isObject(parsed) || Array.isArray(parsed);
}

/** None where the text is no such table. */
function rowsOf(text: string, delimiter: string): readonly (readonly string[])[] {
  // A quoted cell, in which a quote is doubled, or one up to the next delimiter or line's end.
  const cellPattern = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${delimiter}\\r\\n]*))(${delimiter}|\\r\\n|\\n|\\r|$)`, "y");
  const rows: string[][] = [];
  let row: string[] = [];
  while (cellPattern.lastIndex < text.length) {
    const [whole, quoted, plain = "", end] = cellPattern.exec(text) ?? [];
    // A quote in mid-cell, or one that is never closed: this is no table.
    if (whole === undefined) return [];
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === delimiter) continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
