import { type DeliveryRequest, SENT_BODY_LIMIT_BYTES, type SentRequest } from "../delivery.ts";

/** A changed request as the attempt keeps it. */
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
