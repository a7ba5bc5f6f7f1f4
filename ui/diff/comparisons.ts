import { maskHeaders } from "../../src/base/mask-secrets.ts";
import type { Attempt, Delivery, DeliveryRequest } from "../../src/delivery/delivery.ts";
import { tookText } from "../deliveries/durations.ts";
import type { ComparedPart, Comparison } from "./diff-document.ts";

/** Two attempts of one delivery: how they ended, the requests if a fault changed them, and the responses. */
export function attemptComparison(delivery: Delivery, left: Attempt, right: Attempt): Comparison {
  const side = (attempt: Attempt) => ({
    ended: factsOf(attempt),
    sentHeaders: headersText(attempt.sent?.headers ?? delivery.request?.headers),
    sent: attempt.sent?.body ?? delivery.request?.body ?? null,
    headers: headersText(attempt.response?.headers),
    body: attempt.response?.body ?? null,
  });
  const [one, other] = [side(left), side(right)];
  const part = (key: keyof typeof one, title: string): ComparedPart => ({
    key,
    title,
    left: one[key],
    right: other[key],
  });
  return {
    title: `${delivery.event_type}: two attempts`,
    left: `attempt ${left.number}`,
    right: `attempt ${right.number}`,
    parts: [
      part("ended", "How it ended"),
      part("headers", "Headers of the answer"),
      part("body", "Answer"),
      part("sentHeaders", "Headers sent"),
      part("sent", "Payload sent"),
    ],
  };
}

/** The requests of two deliveries. */
export function deliveryComparison(left: Delivery, right: Delivery): Comparison {
  const part = (
    key: string,
    title: string,
    of: (request: DeliveryRequest | undefined) => string | null,
  ): ComparedPart => ({
    key,
    title,
    left: of(left.request),
    right: of(right.request),
  });
  return {
    title: `${right.event_type}: this delivery and the one before it`,
    left: `${left.id}, ${left.created_at}`,
    right: `${right.id}, ${right.created_at}`,
    parts: [
      part("payload", "Payload", (request) => request?.body ?? null),
      part("headers", "Request headers", (request) => headersText(request?.headers)),
    ],
  };
}

/** One event in two dialects; a text is the dialect's body, or the reason why it sends nothing. */
export function dialectComparison(eventType: string, left: DialectSide, right: DialectSide): Comparison {
  return {
    title: `${eventType}: two dialects`,
    left: left.dialect,
    right: right.dialect,
    parts: [{ key: "payload", title: "Payload", left: left.text, right: right.text }],
  };
}

export interface DialectSide {
  readonly dialect: string;
  readonly text: string;
}

function factsOf({ outcome, status, error, duration_ms, faults, duplicate, started_at }: Attempt): string {
  return JSON.stringify({
    outcome,
    status,
    error,
    took: tookText(duration_ms),
    faults,
    duplicate: duplicate?.verdict ?? null,
    started_at,
  });
}

function headersText(headers: Readonly<Record<string, string | readonly string[]>> | undefined): string | null {
  return headers === undefined ? null : JSON.stringify(maskHeaders(headers));
}
