import type { AttemptOutcome, AttemptResponse, DeliveryRequest } from "./delivery.ts";

/** What came of one request. */
export interface SendResult {
  readonly outcome: AttemptOutcome;
  readonly status: number | null;
  /** `CODE: text`, or `null` when a complete answer came. */
  readonly error: string | null;
  readonly response: AttemptResponse | null;
}

/** The port to the network. Never rejects: what goes wrong outside is a value. */
export interface Sender {
  /** `cut` aborts when the attempt's deadline has passed; the result is then a `timeout`. */
  send(request: DeliveryRequest, cut: AbortSignal): Promise<SendResult>;
  close(): Promise<void>;
}
