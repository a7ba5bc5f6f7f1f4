// The browser's own crypto is asynchronous and needs a secure page; requests are built synchronously.
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** The hex HMAC-SHA256 of a text's UTF-8 bytes. */
export function hmacSha256(secret: string, text: string): string {
  return bytesToHex(hmac(sha256, utf8ToBytes(secret), utf8ToBytes(text)));
}
