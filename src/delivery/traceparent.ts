import { hmacSha256 } from "./hmac-sha256.ts";

/** Hex digits of a trace's id and of a span's, by W3C Trace Context. */
const TRACE_DIGITS = 32;
const SPAN_DIGITS = 16;

/** The request id is the trace's id, so that everything that carries it again is one trace. One that is no UUID is hashed. */
export function traceIdOf(requestId: string): string {
  const digits = requestId.replaceAll("-", "").toLowerCase();
  const isUsable = /^[\da-f]{32}$/.test(digits) && !/^0+$/.test(digits);
  return isUsable ? digits : hmacSha256("trace", requestId).slice(0, TRACE_DIGITS);
}

/** The span of a delivery, or of one of its attempts: always the same for the same delivery. */
export function spanIdOf(deliveryId: string, attempt?: number): string {
  return hmacSha256("span", attempt === undefined ? deliveryId : `${deliveryId} ${attempt}`).slice(0, SPAN_DIGITS);
}

/**
 * The header `traceparent` of a delivery's requests (W3C Trace Context, level 1), the same on each attempt: what the receiver does
 * appears under the delivery.
 */
export function traceparentOf(requestId: string, deliveryId: string): string {
  return `00-${traceIdOf(requestId)}-${spanIdOf(deliveryId)}-01`;
}
