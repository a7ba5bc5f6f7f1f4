import { maskSecrets } from "../../src/mask-secrets.ts";

/** A body as it may be copied and saved: without secrets (PRODUCT §13). */
export function keptBody(body: string): string {
  const masked = maskSecrets(body);
  return masked.replace(/("secret_?[kK]ey"\s*:\s*)"(?:[^"\\]|\\.)*"/g, '$1"***"');
}

/** The value of a JSON text, or `undefined` when it is none. */
export function jsonValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
