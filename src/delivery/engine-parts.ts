import type { Cancel, Clock, Hold } from "../base/time/clock.ts";
import type { AttemptFaults, TouchedAttempt } from "./attempt-faults.ts";
import type { Attempt, Delivery, DeliveryRequest, DuplicateFinding } from "./delivery.ts";
import type { Fact } from "./facts.ts";
import type { Phase } from "./lifecycle.ts";
import type { FailureStreaks, RetryPolicy } from "./retry-policies.ts";
import type { AbortHandle, Sender } from "./sender.ts";

export interface EngineOptions {
  readonly clock: Clock;
  readonly sender: Sender;
  readonly policy: RetryPolicy;
  /** Real ms that an attempt is given outside the real clock (PRODUCT §4). */
  readonly minTimeoutMs: number;
  readonly streaks: FailureStreaks;
  readonly limits: { readonly perWebhook: number; readonly total: number };
  readonly record: (fact: Fact) => void;
  /**
   * Calls `then` once everything recorded so far is stored, `otherwise` when it cannot be: nothing is sent that a restart would not know
   * about.
   */
  readonly whenKept: (then: () => void, otherwise: () => void) => void;
  /** Pending deliveries follow their webhook's current URL; undefined when it is gone. */
  readonly currentUrl: (webhookId: number) => string | undefined;
  readonly judge: (requestId: string, deliveryId: string, attempt: Attempt) => DuplicateFinding | null;
  /** An attempt was recorded: the verdicts of earlier attempts with the same request id may change. */
  readonly onRecorded: (requestId: string) => void;
  /** The policy switches a webhook off. */
  readonly onDisable: (webhookId: number) => void;
  /** Called for an error of the mock itself during an attempt; without it the error is thrown. */
  readonly onDefect?: (error: unknown) => void;
  /** The faults that can apply to attempts. */
  readonly faults?: AttemptFaults;
  /** A delivery is no longer pending. */
  readonly onSettled?: (delivery: SendableDelivery) => void;
  /** A delivery's first attempt has ended: deliveries that were held until then may be sent. */
  readonly onFirstAttempt?: (webhookId: number, order: number) => void;
}

/** A delivery with its request. */
export type SendableDelivery = Delivery & { readonly request: DeliveryRequest };

/** A delivery that is not settled yet. */
export interface OpenDelivery {
  readonly id: string;
  /** The delivery at its start, and its number, counted from the start or the last `dropAll`. */
  readonly delivery: SendableDelivery;
  readonly order: number;
  readonly requestId: string;
  readonly webhookId: number;
  readonly request: DeliveryRequest;
  phase: Phase;
  cancelWake: Cancel | null;
  /** The attempt in flight, if any. */
  flight: Flight | null;
  /** Its webhook was switched off while an attempt was in flight: that attempt may still succeed, but no other follows. */
  isLastAttempt: boolean;
  /** The delivery waits for `release`. */
  isHeld: boolean;
}

export function openDelivery(delivery: SendableDelivery, phase: Phase, order: number): OpenDelivery {
  const { id, request_id: requestId, webhook, request } = delivery;
  return {
    id,
    delivery,
    order,
    requestId,
    webhookId: webhook.id,
    request,
    phase,
    cancelWake: null,
    flight: null,
    isLastAttempt: false,
    isHeld: false,
  };
}

export interface Flight {
  readonly open: OpenDelivery;
  readonly hold: Hold;
  readonly startedAt: number;
  /** The attempt at its start. */
  readonly attempt: Attempt;
  /** The faults that apply to it. */
  readonly touched: TouchedAttempt | null;
  /** Ends the attempt early. */
  readonly cut: AbortHandle;
  /** It was ended by `stop` or `dropAll`. */
  isInterrupted: boolean;
  /** It is or was held, and has given up its slot. */
  isAside: boolean;
}
