import type { AttemptOutcome, AttemptResponse, DeliveryRequest, SentRequest } from "./delivery.ts";

/** The outcome of one request. */
export interface SendResult {
  readonly outcome: AttemptOutcome;
  readonly status: number | null;
  /** `CODE: text`, or `null` with a complete answer. */
  readonly error: string | null;
  readonly response: AttemptResponse | null;
  /** The receiver had answered completely, but a fault hid the answer, so the receiver is no longer working. */
  readonly isAnswered?: boolean;
  /** The request that was sent, if a fault changed it. */
  readonly sent?: SentRequest;
}

/** Ends an attempt early. Like an AbortController for one request, at a tenth of the cost. */
export class AbortHandle {
  aborted = false;
  #listener: (() => void) | null = null;

  /** Usually the attempt's only listener; a fault may add another. */
  once(_event: "abort", listener: () => void): void {
    const before = this.#listener;
    this.#listener = before === null ? listener : () => [before, listener].forEach((one) => void one());
  }

  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    this.#listener?.();
  }
}

/** The port to the network. Never rejects: errors are values. */
export interface Sender {
  /** `cut` aborts when the attempt's deadline has passed; the result is then a `timeout`. */
  send(request: DeliveryRequest, cut: AbortHandle | AbortSignal): Promise<SendResult>;
  close(): Promise<void>;
}
