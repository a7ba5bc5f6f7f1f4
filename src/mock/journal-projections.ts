import type { Delivery } from "../delivery/delivery.ts";
import type { Fact } from "../delivery/facts.ts";
import { CounterStore, type Counters } from "../journal/counters.ts";
import { DeliveryIndex } from "../journal/delivery-index.ts";
import { deliveryIdOf } from "../journal/delivery-reducer.ts";
import type { Entry } from "../journal/entry.ts";
import type { DeliveryHistory, EntryStore } from "../journal/entry-store.ts";
import { Journal, type JournalOptions } from "../journal/journal.ts";

export interface JournalProjectionsOptions extends Omit<JournalOptions, "keeper"> {
  /** Where entries and deliveries outlive memory. */
  readonly kept?: { readonly keeper: EntryStore; readonly history: DeliveryHistory } | null;
}

/** The journal with the views that are kept up to date with it: one append, and all of them agree. */
export class JournalProjections {
  readonly journal: Journal;
  readonly deliveries: DeliveryIndex;
  readonly counterStore = new CounterStore();

  constructor({ kept = null, ...options }: JournalProjectionsOptions) {
    this.journal = new Journal({ ...options, keeper: kept?.keeper ?? null });
    this.deliveries = new DeliveryIndex({
      history: kept?.history ?? null,
      requestOf: (createdSeq) => {
        const entry = kept?.keeper.entryAt(createdSeq);
        return entry?.type === "delivery.created" ? entry.delivery.request : undefined;
      },
    });
  }

  record(fact: Fact): void {
    this.journal.append(fact, (entry) => this.fold(entry));
  }

  /** Brings the views up to date with an entry, one just made or one of an earlier process. */
  fold(entry: Entry): void {
    const id = deliveryIdOf(entry);
    // A verdict may change after the delivery has left memory; everything else happens to open ones.
    const before = id === null ? undefined : (this.deliveries.held(id) ?? this.#readBack(entry));
    const after = this.deliveries.take(entry);
    this.counterStore.take(entry, before, after);
  }

  counters(): Counters {
    return this.counterStore.counters();
  }

  #readBack(entry: Entry): Delivery | undefined {
    return entry.type === "delivery.duplicate" ? this.deliveries.hold(entry.delivery_id) : undefined;
  }

  /** Drops the deliveries and starts counting again; the journal keeps what it holds. */
  clear(): void {
    this.deliveries.clear();
    this.counterStore.clear();
  }
}
