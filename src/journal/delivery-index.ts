import type { Delivery } from "../delivery/delivery.ts";
import { SmartLeadMockError } from "../errors.ts";
import { type DeliveryFilter, matchesFilter } from "./delivery-filter.ts";
import type { Entry } from "./entry.ts";
import { deliveryIdOf, foldDelivery } from "./fold-delivery.ts";

/** Settled deliveries held in memory; open ones are always held. About 3 KB each with a usual body and one short answer. */
export const MAX_SETTLED_DELIVERIES = 10_000;
/** Characters of bodies of settled deliveries held in memory; beyond it the oldest go first. */
export const MAX_SETTLED_CHARACTERS = 24 * 1024 * 1024;

export interface Page {
  /** What an earlier page gave as `next_cursor`. */
  readonly cursor?: string | null | undefined;
  readonly limit: number;
}

export interface DeliveryPage {
  /** Newest first, without what is sent. */
  readonly data: readonly Omit<Delivery, "request">[];
  readonly next_cursor: string | null;
}

interface Row {
  readonly order: number;
  delivery: Delivery;
}

/** The deliveries as the journal's entries make them. */
export class DeliveryIndex {
  readonly #rows = new Map<string, Row>();
  /** By request id, oldest first: a resend shares it. */
  readonly #byRequestId = new Map<string, string[]>();
  readonly #settled: string[] = [];
  readonly #maxSettled: number;
  #settledStart = 0;
  #settledCharacters = 0;
  #order = 0;

  constructor(maxSettled = MAX_SETTLED_DELIVERIES) {
    this.#maxSettled = maxSettled;
  }

  /** Folds an entry in; returns the delivery that it changed. */
  take(entry: Entry): Delivery | undefined {
    const id = deliveryIdOf(entry);
    if (id === null) return undefined;
    const row = this.#rows.get(id);
    const delivery = foldDelivery(row?.delivery, entry);
    if (delivery === undefined) return undefined;
    if (row === undefined) this.#add(delivery);
    else row.delivery = delivery;
    if (entry.type === "delivery.settled") this.#settle(delivery);
    return delivery;
  }

  get(id: string): Delivery | undefined {
    return this.#rows.get(id)?.delivery;
  }

  /** Whether more than one delivery carries this request id. */
  isShared(requestId: string): boolean {
    return (this.#byRequestId.get(requestId)?.length ?? 0) > 1;
  }

  /** Every delivery that carries this request id, oldest first. */
  withRequestId(requestId: string): readonly Delivery[] {
    const ids = this.#byRequestId.get(requestId) ?? [];
    return ids.map((id) => this.get(id)).filter((delivery) => delivery !== undefined);
  }

  /** Every delivery held, oldest first. */
  all(): Iterable<Delivery> {
    return this.#deliveries();
  }

  /** Throws `bad_request` for a cursor that no list gave. */
  list(filter: DeliveryFilter, page: Page): DeliveryPage {
    const before = orderOfCursor(page.cursor);
    const found: Row[] = [];
    const rows = [...this.#rows.values()];
    for (let index = rows.length - 1; index >= 0 && found.length <= page.limit; index -= 1) {
      const row = rows[index];
      if (row !== undefined && row.order < before && matchesFilter(row.delivery, filter)) found.push(row);
    }
    const shown = found.slice(0, page.limit);
    const last = shown.at(-1);
    return {
      data: shown.map(({ delivery }) => withoutRequest(delivery)),
      next_cursor: found.length > page.limit && last !== undefined ? `before-${last.order}` : null,
    };
  }

  clear(): void {
    this.#rows.clear();
    this.#byRequestId.clear();
    this.#settled.length = 0;
    this.#settledStart = 0;
    this.#settledCharacters = 0;
  }

  *#deliveries(): Generator<Delivery> {
    for (const row of this.#rows.values()) yield row.delivery;
  }

  #add(delivery: Delivery): void {
    this.#rows.set(delivery.id, { order: this.#order, delivery });
    this.#order += 1;
    const sharing = this.#byRequestId.get(delivery.request_id);
    if (sharing === undefined) this.#byRequestId.set(delivery.request_id, [delivery.id]);
    else sharing.push(delivery.id);
  }

  #settle(delivery: Delivery): void {
    this.#settled.push(delivery.id);
    this.#settledCharacters += charactersOf(delivery);
    while (this.#isOverLimit()) this.#dropOldestSettled();
    if (this.#settledStart > this.#maxSettled) {
      this.#settled.splice(0, this.#settledStart);
      this.#settledStart = 0;
    }
  }

  #isOverLimit(): boolean {
    const held = this.#settled.length - this.#settledStart;
    return held > 1 && (held > this.#maxSettled || this.#settledCharacters > MAX_SETTLED_CHARACTERS);
  }

  #dropOldestSettled(): void {
    const id = this.#settled[this.#settledStart];
    this.#settledStart += 1;
    const dropped = id === undefined ? undefined : this.get(id);
    if (dropped === undefined) return;
    this.#settledCharacters -= charactersOf(dropped);
    this.#rows.delete(dropped.id);
    const sharing = (this.#byRequestId.get(dropped.request_id) ?? []).filter((other) => other !== dropped.id);
    if (sharing.length === 0) this.#byRequestId.delete(dropped.request_id);
    else this.#byRequestId.set(dropped.request_id, sharing);
  }
}

export function withoutRequest(delivery: Delivery): Omit<Delivery, "request"> {
  const { request: _request, ...rest } = delivery;
  return rest;
}

function charactersOf(delivery: Delivery): number {
  const answers = delivery.attempts.reduce((sum, attempt) => sum + (attempt.response?.body.length ?? 0), 0);
  return (delivery.request?.body.length ?? 0) + answers;
}

function orderOfCursor(cursor: string | null | undefined): number {
  if (cursor === undefined || cursor === null || cursor === "") return Number.POSITIVE_INFINITY;
  const match = /^before-(\d+)$/.exec(cursor);
  if (match === null) {
    throw new SmartLeadMockError("bad_request", `cursor "${cursor.slice(0, 40)}" comes from no list; use next_cursor.`);
  }
  return Number(match[1]);
}
