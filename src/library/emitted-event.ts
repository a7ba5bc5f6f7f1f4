import type { EmittedEvent, SmartLeadMock } from "../mock/mock.ts";
import { liveDelivery } from "./live-delivery.ts";
import type { SmartLeadDelivery, SmartLeadEvent } from "./smart-lead.ts";

/** What was emitted, with its deliveries as they stand at each reading. */
export function emittedEvent(mock: SmartLeadMock, emitted: EmittedEvent): SmartLeadEvent {
  const view = mock.event(emitted.event_id);
  const deliveries = new DeliveriesOfEvent(mock, emitted);
  return {
    event_id: emitted.event_id,
    event_type: emitted.event_type,
    campaign_id: view?.campaign_id ?? null,
    lead_email: view?.lead_email ?? null,
    cause: view?.cause ?? "library",
    at: view?.at ?? "",
    shadowed: emitted.shadowed,
    explanation: emitted.explanation,
    warnings: emitted.warnings ?? [],
    get deliveries() {
      return deliveries.list();
    },
  };
}

/** Those it had at first and those that were sent again since, each made once, so that they stay the same objects. */
class DeliveriesOfEvent {
  readonly #mock: SmartLeadMock;
  readonly #eventId: string;
  readonly #known = new Map<string, SmartLeadDelivery>();

  constructor(mock: SmartLeadMock, { event_id, deliveries }: Pick<EmittedEvent, "event_id" | "deliveries">) {
    this.#mock = mock;
    this.#eventId = event_id;
    this.#take(deliveries);
  }

  list(): readonly SmartLeadDelivery[] {
    this.#take(this.#mock.event(this.#eventId)?.deliveries ?? []);
    return [...this.#known.values()];
  }

  #take(ids: readonly string[]): void {
    for (const id of ids) {
      const delivery = this.#known.has(id) ? undefined : this.#mock.deliveries.get(id);
      if (delivery !== undefined) this.#known.set(id, liveDelivery(this.#mock, delivery));
    }
  }
}
