import type { Delivery } from "../delivery/delivery.ts";
import type { Row } from "./delivery-rows.ts";

/** Characters of bodies of settled deliveries held in memory; beyond it the oldest go first. */
export const MAX_SETTLED_CHARACTERS = 24 * 1024 * 1024;

/** The deliveries that settled last, bounded in number and in characters: an entry that comes in may push others out. */
export class SettledLru {
  readonly #maxDeliveries: number;
  #rows: Row[] = [];
  #start = 0;
  #characters = 0;

  constructor(maxDeliveries: number) {
    this.#maxDeliveries = maxDeliveries;
  }

  /** Takes one in and returns those that leave, oldest first. */
  push(row: Row): readonly Row[] {
    this.#rows.push(row);
    this.#characters += charactersOf(row.delivery);
    const leaving: Row[] = [];
    while (this.#isOverLimit()) leaving.push(...this.#shift());
    // Moving the array's start is free; now and then what lies before it is given back.
    if (this.#start > this.#maxDeliveries) {
      this.#rows = this.#rows.slice(this.#start);
      this.#start = 0;
    }
    return leaving;
  }

  clear(): void {
    this.#rows = [];
    this.#start = 0;
    this.#characters = 0;
  }

  #isOverLimit(): boolean {
    const held = this.#rows.length - this.#start;
    return held > 1 && (held > this.#maxDeliveries || this.#characters > MAX_SETTLED_CHARACTERS);
  }

  #shift(): readonly Row[] {
    const row = this.#rows[this.#start];
    this.#start += 1;
    if (row === undefined) return [];
    this.#characters -= charactersOf(row.delivery);
    return [row];
  }
}

function charactersOf(delivery: Delivery): number {
  const answers = delivery.attempts.reduce((sum, attempt) => sum + (attempt.response?.body.length ?? 0), 0);
  return (delivery.request?.body.length ?? 0) + answers;
}
