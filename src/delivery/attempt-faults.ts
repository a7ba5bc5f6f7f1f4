import type { Delivery, DeliveryRequest } from "./delivery.ts";
import type { AbortHandle, SendResult } from "./sender.ts";

/** An attempt that is about to begin. */
export interface StartingAttempt {
  readonly delivery: Pick<Delivery, "id" | "event_id" | "request_id" | "event_type" | "campaign_id" | "lead_email"> & {
    readonly webhook: Pick<Delivery["webhook"], "id" | "level">;
  };
  readonly number: number;
  /** The delivery's number, counted from the start or the last reset. Unlike an id it is the same in every run. */
  readonly order: number;
}

/** The port through which faults change attempts. */
export interface AttemptFaults {
  /** No fault can apply to any attempt now, so `touch` need not be called. */
  readonly isIdle: boolean;
  /** Called once as each attempt begins; `null` when no fault applies. */
  touch(attempt: StartingAttempt): TouchedAttempt | null;
}

/** An attempt with the faults that apply to it. */
export interface TouchedAttempt {
  /** Their kinds, each once, as the attempt shows them. */
  readonly names: readonly string[];
  /** Replaces the plain sender. Never rejects. `request` already has the current URL and `X-Mock-Time`. */
  send(request: DeliveryRequest, sending: Sending): Promise<SendResult>;
}

/** Limits and callbacks of an attempt that is being sent. */
export interface Sending {
  /** Ends the attempt; the result is then a `timeout`. */
  readonly cut: AbortHandle;
  /**
   * Resolves when an attempt that will get no answer may end as a `timeout`: at once where the mock's time stands still for it (it is
   * recorded with its full timeout), otherwise when `cut` aborts.
   */
  timedOut(): Promise<void>;
  /**
   * Pauses the attempt while someone holds it: its slot is free for others, and its timeout does not run. Call the returned function when
   * it continues; its full timeout begins then. Left out where there are no slots or timeouts.
   */
  readonly pause?: () => () => void;
}
