import { parsedJson } from "../../src/base/json-text.ts";
import { maskBody } from "../../src/base/mask-secrets.ts";

/** A body that can be copied and saved: without secrets (PRODUCT §13). */
export function exportedBody(body: string): string {
  return maskBody(body);
}

/** The object or list of a body that serializes to the same text; `undefined` for any other body, which is kept as a string. */
export function faithfulValue(body: string): unknown {
  const value = parsedJson(body);
  // Rounded numbers, repeated keys, whitespace and escapes would not be reproduced exactly.
  const isFaithful = typeof value === "object" && value !== null && JSON.stringify(value) === body;
  // In a literal, the first key would set the prototype, and the second merges mappings; a long key needs another form in YAML.
  return isFaithful && !/"(?:__proto__|<<)"\s*:|"[^"]{1000,}"\s*:/.test(body) && isPlain(value, 0) ? value : undefined;
}

/** Maximum nesting that scenarios interpolate, minus the levels around a body. */
const MAX_DEPTH = 50;

/** Whether a scenario can hold it as data: not too deep, and with exact numbers. */
function isPlain(value: unknown, depth: number): boolean {
  if (typeof value === "number") return !Number.isInteger(value) || Number.isSafeInteger(value);
  if (typeof value !== "object" || value === null) return true;
  return depth < MAX_DEPTH && Object.values(value).every((one) => isPlain(one, depth + 1));
}

/** A body for an editor: JSON is formatted if that does not change its meaning, anything else is left unchanged. */
export function editableText(body: string): string {
  const kept = exportedBody(body);
  const value = faithfulValue(kept);
  return value === undefined ? kept : `${JSON.stringify(value, null, 2)}\n`;
}
