import type { Sending } from "../attempt-faults.ts";
import type { DeliveryRequest } from "../delivery.ts";
import type { SendResult } from "../sender.ts";

/** A fault of one attempt on the wire, with all values decided. Times are real milliseconds. */
export type WireFault =
  /** The request arrives whole, the receiver answers, and the connection breaks before the answer is read: `network_error`. */
  | { readonly kind: "lost-response" }
  /** The request arrives whole, and no answer is seen within the timeout. */
  | { readonly kind: "timeout" }
  /** A TCP reset: after connecting and sending the headers, half-way through the body, or right after the last byte. */
  | { readonly kind: "reset"; readonly at: "before" | "during" | "after" }
  /** The body is sent in `pieces` spread over `overMs`. */
  | { readonly kind: "slow-body"; readonly overMs: number; readonly pieces: number }
  /** Content-Length is larger than the data: only this share (0 to 1) of the body's bytes is sent, then the sending side is closed. */
  | { readonly kind: "truncated-body"; readonly share: number }
  /** The request arrives whole and is answered, but a gateway's answer replaces the receiver's. */
  | { readonly kind: "override-status"; readonly status: number };

/** Makes requests reach the receiver at the same moment: each has connected and sent its headers before any sends its body. */
export interface Gate {
  /** Resolves for all at once, when the last expected one has arrived or left (`leave`), and always after a bounded real time. */
  arrive(): Promise<void>;
  leave(): void;
  /** Called when the body of a request that had arrived was passed to the operating system. */
  sent(): void;
}

export interface WireOrder {
  /** At most one of each kind. */
  readonly faults: readonly WireFault[];
  readonly gate: Gate | null;
}

/** Sends with wire faults. Never rejects: errors are values. */
export interface WireSender {
  send(request: DeliveryRequest, sending: Sending, order: WireOrder): Promise<SendResult>;
  close(): Promise<void>;
}

/**
 * Codes (the part of `error` before the colon) of attempts that ended by a fault: `FAULT_LOST_RESPONSE` and `FAULT_RESET_AFTER` (the
 * receiver had the whole request), `FAULT_RESET` and `FAULT_TRUNCATED` (it had only a part, so a later attempt is not a duplicate:
 * `idempotency/reach.ts` knows these two).
 */
const FAULT_ERROR_CODES = ["FAULT_LOST_RESPONSE", "FAULT_RESET_AFTER", "FAULT_RESET", "FAULT_TRUNCATED"] as const;

/** Sends one request and returns its result. Never rejects. Faults of the answer wrap one `Transmit` in another. */
export type Transmit = (request: DeliveryRequest, sending: Sending) => Promise<SendResult>;

/** Whether the receiver answered to the last byte. */
export function isAnswered(result: SendResult): boolean {
  return result.error === null;
}

export function wireError(code: (typeof FAULT_ERROR_CODES)[number] | "TIMEOUT", text: string): string {
  return `${code}: ${text}`;
}
