import { harmlessJson, parsedJson } from "../../base/json-text.ts";
import { maskBody, maskHeaders, maskSecrets } from "../../base/mask-secrets.ts";

/** Our fields that hold outside data, with names that we do not choose. */
const FOREIGN_DATA: ReadonlySet<string> = new Set(["value", "set", "overrides"]);

/**
 * JSON for standard output, which ends up in logs and on terminals: secrets in addresses, headers, bodies and sentences are masked, and
 * characters that a terminal interprets or does not show are escaped.
 */
export function jsonText(value: unknown): string {
  return harmlessJson(JSON.stringify(value, masked));
}

/** JSON for a recording, which must be complete enough to send it again: only the secrets in addresses are removed. */
export function recordText(value: unknown): string {
  return harmlessJson(
    JSON.stringify(value, (key, inner: unknown) =>
      key === "url" && typeof inner === "string" ? maskSecrets(inner) : inner,
    ),
  );
}

function masked(key: string, value: unknown): unknown {
  if (typeof value === "string") return maskedText(key, value);
  if (key === "headers" && isHeaders(value)) return maskHeaders(value);
  return FOREIGN_DATA.has(key) && typeof value === "object" && value !== null
    ? parsedJson(maskBody(JSON.stringify(value)))
    : value;
}

function maskedText(key: string, text: string): string {
  if (key === "body") return maskBody(text);
  if (key === "body_base64") return maskedBytes(text);
  return maskSecrets(text);
}

/** Each byte is treated as one character. */
function maskedBytes(base64: string): string {
  const text = Buffer.from(base64, "base64").toString("latin1");
  const without = maskBody(text);
  return without === text ? base64 : Buffer.from(without, "latin1").toString("base64");
}

function isHeaders(value: unknown): value is Readonly<Record<string, string | readonly string[]>> {
  const isText = (one: unknown) => typeof one === "string";
  return (
    typeof value === "object" &&
    value !== null &&
    Object.values(value).every((one) => isText(one) || (Array.isArray(one) && one.every(isText)))
  );
}
