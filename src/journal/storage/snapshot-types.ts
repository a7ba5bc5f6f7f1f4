/** What a mock and its directory hand each other: at the start, and at a checkpoint. */

import type { Entry } from "../entry.ts";
import type { HeldDelivery, RowPlace } from "../entry-store.ts";

/** What a mock is given back of an earlier process, in this order. */
export interface Recovery {
  /** At most once: what the last checkpoint saved, and the deliveries that were open then. */
  restore(snapshot: unknown, open: readonly { readonly held: HeldDelivery; readonly place: RowPlace }[]): void;
  /** What changed the account since, in order. */
  redo(command: unknown): void;
  /** What the journal took since, in order. */
  entry(entry: Entry): void;
  /** The order that the next delivery would get by what has been given back so far. */
  nextOrder(): number;
}

/** What a mock gives to be saved. */
export interface Saving {
  /** The order of the next delivery. */
  readonly nextOrder: number;
  /** The history is about to forget the deliveries below. */
  countBelow(firstOrder: number): void;
  /** Everything but what is in the journal and the history, as JSON data, and where the open deliveries lie; those in `stale` files have been put anew. */
  save(stale: ReadonlySet<number>): {
    readonly snapshot: unknown;
    readonly open: readonly { readonly order: number; readonly place: RowPlace }[];
  };
}
