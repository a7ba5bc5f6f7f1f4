import type { Delivery, DeliveryRequest } from "./delivery.ts";
import type { AbortHandle, SendResult } from "./sender.ts";

/** What is known of an attempt that is about to begin. */
export interface StartingAttempt {
  readonly delivery: Pick<Delivery, "id" | "event_id" | "request_id" | "event_type" | "campaign_id" | "lead_email"> & {
    readonly webhook: Pick<Delivery["webhook"], "id" | "level">;
  };
  readonly number: number;
  /** Which delivery it is, counted from the start or the last reset. Unlike an id it is the same in every run. */
  readonly order: number;
}

/** The port through which attempts are disturbed on purpose. */
export interface AttemptFaults {
  /** Nothing could touch an attempt now: it need not be asked. */
  readonly isIdle: boolean;
  /** Asked once as each attempt begins; `null` when nothing touches it. */
  touch(attempt: StartingAttempt): TouchedAttempt | null;
}

/** An attempt with the faults that touch it. */
export interface TouchedAttempt {
  /** Their kinds, each once, as the attempt shows them. */
  readonly names: readonly string[];
  /** Sends in place of the plain sender. Never rejects. `request` already has the current URL and `X-Mock-Time`. */
  send(request: DeliveryRequest, sending: Sending): Promise<SendResult>;
}

/** What an attempt that is being sent is held to. */
export interface Sending {
  /** Ends the attempt; the result is then a `timeout`. */
  readonly cut: AbortHandle;
  /**
   * Resolves when an attempt that will get no answer may end as a `timeout`: at once where the mock's time stands still for it
   * (it is booked with its full timeout), otherwise when `cut` comes.
   */
  timedOut(): Promise<void>;
  /**
   * The attempt waits for someone: its place is free for others, and its timeout does not run. Call what is returned when it continues;
   * its whole timeout begins then. Left out where nobody keeps either.
   */
  readonly pause?: () => () => void;
}
