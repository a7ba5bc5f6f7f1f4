import type { Delivery } from "../delivery/delivery.ts";
import type { DeliveryFilter } from "./delivery-filter.ts";
import type { Entry } from "./entry.ts";

/** Frames of a stretch of the journal, each as its JSON text. */
export interface FrameTexts {
  /** Entries in order; a `gap` frame stands where some can no longer be read. */
  readonly texts: readonly string[];
  /** The number of the last entry that they cover. */
  readonly lastSeq: number;
}

/** The port to the place where the journal's entries outlive memory and the process. */
export interface EntryStore {
  /** The oldest entry that can still be read. */
  readonly firstSeq: number;
  /** Something besides entries was noted, and the next write puts it away, with or without entries. */
  readonly hasNotes: boolean;
  /** Throws `journal_unwritable` when what was written is no longer where a later process looks for it. */
  mustBeThere(): void;
  /** Puts entries, one JSON text each without a line's end, behind those kept: all of them or none. Throws `journal_unwritable`. */
  write(texts: readonly string[], lastSeq: number): void;
  /** What follows on `seq`, at least one entry or gap, at most `limit` frames. Only for what has been written. */
  textsAfter(seq: number, limit: number): FrameTexts;
  /** One entry, `null` when it cannot be read any more. */
  entryAt(seq: number): Entry | null;
  /** The newest entry whose text holds this one, `null` when there is none. Reads the files from their end. */
  findNewest(text: string): Entry | null;
}

/** A delivery with what is known of it besides its wire form. */
export interface HeldDelivery {
  /** Counts deliveries from 0 as they are created; the newest-first order of every list. */
  readonly order: number;
  /** The journal's number of its `delivery.created`. */
  readonly createdSeq: number;
  /** Another delivery was made of it by a resend or retrigger. */
  readonly isResent: boolean;
  /** With `request` while it is open, otherwise without. */
  readonly delivery: Delivery;
}

/** What a list can be narrowed to by numbers alone, without reading the delivery; absent = any. */
export type FieldFilter = Omit<DeliveryFilter, "q"> & {
  /** Epoch ms of `created_at`, both ends included. */
  readonly createdFrom?: number | undefined;
  readonly createdTo?: number | undefined;
};

/** What the numbers say of a kept delivery, for counts. */
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

/** Where a delivery was put. */
export interface RowPlace {
  readonly file: number;
  readonly offset: number;
  readonly length: number;
}

/** The port to deliveries that have left memory. */
export interface DeliveryHistory {
  /** Orders below are gone. */
  readonly firstOrder: number;
  /** Keeps a delivery as it is; a later one with the same order takes its place. */
  put(held: HeldDelivery): RowPlace;
  /** `null` when it is not kept or cannot be read. */
  at(order: number): HeldDelivery | null;
  orderOf(deliveryId: string): number | null;
  /** Newest first; looks at the `among` newest deliveries only, at all when left out. */
  ordersOfRequest(requestId: string, among?: number): readonly number[];
  /** Newest first. */
  ordersOfEvent(eventId: string): readonly number[];
  /** Those below `before` whose numbers fit, newest first. */
  fitting(filter: FieldFilter, before: number): Iterable<KeptFields>;
  /** Forgets everything (a reset); orders go on from `nextOrder`. */
  clear(nextOrder: number): void;
}
