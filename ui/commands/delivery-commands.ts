import type { Delivery } from "../../src/delivery/delivery.ts";
import { type ActionContext, chosenDelivery } from "./action-context.ts";

/** What can be done with the chosen delivery. */
export class DeliveryCommands {
  readonly #context: ActionContext;

  constructor(context: ActionContext) {
    this.#context = context;
  }

  resend(requestId: "same" | "new"): void {
    const { store, control, attempt } = this.#context;
    const delivery = this.#chosen("send it again");
    if (delivery === null) return;
    const how = requestId === "same" ? "with the same request id" : "with a new request id";
    attempt(`Sending ${delivery.event_type} again …`, async () => {
      await control.resend(delivery.id, requestId);
      store.say({ kind: "done", text: `${delivery.event_type} was sent again ${how}.` });
    });
  }

  /** Says what is missing when no delivery is chosen. */
  #chosen(purpose: string): Delivery | null {
    const { store } = this.#context;
    const delivery = chosenDelivery(store);
    if (delivery === null) store.say({ kind: "warning", text: `Select a delivery to ${purpose}.` });
    return delivery;
  }
}
