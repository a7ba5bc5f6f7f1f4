import type { Sending } from "../../attempt-faults.ts";
import type { DeliveryRequest } from "../../delivery.ts";
import type { SendResult } from "../../sender.ts";
import type { FAULT_ERROR_CODES } from "../wire-fault.ts";

/** Sends one request and says what came of it. Never rejects. What disturbs the answer takes one and gives another back. */
export type Transmit = (request: DeliveryRequest, sending: Sending) => Promise<SendResult>;

/** Whether the receiver answered to the last byte. */
export function isAnswered(result: SendResult): boolean {
  return result.error === null;
}

export function wireError(code: (typeof FAULT_ERROR_CODES)[number] | "TIMEOUT", text: string): string {
  return `${code}: ${text}`;
}
