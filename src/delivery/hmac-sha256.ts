import { createHmac } from "node:crypto";

/** The hex HMAC-SHA256 of a text's UTF-8 bytes. */
export function hmacSha256(secret: string, text: string): string {
  return createHmac("sha256", secret).update(text, "utf8").digest("hex");
}
