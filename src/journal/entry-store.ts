import type { Delivery } from "../delivery/delivery.ts";
import type { DeliveryFilter } from "./delivery-filter.ts";
import type { Entry } from "./entry.ts";

/** A range of the journal's frames, each as JSON text. */
export interface FrameTexts {
  /** Entries in order; a `gap` frame replaces entries that can no longer be read. */
  readonly texts: readonly string[];
  /** The number of the last entry that they cover. */
  readonly lastSeq: number;
}

/** The port to the storage in which entries outlive memory and the process. */
export interface EntryStore {
  /** The oldest entry that can still be read. */
  readonly firstSeq: number;
  /** Commands are waiting that the next write stores, with or without entries. */
  readonly hasNotes: boolean;
  /** Throws `journal_unwritable` when a written file is no longer where a later process looks for it. */
  mustBeThere(): void;
  /** Appends entries, one JSON text each without a line break: all of them or none. Throws `journal_unwritable`. */
  write(texts: readonly string[], lastSeq: number): void;
  /** The frames after `seq`: at least one entry or gap, at most `limit` frames. Only for entries that were written. */
  textsAfter(seq: number, limit: number): FrameTexts;
  /** One entry, `null` when it cannot be read any more. */
  entryAt(seq: number): Entry | null;
  /** The newest entry whose text contains this one, or `null`. Reads the files from their end. */
  findNewest(text: string): Entry | null;
}

/** A delivery with its bookkeeping data. */
export interface HeldDelivery {
  /** The index of the delivery in order of creation, from 0; every newest-first list is sorted by it. */
  readonly order: number;
  /** The number of its `delivery.created` entry in the journal. */
  readonly createdSeq: number;
  /** Another delivery was made from it by a resend or retrigger. */
  readonly isResent: boolean;
  /** With `request` while it is open, otherwise without. */
  readonly delivery: Delivery;
}

/** Filters that can be answered by the index's numbers, without reading the delivery; absent = any. */
export type FieldFilter = Omit<DeliveryFilter, "q"> & {
  /** Epoch ms of `created_at`, both ends included. */
  readonly createdFrom?: number | undefined;
  readonly createdTo?: number | undefined;
};

/** The fields of a kept delivery that counts need. */
export interface KeptFields {
  readonly order: number;
  readonly state: Delivery["state"];
  readonly reason: Delivery["reason"];
  readonly eventType: Delivery["event_type"];
  readonly campaignId: number | null;
  /** Epoch ms. */
  readonly createdAt: number;
  readonly isResent: boolean;
}

/** Where a delivery is stored. */
export interface RowPlace {
  readonly file: number;
  readonly offset: number;
  readonly length: number;
}

/** The port to deliveries that have left memory. */
export interface DeliveryHistory {
  /** Orders below this one are gone. */
  readonly firstOrder: number;
  /** Stores a delivery; a later one with the same order replaces it. */
  put(held: HeldDelivery): RowPlace;
  /** `null` when it is not kept or cannot be read. */
  at(order: number): HeldDelivery | null;
  orderOf(deliveryId: string): number | null;
  /** Newest first; searches only the `among` newest deliveries, or all when left out. */
  ordersOfRequest(requestId: string, among?: number): readonly number[];
  /** Newest first. */
  ordersOfEvent(eventId: string): readonly number[];
  /** Orders below `before` whose numbers match, newest first. */
  fitting(filter: FieldFilter, before: number): Iterable<KeptFields>;
  /** Deletes everything (a reset); orders continue from `nextOrder`. */
  clear(nextOrder: number): void;
}
