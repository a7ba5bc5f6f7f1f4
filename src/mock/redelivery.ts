import type { Ids } from "../base/ids.ts";
import type { MockClock } from "../base/time/clock.ts";
import { systemTime } from "../base/time/system-clock.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { Retriggered } from "../smartlead/api/operation.ts";
import type { WebhookRegistry } from "../smartlead/webhooks/registry.ts";
import type { AdmissionControl } from "./admission-control.ts";
import { type DeliverySettings, type PlannedDelivery, planSendingAgain } from "./delivery-plan.ts";
import type { FaultInjector } from "./fault-injector.ts";
import type { JournalProjections } from "./journal-projections.ts";
import { deliveryWebhookOf } from "./webhook-routing.ts";

/** How long many are sent again before everyone else gets a turn: no attempt in flight is cut late by it, no stream falls behind. */
const TURN_MS = 20;
/** The most that one turn sends again, deliveries, however fast the machine: a bound that does not depend on how fast it is. */
const TURN_DELIVERIES = 500;

export interface RedeliveryParts {
  readonly clock: Pick<MockClock, "now" | "state">;
  readonly ids: Ids;
  readonly settings: DeliverySettings;
  readonly projections: JournalProjections;
  readonly webhooks: WebhookRegistry;
  readonly faults: Pick<FaultInjector, "acceptAsIs">;
  readonly admission: AdmissionControl;
}

export interface ResendRequest {
  readonly requestId?: "same" | "new";
  readonly body?: unknown;
}

/** Sends what was sent before once more, as their own deliveries, to the webhook as it is registered now. */
export class Redelivery {
  readonly #parts: RedeliveryParts;

  constructor(parts: RedeliveryParts) {
    this.#parts = parts;
  }

  /** Throws `not_found` when it is not known what was sent in it. */
  resend(deliveryId: string, requested: ResendRequest): Delivery {
    const { deliveries, journal } = this.#parts.projections;
    const again = this.#sendAgain(deliveryId, requested);
    journal.commit();
    return deliveries.get(again.id) ?? again;
  }

  /**
   * The failures of these campaigns that began between two times, epoch ms. Everyone else gets a turn in between, but under
   * `virtual`, where the same call has to give the same times again. Throws what `AdmissionControl` throws.
   */
  retrigger(campaignIds: readonly number[], window: { readonly from: number; readonly to: number }): Retriggered {
    const { projections, admission } = this.#parts;
    const { count, ids } = projections.deliveries.failuresToRetrigger(campaignIds, window);
    admission.mustTake(count);
    const rest = ids[Symbol.iterator]();
    const isOver = this.#sendSome(rest);
    return { count, done: isOver ? null : this.#sendRest(rest) };
  }

  async #sendRest(ids: Iterator<string>): Promise<void> {
    do await new Promise<void>((resolve) => systemTime.soon(resolve));
    while (!this.#sendSome(ids));
  }

  /** Sends as many as one turn has time for; whether that was all. */
  #sendSome(ids: Iterator<string>): boolean {
    const { projections, clock } = this.#parts;
    const isOneGo = clock.state().mode === "virtual";
    const endsAt = systemTime.monotonicMs() + TURN_MS;
    let sent = 0;
    try {
      for (let next = ids.next(); next.done !== true; next = ids.next()) {
        // Another retrigger may have been quicker.
        if (!projections.deliveries.isResent(next.value)) this.#sendAgain(next.value, {});
        sent += 1;
        if (!isOneGo && (sent >= TURN_DELIVERIES || systemTime.monotonicMs() >= endsAt)) return false;
      }
      return true;
    } finally {
      projections.journal.commit();
    }
  }

  #sendAgain(deliveryId: string, requested: ResendRequest): PlannedDelivery {
    const { admission, projections, webhooks, clock, ids, settings, faults } = this.#parts;
    admission.mustTake(1);
    projections.deliveries.hold(deliveryId);
    const original = projections.deliveries.get(deliveryId);
    const registered = original === undefined ? undefined : webhooks.get(original.webhook.id);
    const webhook = registered === undefined ? undefined : deliveryWebhookOf(registered);
    const again = planSendingAgain(deliveryId, original, { ...requested, webhook, now: clock.now(), ids, settings });
    faults.acceptAsIs(again);
    return again;
  }
}
