import type { WebhookLevel } from "../smartlead/webhooks/webhook.ts";
import { type DeliveryRequest, SENT_BODY_LIMIT_BYTES, type SentRequest } from "./delivery.ts";
import { hmacSha256 } from "./hmac-sha256.ts";
import { type OwnHeaders, withHeaders } from "./own-headers.ts";

/**
 * The format of `X-Smartlead-Signature`: `sha256=` and the hex digest (smartlead.md §1; A1, D403), the hex digest alone (B1), or not at
 * all.
 */
export const SIGNATURE_FORMS = ["sha256", "hex", "none"] as const;
export type SignatureForm = (typeof SIGNATURE_FORMS)[number];

interface OutgoingParts {
  readonly url: string;
  readonly requestId: string;
  readonly level: WebhookLevel;
  readonly body: string;
  /** Signs the body when set. Real deliveries are reported unsigned (smartlead.md §1 "Headers"; E9, E10). */
  readonly signingSecret: string | null;
  /** `sha256` by default. */
  readonly signatureForm?: SignatureForm | undefined;
  /** W3C Trace Context; the real SmartLead sends none. */
  readonly traceparent?: string | undefined;
  /** Added to the usual headers, or replacing them. */
  readonly ownHeaders?: OwnHeaders | undefined;
}

/** The value from PRODUCT §2; the real one is not known (smartlead.md §6). */
const USER_AGENT = "SmartLead-Webhook/1.0 (smartlead-mock)";

/** The request of a delivery: the same headers and bytes on every attempt (smartlead.md §1 "Headers"; A1, D403). */
export function outgoingRequest(parts: OutgoingParts): DeliveryRequest {
  const headers: Record<string, string> = {
    "Content-Type": "application/json",
    "X-Request-Id": parts.requestId,
    "X-Webhook-Level": parts.level,
    "User-Agent": USER_AGENT,
  };
  if (parts.signingSecret !== null && parts.signatureForm !== "none") {
    headers["X-Smartlead-Signature"] = signatureOf(parts.body, parts.signingSecret, parts.signatureForm);
  }
  if (parts.traceparent !== undefined) headers.traceparent = parts.traceparent;
  return { url: parts.url, headers: withHeaders(headers, parts.ownHeaders), body: parts.body };
}

/** The header's value: the HMAC-SHA256 of the raw body. */
export function signatureOf(body: string, secret: string, form: SignatureForm = "sha256"): string {
  return signatureText(hmacSha256(secret, body), form);
}

/** The header's value for a digest, correct or not. */
export function signatureText(hex: string, form: SignatureForm = "sha256"): string {
  return form === "hex" ? hex : `sha256=${hex}`;
}

/** A changed request in the form that the attempt keeps. */
export function sentRequest({ url, headers, body }: DeliveryRequest): SentRequest {
  const bytes = new TextEncoder().encode(body);
  const isTruncated = bytes.length > SENT_BODY_LIMIT_BYTES;
  return {
    url,
    headers,
    body: isTruncated ? new TextDecoder().decode(bytes.subarray(0, SENT_BODY_LIMIT_BYTES)) : body,
    body_bytes: bytes.length,
    truncated: isTruncated,
  };
}

/** Hex digits of a trace's id and of a span's, by W3C Trace Context. */
const TRACE_DIGITS = 32;
const SPAN_DIGITS = 16;

/** The request id is the trace's id, so that all deliveries with it are one trace. An id that is not a UUID is hashed. */
export function traceIdOf(requestId: string): string {
  const digits = requestId.replaceAll("-", "").toLowerCase();
  const isUsable = /^[\da-f]{32}$/.test(digits) && !/^0+$/.test(digits);
  return isUsable ? digits : hmacSha256("trace", requestId).slice(0, TRACE_DIGITS);
}

/** The span id of a delivery, or of one of its attempts: always the same for the same delivery. */
export function spanIdOf(deliveryId: string, attempt?: number): string {
  return hmacSha256("span", attempt === undefined ? deliveryId : `${deliveryId} ${attempt}`).slice(0, SPAN_DIGITS);
}

/**
 * The header `traceparent` of a delivery's requests (W3C Trace Context, level 1), the same on each attempt, so that the receiver's spans
 * appear under the delivery.
 */
export function traceparentOf(requestId: string, deliveryId: string): string {
  return `00-${traceIdOf(requestId)}-${spanIdOf(deliveryId)}-01`;
}
