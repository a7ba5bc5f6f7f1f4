import type { Delivery } from "../delivery/delivery.ts";
import type { HeldDelivery, KeptFields, RowPlace } from "./entry-store.ts";

/** A delivery in memory. */
export interface Row {
  readonly order: number;
  readonly createdSeq: number;
  delivery: Delivery;
  isResent: boolean;
  /** Its place in the history; `null` when it has changed since, or was never written. */
  place: RowPlace | null;
  /** Settled long ago, but needed to judge an open delivery with the same request id. */
  isPinned: boolean;
}

/** The deliveries in memory, by id, by order and by request id. */
export class DeliveryRows {
  readonly #byId = new Map<string, Row>();
  readonly #byOrder = new Map<number, Row>();
  /** Most request ids have one delivery, stored without an array; a resend shares its request id. */
  readonly #byRequestId = new Map<string, Row | readonly Row[]>();

  /** The row looked up last: the same delivery is often looked up several times in a row. */
  #latest: Row | undefined;

  add(row: Row): void {
    this.#latest = row;
    this.#byId.set(row.delivery.id, row);
    this.#byOrder.set(row.order, row);
    const { request_id } = row.delivery;
    const sharing = this.withRequestId(request_id);
    // A row that was read back from the history may be older than those in memory.
    this.#byRequestId.set(request_id, sharing.length === 0 ? row : [...sharing, row].sort(byAge));
  }

  remove(row: Row): void {
    const { id, request_id } = row.delivery;
    if (this.#latest === row) this.#latest = undefined;
    this.#byId.delete(id);
    this.#byOrder.delete(row.order);
    const others = this.withRequestId(request_id).filter((other) => other !== row);
    if (others.length === 0) this.#byRequestId.delete(request_id);
    else this.#byRequestId.set(request_id, others);
  }

  get(id: string): Row | undefined {
    if (this.#latest?.delivery.id === id) return this.#latest;
    const row = this.#byId.get(id);
    this.#latest = row ?? this.#latest;
    return row;
  }

  at(order: number): Row | undefined {
    return this.#byOrder.get(order);
  }

  has(order: number): boolean {
    return this.#byOrder.has(order);
  }

  /** Oldest first. */
  withRequestId(requestId: string): readonly Row[] {
    const found = this.#byRequestId.get(requestId);
    if (found === undefined) return NONE;
    return "order" in found ? [found] : found;
  }

  /** In the order in which they were loaded into memory. */
  all(): IterableIterator<Row> {
    return this.#byId.values();
  }

  /** Deliveries created before this one, newest first. */
  before(order: number): Row[] {
    return [...this.#byId.values()].filter((row) => row.order < order).sort((one, other) => other.order - one.order);
  }

  clear(): void {
    this.#latest = undefined;
    this.#byId.clear();
    this.#byOrder.clear();
    this.#byRequestId.clear();
  }
}

const NONE: readonly Row[] = [];

function byAge(one: Row, other: Row): number {
  return one.order - other.order;
}

/** The form for the history: the request is kept only while the delivery may still be sent. */
export function heldOf({ order, createdSeq, isResent, delivery }: Row): HeldDelivery {
  const kept = delivery.settled_at === null ? delivery : withoutRequest(delivery);
  return { order, createdSeq, isResent, delivery: kept };
}

export function withoutRequest(delivery: Delivery): Omit<Delivery, "request"> {
  const { request: _request, ...rest } = delivery;
  return rest;
}

/** The fields of a delivery that counts need. */
export function fieldsOf({ order, isResent, delivery }: Pick<Row, "order" | "isResent" | "delivery">): KeptFields {
  const { state, reason, event_type: eventType, campaign_id: campaignId, created_at } = delivery;
  return { order, state, reason, eventType, campaignId, createdAt: Date.parse(created_at), isResent };
}

/** Limit for the bodies of settled deliveries in memory, in characters; the oldest are evicted first. */
export const MAX_SETTLED_CHARACTERS = 24 * 1024 * 1024;

/** The latest settled deliveries, bounded in number and characters: a new one may evict others. */
export class SettledLru {
  readonly #maxDeliveries: number;
  #rows: Row[] = [];
  #start = 0;
  #characters = 0;

  constructor(maxDeliveries: number) {
    this.#maxDeliveries = maxDeliveries;
  }

  /** Adds one and returns the evicted ones, oldest first. */
  push(row: Row): readonly Row[] {
    this.#rows.push(row);
    this.#characters += charactersOf(row.delivery);
    const leaving: Row[] = [];
    while (this.#isOverLimit()) leaving.push(...this.#shift());
    // Moving the array's start is free; the space before it is released occasionally.
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
