import { SmartLeadMockError } from "../../../base/errors.ts";
import { isObject, parsedJson } from "../../../base/json-text.ts";
import { shellWords, withoutCarets } from "./split-shell-words.ts";

/** A captured request: the body SmartLead sent, or an envelope around it. */
export interface Captured {
  /** The request's location, for people: `session.ndjson:4`, `export.json, request 3`. */
  readonly place: string;
  /** The text as it was received, or JSON. */
  readonly content: unknown;
  /** Whether it may hold no body, like a page that a browser loaded or a response. */
  readonly isOptional?: boolean;
}

/** The form in which requests were captured. */
export type CaptureKind = "body" | "recording" | "curl line" | "HAR" | "webhook.site export" | "table" | "text";

export interface Capture {
  readonly kind: CaptureKind;
  readonly requests: AsyncIterable<Captured> | Iterable<Captured>;
}

/** Reads one form; returns `null` if the content has another form. */
export type ReadForm = (parsed: unknown, name: string) => readonly Captured[] | null;

/** The location of the only request, or of one of several. */
function placeIn(name: string, index: number, { count, what }: { count: number; what: string }): string {
  return count === 1 ? name : `${name}, ${what} ${index + 1}`;
}

/**
 * Reads the entries of an HTTP archive (HAR 1.2: `log.entries`). A body may be in the request (`request.postData.text`), in the response of
 * a service that shows the requests it caught, or in a WebSocket message. Only an entry that sends something must hold one.
 */
export const readHar: ReadForm = (parsed, name) => {
  if (!isObject(parsed) || !isObject(parsed.log) || !Array.isArray(parsed.log.entries)) return null;
  const entries: readonly unknown[] = parsed.log.entries;
  return entries.map((entry, index): Captured => {
    return { place: `${name}, entry ${index + 1}`, content: entry, isOptional: !sendsText(entry) };
  });
};

function sendsText(entry: unknown): boolean {
  if (!isObject(entry) || !isObject(entry.request)) return false;
  const { postData } = entry.request;
  return isObject(postData) && typeof postData.text === "string" && postData.text !== "";
}

/**
 * Reads webhook.site's formats: the answer of its API (`{"data": […]}`), a list of requests, or one request. Each request has `token_id`
 * and its body as the text `content`.
 */
export const readWebhookSite: ReadForm = (parsed, name) => {
  const listed =
    isObject(parsed) && Array.isArray(parsed.data) ? parsed.data : Array.isArray(parsed) ? parsed : [parsed];
  const requests = listed.filter(isRequest);
  if (requests.length === 0) return null;
  return requests.flatMap(({ content }, index): Captured[] => {
    const place = placeIn(name, index, { count: requests.length, what: "request" });
    return content === "" ? [] : [{ place, content }];
  });
};

function isRequest(value: unknown): value is { readonly content: string } {
  return isObject(value) && typeof value.token_id === "string" && typeof value.content === "string";
}

/** Characters that may separate the cells of a table. */
const DELIMITERS = [",", ";", "\t"] as const;

/**
 * Reads a table with titles (CSV, RFC 4180, also with semicolons or tabs) in which a column holds JSON: an export of webhook.site or of a
 * database. Each row becomes an object of its cells. Returns `null` if the text is not such a table.
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

/** Cells are keyed by the title of their column, or by its number if the title is repeated or missing. */
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

/** Returns no rows if the text is not a table with this delimiter. */
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

const DATA_OPTIONS = ["-d", "--data", "--data-ascii", "--data-binary", "--data-raw", "--json"] as const;

/**
 * Reads the bodies of `curl …` lines, as "copy as cURL" writes them; returns `null` if the text has none. Throws `usage` for a body that
 * curl would read from a file.
 */
export function readCurlLines(text: string, name: string): readonly Captured[] | null {
  if (!/^\s*(?:\$ )?curl(?:\.exe)?\s/.test(text)) return null;
  const lines = shellWords(withoutCarets(text).trim().replaceAll("\r\n", "\n"));
  if (lines === null) throw new SmartLeadMockError("usage", `${name}: the curl line has a quote that is never closed.`);
  const commands = lines.filter((words) => words.slice(0, 2).some((word) => /^curl(\.exe)?$/.test(word)));
  return commands.flatMap((words, index): Captured[] => {
    const body = bodyOf(words, name);
    const place = placeIn(name, index, { count: commands.length, what: "curl line" });
    return body === null ? [] : [{ place, content: body }];
  });
}

/** Several `--data` options are joined the way curl joins them. */
function bodyOf(words: readonly string[], name: string): string | null {
  const pieces = words.flatMap((word, index) => {
    const option = DATA_OPTIONS.find((one) => word === one || isGlued(word, one));
    if (option === undefined) return [];
    const value = word === option ? (words[index + 1] ?? "") : word.slice(option.length).replace(/^=/, "");
    if (value.startsWith("@") && option !== "--data-raw") throw readsFile(value.slice(1), name);
    return [value];
  });
  return pieces.length === 0 ? null : pieces.join("&");
}

/** `-d'{}'`, `--data='{}'`. */
function isGlued(word: string, option: string): boolean {
  return option === "-d" ? /^-d[^-]/.test(word) : word.startsWith(`${option}=`);
}

function readsFile(file: string, name: string): SmartLeadMockError {
  return new SmartLeadMockError(
    "usage",
    `${name}: the curl line reads its body from ${file}; give that file to drift instead.`,
  );
}
