import type { Delivery } from "../delivery/delivery.ts";
import type { DeliveryTally, TimeWindow } from "./campaign-tally.ts";
import type { DeliveryFilter } from "./delivery-filter.ts";
import { deliveryIdOf, reduceDelivery } from "./delivery-reducer.ts";
import { DeliveryRows, fieldsOf, heldOf, type Row, SettledLru } from "./delivery-rows.ts";
import { type DeliveryPage, DeliverySearch, type Failures, type Page } from "./delivery-search.ts";
import type { Entry } from "./entry.ts";
import type { DeliveryHistory, HeldDelivery, RowPlace } from "./entry-store.ts";
import { EvictedCounts, type EvictedState } from "./evicted-counts.ts";

/** Settled deliveries kept in memory; open ones always are. About 3 KB each with a usual body and one short answer. */
export const MAX_SETTLED_DELIVERIES = 10_000;
/** The same when a history on disk can be read back: enough for what a console shows at the moment. */
export const MAX_SETTLED_BESIDE_HISTORY = 2_000;
/**
 * The number of newest kept deliveries that are searched for an effect's request id: a report comes minutes after its delivery, not days,
 * and a foreign id must not cost a search through all.
 */
const SEARCHED_FOR_EFFECT = 50_000;

export interface DeliveryIndexOptions {
  readonly maxSettled?: number;
  /** Stores the deliveries that leave memory; without it only their counts remain. */
  readonly history?: DeliveryHistory | null;
  /** The request of a delivery whose row no longer has it. */
  readonly requestOf?: (createdSeq: number) => Delivery["request"];
}

/** Deliveries as reduced from the journal's entries: the open and latest ones in memory, the others in the history. */
export class DeliveryIndex {
  readonly evicted = new EvictedCounts();
  readonly #rows = new DeliveryRows();
  readonly #history: DeliveryHistory | null;
  readonly #requestOf: (createdSeq: number) => Delivery["request"];
  readonly #settled: SettledLru;
  readonly #search: DeliverySearch;
  #nextOrder = 0;

  constructor({ history = null, maxSettled, requestOf = () => undefined }: DeliveryIndexOptions = {}) {
    this.#history = history;
    this.#requestOf = requestOf;
    const usual = history === null ? MAX_SETTLED_DELIVERIES : MAX_SETTLED_BESIDE_HISTORY;
    this.#settled = new SettledLru(maxSettled ?? usual);
    this.#search = new DeliverySearch(this.#rows, history);
  }

  /** How many deliveries were ever created, which is the order of the next one. */
  get nextOrder(): number {
    return this.#nextOrder;
  }

  /** Applies an entry; returns the delivery that it changed. */
  take(entry: Entry): Delivery | undefined {
    const id = deliveryIdOf(entry);
    if (id === null) return undefined;
    if (entry.type === "delivery.created") return this.#create(entry.seq, entry.delivery);
    const row = this.#rows.get(id);
    const delivery = reduceDelivery(row?.delivery, entry);
    if (row === undefined || delivery === undefined) return undefined;
    row.delivery = delivery;
    row.place = null;
    if (entry.type === "delivery.settled") this.#settle(row);
    return delivery;
  }

  /** Restores a delivery that was open when an earlier process ended. */
  restore({ order, createdSeq, isResent, delivery }: HeldDelivery, place: RowPlace): void {
    this.#rows.add({ order, createdSeq, isResent, delivery, place, isPinned: false });
    this.#nextOrder = Math.max(this.#nextOrder, order + 1);
  }

  /** Sets a minimum for the order of the next delivery. */
  startAt(order: number): void {
    this.#nextOrder = Math.max(this.#nextOrder, order);
  }

  get(id: string): Delivery | undefined {
    const row = this.#rows.get(id);
    if (row === undefined) return this.#readBack(this.#history?.orderOf(id) ?? null);
    return row.delivery.request === undefined ? this.#withRequest(row) : row.delivery;
  }

  /** The delivery if it is in memory, as open ones always are. */
  held(id: string): Delivery | undefined {
    return this.#rows.get(id)?.delivery;
  }

