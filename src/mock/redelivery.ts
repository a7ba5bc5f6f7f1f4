import type { Ids } from "../base/ids.ts";
import type { Clock } from "../base/time/clock.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { WebhookRegistry } from "../smartlead/webhooks/registry.ts";
import type { AdmissionControl } from "./admission-control.ts";
import { type DeliverySettings, type PlannedDelivery, planSendingAgain } from "./delivery-plan.ts";
import type { FaultInjector } from "./fault-injector.ts";
import type { JournalProjections } from "./journal-projections.ts";
import { deliveryWebhookOf } from "./webhook-routing.ts";

export interface RedeliveryParts {
  readonly clock: Pick<Clock, "now">;
  readonly ids: Ids;
  readonly settings: DeliverySettings;
  readonly ledger: JournalProjections;
  readonly webhooks: WebhookRegistry;
  readonly faults: Pick<FaultInjector, "acceptAsIs">;
  readonly intake: AdmissionControl;
}

export interface ResendRequest {
  readonly requestId?: "same" | "new";
  readonly body?: unknown;
}

/** Sends what was sent before once more, as deliveries of their own, to the webhook as it is registered now. */
export class Redelivery {
  readonly #parts: RedeliveryParts;

  constructor(parts: RedeliveryParts) {
    this.#parts = parts;
  }

  /** Throws `not_found` when nobody knows what was sent in it. */
  resend(deliveryId: string, requested: ResendRequest): Delivery {
    const { deliveries, journal } = this.#parts.ledger;
    const again = this.#sendAgain(deliveryId, requested);
    journal.commit();
    return deliveries.get(again.id) ?? again;
  }

  /** The failures of these campaigns that began between two times, epoch ms; returns how many there were. */
  retrigger(campaignIds: readonly number[], window: { readonly from: number; readonly to: number }): number {
    const { ledger, intake } = this.#parts;
    const failures = ledger.deliveries.failuresToRetrigger(campaignIds, window);
    intake.mustTake(failures.length);
    for (const id of failures) this.#sendAgain(id, {});
    ledger.journal.commit();
    return failures.length;
  }

  #sendAgain(deliveryId: string, requested: ResendRequest): PlannedDelivery {
    const { intake, ledger, webhooks, clock, ids, settings, faults } = this.#parts;
    intake.mustTake(1);
    ledger.deliveries.hold(deliveryId);
    const original = ledger.deliveries.get(deliveryId);
    const registered = original === undefined ? undefined : webhooks.get(original.webhook.id);
    const webhook = registered === undefined ? undefined : deliveryWebhookOf(registered);
    const again = planSendingAgain(deliveryId, original, { ...requested, webhook, now: clock.now(), ids, settings });
    faults.acceptAsIs(again);
    return again;
  }
}
