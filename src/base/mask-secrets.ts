import { isSecretName } from "./secrets/secret-names.ts";
import { MASK, replaceSecrets, secretsOfBody, secretsOfText } from "./secrets/secret-places.ts";

/**
 * A URL, or a text that holds some, without its secrets: user and password, the values of parameters and quoted fields with a secret's
 * name, path segments that are secrets, and bearer tokens. Everything else stays as it is.
 *
 * @example maskSecrets("http://me:pw@localhost/hook?token=abc&page=2") // "http://***@localhost/hook?token=***&page=2"
 */
export function maskSecrets(text: string): string {
  return replaceSecrets(text, secretsOfText(text), ({ mask }) => mask);
}

/**
 * A body without its secrets: JSON, a form, XML or plain text, whole or cut off.
 * @example maskBody('{"secret_key":"9d1f","n":1}') // '{"secret_key":"***","n":1}'
 */
export function maskBody(body: string): string {
  return replaceSecrets(body, secretsOfBody(body), ({ mask }) => mask);
}

/**
 * The value of a header as it may be shown.
 * @example maskHeader("X-Api-Key", "abc") // "***"
 */
export function maskHeader(name: string, value: string): string {
  if (!isSecretName(name)) return maskSecrets(value);
  return value.trim() === "" ? value : MASK;
}

/** All headers as they may be shown. */
export function maskHeaders<Value extends string | readonly string[]>(
  headers: Readonly<Record<string, Value>>,
): Record<string, string | readonly string[]> {
  const masked = Object.entries(headers).map(([name, value]): [string, string | readonly string[]] => [
    name,
    typeof value === "string" ? maskHeader(name, value) : value.map((one) => maskHeader(name, one)),
  ]);
  return Object.fromEntries(masked);
}
