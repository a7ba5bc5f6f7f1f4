import { isoFromMs } from "../../base/time/iso.ts";
import { DelayQueue } from "../../delivery/faults/schedule/delay-queue.ts";
import { planSchedule } from "../../delivery/faults/schedule/plan.ts";
import type { SmartLeadMock } from "../../mock/mock.ts";
import { type ProxiedDelivery, SMARTLEAD_WEBHOOK } from "./proxied-entries.ts";

/** Maximum copies made by faults that may wait at the same time. */
const MAX_COPIES_WAITING = 1_000;

/** A delivery, or a copy of it, and when it may be sent. */
export interface DueDelivery {
  readonly delivery: ProxiedDelivery;
  /** Kinds of the faults that changed it. */
  readonly kinds: readonly string[];
  readonly due: Promise<void>;
}

/** Applies active faults to the order and number of deliveries that pass through the proxy. */
export class ProxySchedule {
  readonly #mock: SmartLeadMock;
  readonly #pen: DelayQueue;
  readonly #releases = new Map<string, () => void>();
  #order = 0;

  constructor(mock: SmartLeadMock) {
    this.#mock = mock;
    this.#pen = new DelayQueue({ clock: mock.clock, release: (id) => this.#release(id) });
  }

  /** Returns the attempt's number, counted from the start; random draws depend on it. */
  nextOrder(): number {
    this.#order += 1;
    return this.#order;
  }

  /** Returns the delivery, followed by copies of it. */
  plan(delivery: ProxiedDelivery): readonly [DueDelivery, ...DueDelivery[]] {
    const isReordering = this.#pen.isReordering(SMARTLEAD_WEBHOOK.id);
    const [original, ...copies] = planSchedule([delivery], {
      now: this.#mock.clock.now(),
      faultsOf: (one) =>
        this.#mock.internals.schedule.forDelivery(one, ({ kind }) => kind === "reorder" && isReordering),
      copyOf: (one) => this.#copyOf(one),
      room: MAX_COPIES_WAITING - this.#releases.size,
    }).map(({ delivery: one, kinds, holds }) => ({ delivery: one, kinds, due: this.#dueOf(one, holds) }));
    return original === undefined ? [{ delivery, kinds: [], due: Promise.resolve() }] : [original, ...copies];
  }

  /** Releases the deliveries that wait for this one to be sent. */
  wasSent(order: number): void {
    this.#pen.wasSent({ webhookId: SMARTLEAD_WEBHOOK.id, order });
  }

  /** Releases all held deliveries at once. */
  close(): void {
    this.#pen.clear();
    for (const id of [...this.#releases.keys()]) this.#release(id);
  }

  #dueOf({ id, webhook }: ProxiedDelivery, holds: Parameters<DelayQueue["hold"]>[1]): Promise<void> {
    if (holds.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#releases.set(id, resolve);
      // Deliveries with a higher order arrived later.
      this.#pen.hold({ id, webhookId: webhook.id, order: this.#order }, holds);
    });
  }

  #release(id: string): void {
    const release = this.#releases.get(id);
    this.#releases.delete(id);
    release?.();
  }

  #copyOf(original: ProxiedDelivery): ProxiedDelivery {
    const { ids } = this.#mock.internals;
    const { proxied } = original;
    const copy = {
      ...original,
      id: ids.delivery(),
      resent_from: original.id,
      created_at: isoFromMs(this.#mock.clock.now()),
    };
    return proxied === undefined ? copy : { ...copy, proxied: { ...proxied, arrival: null } };
  }
}
