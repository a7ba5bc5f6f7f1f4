import type { Ids } from "../base/ids.ts";
import type { Clock } from "../base/time/clock.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { WebhookRegistry } from "../smartlead/webhooks/registry.ts";
import type { Intake } from "./admission-control.ts";
import { type DeliverySettings, type PlannedDelivery, planSendingAgain } from "./delivery-plan.ts";
import type { FaultDesk } from "./fault-injector.ts";
import type { Ledger } from "./journal-projections.ts";
import { deliveryWebhookOf } from "./webhook-routing.ts";

export interface ResendDeskParts {
  readonly clock: Pick<Clock, "now">;
  readonly ids: Ids;
  readonly settings: DeliverySettings;
  readonly ledger: Ledger;
  readonly webhooks: WebhookRegistry;
  readonly faults: Pick<FaultDesk, "acceptAsIs">;
  readonly intake: Intake;
}

export interface ResendWish {
  readonly requestId?: "same" | "new";
  readonly body?: unknown;
}

/** Sends what was sent before once more, as deliveries of their own, to the webhook as it is registered now. */
export class ResendDesk {
  readonly #parts: ResendDeskParts;

  constructor(parts: ResendDeskParts) {
    this.#parts = parts;
  }

  /** Throws `not_found` when nobody knows what was sent in it. */
  resend(deliveryId: string, wish: ResendWish): Delivery {
    const { deliveries, journal } = this.#parts.ledger;
    const again = this.#sendAgain(deliveryId, wish);
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

  #sendAgain(deliveryId: string, wish: ResendWish): PlannedDelivery {
    const { intake, ledger, webhooks, clock, ids, settings, faults } = this.#parts;
    intake.mustTake(1);
    ledger.deliveries.hold(deliveryId);
    const original = ledger.deliveries.get(deliveryId);
    const registered = original === undefined ? undefined : webhooks.get(original.webhook.id);
    const webhook = registered === undefined ? undefined : deliveryWebhookOf(registered);
    const again = planSendingAgain(deliveryId, original, { ...wish, webhook, now: clock.now(), ids, settings });
    faults.acceptAsIs(again);
    return again;
  }
}
