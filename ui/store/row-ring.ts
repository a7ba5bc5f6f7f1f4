import type { Delivery } from "../../src/delivery/delivery.ts";
import type { ShadowedWebhook } from "../../src/delivery/facts.ts";
import type { SeenEventType } from "../../src/smartlead/events/event-types.ts";

/** A row of the live list. */
export type ListRow =
  | { readonly kind: "delivery"; readonly delivery: Delivery; readonly shadowed: number }
  | UnheardRow
  | { readonly kind: "gap"; readonly from: number; readonly to: number }
  | { readonly kind: "note"; readonly at: string; readonly text: string };

/** An event that reached no webhook. */
export interface UnheardRow {
  readonly kind: "unheard";
  readonly eventId: string;
  readonly eventType: SeenEventType;
  readonly campaignId: number | null;
  readonly leadEmail: string | null;
  readonly at: string;
  readonly shadowed: readonly ShadowedWebhook[];
  readonly explanation: string;
}

/**
 * The newest rows, each with a number that it keeps: rows are numbered from 0 as they come and the oldest go first, so that a place in
 * the list stays the same place while the list moves on.
 */
export class RowRing {
  readonly #capacity: number;
  #slots: ListRow[] = [];
  /** The number of the next row. */
  #end = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The number of the oldest row that is held; equal to `end` when none is. */
  get first(): number {
    return Math.max(this.#end - this.#slots.length, 0);
  }

  /** One more than the number of the newest row. */
  get end(): number {
    return this.#end;
  }

  at(number: number): ListRow | undefined {
    return number < this.first || number >= this.#end ? undefined : this.#slots[number % this.#capacity];
  }

  /** Takes a row and gives its number, and the row that had to go for it. */
  push(row: ListRow): { readonly number: number; readonly dropped: ListRow | undefined } {
    const number = this.#end;
    const slot = number % this.#capacity;
    const dropped = this.#slots.length === this.#capacity ? this.#slots[slot] : undefined;
    this.#slots[slot] = row;
    this.#end += 1;
    return { number, dropped };
  }

  replace(number: number, row: ListRow): void {
    if (this.at(number) !== undefined) this.#slots[number % this.#capacity] = row;
  }

  /** Rows go, numbers go on. */
  clear(): void {
    this.#slots = [];
    // Slots are found by number: the next one begins a lap.
    this.#end = Math.ceil(this.#end / this.#capacity) * this.#capacity;
  }
}
