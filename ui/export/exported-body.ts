import { parsedJson } from "../../src/base/json-text.ts";
import { maskBody } from "../../src/base/mask-secrets.ts";

/** A body as it may be copied and saved: without secrets (PRODUCT §13). */
export function exportedBody(body: string): string {
  return maskBody(body);
}

/** The object or list of a body that is written the same when it is rewritten; `undefined` for any other, which is kept as a text. */
export function faithfulValue(body: string): unknown {
  const value = parsedJson(body);
  // Numbers that are rounded, keys that come twice, blanks, and escapes would not come out as they were.
  const isFaithful = typeof value === "object" && value !== null && JSON.stringify(value) === body;
  // In a literal, the one key would be the prototype, and the other merges mappings; a long one needs another form in YAML.
  return isFaithful && !/"(?:__proto__|<<)"\s*:|"[^"]{1000,}"\s*:/.test(body) && isPlain(value, 0) ? value : undefined;
}

/** Levels of lists and objects that scenarios are filled in to, less those around a body. */
const MAX_DEPTH = 50;

/** What a scenario takes as data: not too deep, and with numbers that are exact. */
function isPlain(value: unknown, depth: number): boolean {
  if (typeof value === "number") return !Number.isInteger(value) || Number.isSafeInteger(value);
  if (typeof value !== "object" || value === null) return true;
  return depth < MAX_DEPTH && Object.values(value).every((one) => isPlain(one, depth + 1));
}

/** A body for an editor: JSON laid out where that changes nothing of what it says, everything else as it came. */
export function editableText(body: string): string {
  const kept = exportedBody(body);
  const value = faithfulValue(kept);
  return value === undefined ? kept : `${JSON.stringify(value, null, 2)}\n`;
}
