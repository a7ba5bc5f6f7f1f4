import { type Captured, isObject, placeIn, type ReadForm } from "./captured.ts";

/**
 * What webhook.site gives out: the answer of its API (`{"data": […]}`), a list of requests, or one. A request there has `token_id`
 * and its body as the text `content`.
 */
export const readWebhookSite: ReadForm = (parsed, name) => {
  const listed =
    isObject(parsed) && Array.isArray(parsed.data) ? parsed.data : Array.isArray(parsed) ? parsed : [parsed];
  const requests = listed.filter(isRequest);
  if (requests.length === 0) return null;
  return requests.flatMap(({ content }, index): Captured[] => {
    const place = placeIn(name, index, { count: requests.length, what: "request" });
    return content === "" ? [] : [{ place, body: content }];
  });
};

function isRequest(value: unknown): value is { readonly content: string } {
  return isObject(value) && typeof value.token_id === "string" && typeof value.content === "string";
}

/** Its CSV export: one row a request, the body in the column `content`. `null` where that is no column. */
export function readWebhookSiteCsv(text: string, name: string): readonly Captured[] | null {
  const rows = csvRows(text);
  const column = rows[0]?.findIndex((title) => title.trim().toLowerCase() === "content") ?? -1;
  if (column === -1 || rows.length < 2) return null;
  return rows.slice(1).flatMap((row, index): Captured[] => {
    const body = row[column] ?? "";
    return body === "" ? [] : [{ place: `${name}, row ${index + 2}`, body }];
  });
}

/** A quoted cell, in which a quote is doubled, or one up to the next comma or line's end (RFC 4180). */
const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;

function csvRows(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  CELL.lastIndex = 0;
  while (CELL.lastIndex < text.length) {
    const [whole, quoted, plain = "", end] = CELL.exec(text) ?? [];
    // A quote in mid-cell, or one that is never closed: this is no CSV.
    if (whole === undefined) return [];
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
