import { systemTime } from "../../../base/time/system-clock.ts";
import { type Attempt, foundNobody } from "../../../delivery/delivery.ts";
import type { Entry } from "../../../journal/entry.ts";
import type { SmartLeadMock } from "../../../mock/mock.ts";

/** Observations of the run from the journals of its successive mocks: what is open, and in which order things happened. */
export class Observations {
  readonly #open = new Set<string>();
  /** When the first attempt of a delivery began, and when it settled, as positions in one order. */
  readonly #begun = new Map<string, number>();
  readonly #settled = new Map<string, number>();
  readonly #listeners = new Set<(entry: Entry) => void>();
  #order = 0;
  #created = 0;
  #firstAttempts = 0;
  #foundNobody = 0;
  #latestReal = systemTime.monotonicMs();

  /** Observes this mock's journal from now on. */
  follow(mock: SmartLeadMock): void {
    this.#open.clear();
    for (const { id } of mock.deliveries.open()) this.#open.add(id);
    mock.journal.subscribe((entry) => this.#take(entry));
  }

  /** Calls back after each entry, in the same turn of the event loop. */
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

  /** Number of deliveries created so far. */
  get createdCount(): number {
    return this.#created;
  }

  /** Real, monotonic ms of the last entry. */
  get latestReal(): number {
    return this.#latestReal;
  }

  /** Whether there were first attempts, and each failed to connect. */
  get isUnreachable(): boolean {
    return this.#firstAttempts > 0 && this.#foundNobody === this.#firstAttempts;
  }

  /** A position in the order of events; `undefined` if it has not happened. */
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
