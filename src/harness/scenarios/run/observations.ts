import { systemTime } from "../../../base/time/system-clock.ts";
import { type Attempt, foundNobody } from "../../../delivery/delivery.ts";
import type { Entry } from "../../../journal/entry.ts";
import type { SmartLeadMock } from "../../../mock/mock.ts";

/** What the run has seen in the journals of its mocks, one after the other: what is open, and what came before what. */
export class Observations {
  readonly #open = new Set<string>();
  /** When the first attempt of a delivery began, and when it settled, as places in one order. */
  readonly #begun = new Map<string, number>();
  readonly #settled = new Map<string, number>();
  readonly #listeners = new Set<(entry: Entry) => void>();
  #order = 0;
  #created = 0;
  #firstAttempts = 0;
  #foundNobody = 0;
  #latestReal = systemTime.monotonicMs();

  /** Sees this mock's journal from now on. */
  follow(mock: SmartLeadMock): void {
    this.#open.clear();
    for (const { id } of mock.deliveries.open()) this.#open.add(id);
    mock.journal.subscribe((entry) => this.#take(entry));
  }

  /** Calls back after each entry, in the turn in which it was told. */
  onEntry(listener: (entry: Entry) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  isOpen(deliveryId: string): boolean {
    return this.#open.has(deliveryId);
  }

  get openCount(): number {
    return this.#open.size;
  }

  /** Deliveries that were created so far. */
  get createdCount(): number {
    return this.#created;
  }

  /** Real ms, monotonic, of the last entry. */
  get latestReal(): number {
    return this.#latestReal;
  }

  /** There were first attempts, and each found nobody listening. */
  get isUnreachable(): boolean {
    return this.#firstAttempts > 0 && this.#foundNobody === this.#firstAttempts;
  }

  /** Which came first: places in one order, `undefined` for what has not happened. */
  placeOf(deliveryId: string, by: "arrival" | "settled"): number | undefined {
    return (by === "arrival" ? this.#begun : this.#settled).get(deliveryId);
  }

  #take(entry: Entry): void {
    this.#order += 1;
    this.#latestReal = systemTime.monotonicMs();
    this.#note(entry);
    for (const listener of [...this.#listeners]) listener(entry);
  }

  #note(entry: Entry): void {
    if (entry.type === "delivery.created") {
      this.#created += 1;
      this.#open.add(entry.delivery.id);
    } else if (entry.type === "attempt.started") {
      if (!this.#begun.has(entry.delivery_id)) this.#begun.set(entry.delivery_id, this.#order);
    } else if (entry.type === "attempt.finished") {
      if (entry.attempt.number === 1) this.#countFirst(entry.attempt);
    } else if (entry.type === "delivery.settled") {
      this.#open.delete(entry.delivery_id);
      this.#settled.set(entry.delivery_id, this.#order);
    } else if (entry.type === "world.changed" && entry.change === "reset") this.#open.clear();
  }

  #countFirst(attempt: Attempt): void {
    this.#firstAttempts += 1;
    if (foundNobody(attempt)) this.#foundNobody += 1;
  }
}
