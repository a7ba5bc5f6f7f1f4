import { CounterBook, type Counters } from "../journal/counters.ts";
import { DeliveryIndex } from "../journal/delivery-index.ts";
import type { Fact } from "../journal/entry.ts";
import { Journal } from "../journal/journal.ts";

/** The journal with the views that are kept up to date with it: one append, and all of them agree. */
export class Ledger {
  readonly journal: Journal;
  readonly deliveries = new DeliveryIndex();
  readonly #counters = new CounterBook();

  constructor(now: () => number) {
    this.journal = new Journal({ now });
  }

  record(fact: Fact): void {
    const id = deliveryIdOfFact(fact);
    const before = id === null ? undefined : this.deliveries.get(id);
    this.journal.append(fact, (entry) => {
      const after = this.deliveries.take(entry);
      this.#counters.take(entry, before, after);
    });
  }

  counters(): Counters {
    return this.#counters.counters();
  }

  /** Drops the deliveries and begins to count anew; the journal keeps what it holds. */
  clear(): void {
    this.deliveries.clear();
    this.#counters.clear();
  }
}

function deliveryIdOfFact(fact: Fact): string | null {
  if (fact.type === "delivery.created") return fact.delivery.id;
  return "delivery_id" in fact ? fact.delivery_id : null;
}
