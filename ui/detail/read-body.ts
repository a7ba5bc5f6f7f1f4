import { maskBody } from "../../src/base/mask-secrets.ts";
import { printable } from "../../src/base/printable.ts";
import { type JsonRow, jsonRows } from "../pager/json-rows.ts";

/** A parsed body: formatted JSON, or the lines of any other text. Secrets are masked, and control characters are removed. */
export type ReadBody = { readonly json: readonly JsonRow[] } | { readonly lines: readonly string[] };

export function readBody(body: string): ReadBody {
  const masked = maskBody(body);
  const json = isJson(body) ? jsonRows(printable(masked)) : null;
  return json === null ? { lines: masked.split(/\r\n|\n|\r/).map(printable) } : { json };
}

/** Checks the original text, because removing characters with `printable` may break the JSON. */
function isJson(body: string): boolean {
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}