  /** Loads a delivery back into memory, with all that share its request id, so that further changes to it are recorded. */
  hold(id: string): Delivery | undefined {
    const known = this.#rows.get(id);
    const order = known === undefined ? (this.#history?.orderOf(id) ?? null) : null;
    const found = order === null ? null : (this.#history?.at(order) ?? null);
    const requestId = known?.delivery.request_id ?? found?.delivery.request_id;
    if (requestId !== undefined) this.holdRequest(requestId);
    return this.held(id);
  }

  /** Loads every delivery with this request id back into memory. */
  holdRequest(requestId: string, among?: number): void {
    for (const order of this.#history?.ordersOfRequest(requestId, among) ?? []) {
      const found = this.#rows.has(order) ? null : (this.#history?.at(order) ?? null);
      if (found === null) continue;
      const row: Row = { ...found, place: null, isPinned: false };
      this.#rows.add(row);
      if (found.delivery.settled_at !== null) this.#settle(row);
    }
  }

  /** The newest delivery with this request id, among those that an effect may refer to. */
  newestWithRequestId(requestId: string): Delivery | undefined {
    if (this.#rows.withRequestId(requestId).length === 0) this.holdRequest(requestId, SEARCHED_FOR_EFFECT);
    return this.#rows.withRequestId(requestId).at(-1)?.delivery;
  }

  /** Whether more than one delivery in memory carries this request id. */
  isShared(requestId: string): boolean {
    return this.#rows.withRequestId(requestId).length > 1;
  }

  /** Every delivery in memory that carries this request id, oldest first. */
  withRequestId(requestId: string): readonly Delivery[] {
    return this.#rows.withRequestId(requestId).map(({ delivery }) => delivery);
  }

  /** Every delivery of an event, oldest first. */
  idsOfEvent(eventId: string): readonly string[] {
    const kept = (this.#history?.ordersOfEvent(eventId) ?? [])
      .filter((order) => !this.#rows.has(order))
      .flatMap((order) => this.#history?.at(order) ?? []);
    const held = [...this.#rows.all()].filter(({ delivery }) => delivery.event_id === eventId);
    return [...kept, ...held].sort((one, other) => one.order - other.order).map(({ delivery }) => delivery.id);
  }

  /** Every delivery held in memory. */
  *all(): Generator<Delivery> {
    for (const row of this.#rows.all()) yield row.delivery;
  }

  /** Every open delivery, oldest first. */
  open(): readonly Delivery[] {
    return this.#openRows().map(({ delivery }) => delivery);
  }

  /** Throws `bad_request` for a cursor that no list gave, and for a query that cannot be read. */
  list(filter: DeliveryFilter, page: Page): DeliveryPage {
    return this.#search.list(filter, page);
  }

  /** A campaign's deliveries that were created in the window, as counts: kept ones counted one by one, evicted ones from their counters. */
  summary(campaignId: number, window: TimeWindow): DeliveryTally {
    return this.#search.summary(campaignId, window, this.evicted);
  }

  /** The deliveries that a retrigger sends again. */
  failuresToRetrigger(campaignIds: readonly number[], window: TimeWindow): Failures {
    return this.#search.failuresToRetrigger(campaignIds, window);
  }

  /** Whether it was resent as another delivery, as far as memory knows. */
  isResent(id: string): boolean {
    return this.#rows.get(id)?.isResent ?? false;
  }

  /** Writes everything in memory to the history; returns the places of the open deliveries. Those in `stale` files are written again. */
  archive(stale: ReadonlySet<number>): readonly { readonly order: number; readonly place: RowPlace }[] {
    const firstOrder = this.#history?.firstOrder ?? Number.POSITIVE_INFINITY;
    for (const row of this.#rows.all()) {
      const isStale = row.place === null || (isOpen(row) && stale.has(row.place.file));
      if (isStale && (isOpen(row) || row.order >= firstOrder)) row.place = this.#history?.put(heldOf(row)) ?? null;
    }
    return this.#openRows().flatMap(({ order, place }) => (place === null ? [] : [{ order, place }]));
  }

  /** Keeps counts of the deliveries that the history is about to drop. */
  countBelow(firstOrder: number): void {
    for (const fields of this.#history?.fitting({}, firstOrder) ?? []) {
      if (!this.#rows.has(fields.order)) this.evicted.add(fields);
    }
  }

  /**
   * The deliveries that a snapshot contains in full, oldest first: the open ones, and the newest that a retrigger would send again; all
   * others become counts.
   */
  carried(maxFailed: number): { readonly deliveries: readonly Delivery[]; readonly evicted: EvictedState } {
    const { failed, others } = this.#search.settledFor(maxFailed);
    const counts = new EvictedCounts();
    counts.restore(this.evicted.save());
    for (const fields of others) counts.add(fields);
    const whole = failed.flatMap(({ order }) => this.#rows.at(order) ?? this.#history?.at(order) ?? []);
    const deliveries = [...whole, ...this.#openRows()].sort((one, other) => one.order - other.order);
    return { deliveries: deliveries.map((held) => this.#withRequest(held)), evicted: counts.save() };
  }

  /** The counts of deliveries that a later process cannot read: memory still holds some that the history has dropped. */
  savedEvicted(firstOrder: number): EvictedState {
    const evicted = new EvictedCounts();
    evicted.restore(this.evicted.save());
    for (const row of this.#rows.all()) if (row.order < firstOrder && !isOpen(row)) evicted.add(fieldsOf(row));
    return evicted.save();
  }

  clear(): void {
    this.#rows.clear();
    this.evicted.clear();
    this.#history?.clear(this.#nextOrder);
    this.#settled.clear();
  }

  #create(seq: number, delivery: Delivery): Delivery {
    if (delivery.resent_from !== null) this.#noteResent(delivery.resent_from);
    const row: Row = {
      order: this.#nextOrder,
      createdSeq: seq,
      isResent: false,
      delivery,
      place: null,
      isPinned: false,
    };
    this.#nextOrder += 1;
    this.#rows.add(row);
    // A snapshot restores some deliveries that have already settled.
    if (delivery.settled_at !== null) this.#settle(row);
    return delivery;
  }

  #noteResent(id: string): void {
    if (!this.#rows.get(id)) this.hold(id);
    const row = this.#rows.get(id);
    if (row === undefined) return;
    row.isResent = true;
    row.place = null;
  }

  #openRows(): readonly Row[] {
    return [...this.#rows.all()].filter(isOpen).sort((one, other) => one.order - other.order);
  }

  #readBack(order: number | null): Delivery | undefined {
    const held = order === null ? null : (this.#history?.at(order) ?? null);
    return held === null ? undefined : this.#withRequest(held);
  }

  #withRequest({ createdSeq, delivery }: Pick<HeldDelivery, "createdSeq" | "delivery">): Delivery {
    const request = delivery.request ?? this.#requestOf(createdSeq);
    return request === undefined ? delivery : { ...delivery, request };
  }

  #settle(row: Row): void {
    const { request_id } = row.delivery;
    // Deliveries that stayed only because this one was open can now leave.
    for (const other of this.#rows.withRequestId(request_id)) {
      if (other !== row && other.isPinned) this.#letGo(this.#settled.push(unpinned(other)));
    }
    this.#letGo(this.#settled.push(row));
  }

  #letGo(leaving: readonly Row[]): void {
    for (const row of leaving) {
      const isJudgedBy = this.#rows.withRequestId(row.delivery.request_id).some(isOpen);
      if (isJudgedBy) row.isPinned = true;
      else this.#drop(row);
    }
  }

  #drop(row: Row): void {
    this.#rows.remove(row);
    if (this.#history === null || row.order < this.#history.firstOrder) this.evicted.add(fieldsOf(row));
    else if (row.place === null) this.#history.put(heldOf(row));
  }
}

function isOpen({ delivery }: Row): boolean {
  return delivery.settled_at === null;
}

function unpinned(row: Row): Row {
  row.isPinned = false;
  return row;
}
