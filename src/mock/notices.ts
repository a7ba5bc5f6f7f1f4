import type { Fact } from "../delivery/facts.ts";

/** Different sentences that are told at most: calls from outside decide what they say. */
const MAX_TOLD = 200;

/** Tells the user what no answer can say, as an entry of the journal: console, stream and log show it. The same sentence comes once. */
export class Notices {
  readonly #record: (fact: Fact) => void;
  readonly #told = new Set<string>();

  constructor(record: (fact: Fact) => void) {
    this.#record = record;
  }

  tell(change: string): void {
    if (this.#told.has(change) || this.#told.size >= MAX_TOLD) return;
    this.#told.add(change);
    this.#record({ type: "world.changed", change });
  }
}
