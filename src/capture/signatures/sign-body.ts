import { createHmac } from "node:crypto";
import { type SignatureForm, signatureText } from "../../delivery/outgoing-request.ts";

/** The HMAC-SHA256 of a body's bytes, as the header has it. Unlike that of a delivery it takes bytes that are no text. */
export function signatureOf(body: Uint8Array, secret: string, form: SignatureForm): string {
  return signatureText(createHmac("sha256", secret).update(body).digest("hex"), form);
}
