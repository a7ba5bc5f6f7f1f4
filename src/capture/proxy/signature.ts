import { createHmac, timingSafeEqual } from "node:crypto";
import type { ProxiedMark } from "../../delivery/delivery.ts";

export interface SigningSecrets {
  /** `null` where nothing is checked. */
  readonly secret: string | null;
  /** The one before it, while a rotation lasts. */
  readonly previousSecret?: string | null | undefined;
}

/**
 * Holds `X-Smartlead-Signature` against the raw body: `sha256=` and the hex HMAC-SHA256 (smartlead.md §1; A1, D403), or the hex alone (B1).
 * Without a secret nothing is checked; real deliveries are reported unsigned (E9, E10).
 */
export function checkedSignature(
  header: string | null,
  body: Uint8Array,
  { secret, previousSecret = null }: SigningSecrets,
): ProxiedMark["signature"] {
  if (secret === null) return "unchecked";
  if (header === null || header.trim() === "") return "missing";
  const given = Buffer.from(
    header
      .trim()
      .replace(/^sha256=/i, "")
      .toLowerCase(),
  );
  if (isMadeWith(secret, given, body)) return "valid";
  return previousSecret !== null && isMadeWith(previousSecret, given, body) ? "previous" : "wrong";
}

function isMadeWith(secret: string, given: Buffer, body: Uint8Array): boolean {
  const wanted = Buffer.from(createHmac("sha256", secret).update(body).digest("hex"));
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
