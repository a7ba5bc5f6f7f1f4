import { SmartLeadMockError } from "../base/errors.ts";
import type { Delivery } from "../delivery/delivery.ts";
import { CampaignTallies, type DeliveryTally, isToRetrigger, type TimeWindow } from "./campaign-tally.ts";
import { type DeliveryFilter, readyFilter } from "./delivery-filter.ts";
import { type DeliveryRows, fieldsOf, type Row, withoutRequest } from "./delivery-rows.ts";
import type { DeliveryHistory, KeptFields } from "./entry-store.ts";
import type { EvictedCounts } from "./evicted-counts.ts";

/** Kept deliveries that one page of a query reads, in some 20 ms; the page may be short, and its cursor continues the search. */
export const MAX_SEARCHED_PER_PAGE = 1_500;
export interface Page {
  /** The `next_cursor` of an earlier page. */
  readonly cursor?: string | null | undefined;
  readonly limit: number;
}

export interface DeliveryPage {
  /** Newest first, without requests. With a query the page may be short although more results follow. */
  readonly data: readonly Omit<Delivery, "request">[];
  readonly next_cursor: string | null;
}

/** Failed deliveries to be sent again. */
export interface Failures {
  readonly count: number;
  /** Oldest first, read lazily; can be iterated once. */
  readonly ids: Iterable<string>;
}

/** Searches the deliveries in memory and in the history as one list. */
export class DeliverySearch {
  readonly #rows: DeliveryRows;
  readonly #history: DeliveryHistory | null;

  constructor(rows: DeliveryRows, history: DeliveryHistory | null) {
    this.#rows = rows;
    this.#history = history;
  }

  /** Throws `bad_request` for a cursor that no list gave, and for a query that cannot be read. */
  list(filter: DeliveryFilter, page: Page): DeliveryPage {
    const { numbers, matches } = readyFilter(filter);
    const found: { order: number; delivery: Delivery }[] = [];
    let searched = 0;
    for (const { order, row } of this.#candidates(numbers, orderOfCursor(page.cursor))) {
      if (row === undefined) searched += 1;
      if (searched > MAX_SEARCHED_PER_PAGE) return pageOf(found, order + 1);
      const delivery = row?.delivery ?? this.#history?.at(order)?.delivery;
      if (delivery === undefined || !matches(delivery)) continue;
      if (found.length === page.limit) return pageOf(found, found.at(-1)?.order ?? 0);
      found.push({ order, delivery });
    }
    return pageOf(found, null);
  }

  /** A campaign's deliveries that were created in the window, as counts: kept ones counted one by one, evicted ones from their counters. */
  summary(campaignId: number, window: TimeWindow, evicted: EvictedCounts): DeliveryTally {
    const book = new CampaignTallies();
    for (const fields of this.#fieldsIn(campaignId, window)) book.addDelivery(fields);
    evicted.tallyInto(book, campaignId, window);
    return book.tally();
  }

  /** The deliveries that a retrigger sends again. */
  failuresToRetrigger(campaignIds: readonly number[], window: TimeWindow): Failures {
    const wanted = new Set(campaignIds);
    // For many campaigns all deliveries are scanned once, not once per campaign.
    const [only = null] = campaignIds.length === 1 ? campaignIds : [];
    const orders: number[] = [];
    for (const fields of this.#fieldsIn(only, window)) {
      const isWanted = fields.campaignId !== null && wanted.has(fields.campaignId);
      if (isWanted && isToRetrigger(fields)) orders.push(fields.order);
    }
    orders.sort((one, other) => one - other);
    return { count: orders.length, ids: this.#idsOf(orders) };
  }

  /** The settled deliveries: the newest `maxFailed` that a retrigger would send again, and all others. */
  settledFor(maxFailed: number): { readonly failed: readonly KeptFields[]; readonly others: readonly KeptFields[] } {
    const failed: KeptFields[] = [];
    const others: KeptFields[] = [];
    for (const fields of this.#fieldsIn(null, ALWAYS)) {
      if (isToRetrigger(fields)) failed.push(fields);
      else others.push(fields);
    }
    failed.sort((one, other) => other.order - one.order);
    return { failed: failed.slice(0, maxFailed), others: [...others, ...failed.slice(maxFailed)] };
  }

  *#idsOf(orders: readonly number[]): Generator<string> {
    for (const order of orders) {
      const id = this.#rows.at(order)?.delivery.id ?? this.#history?.at(order)?.delivery.id;
      if (id !== undefined) yield id;
    }
  }

  /** Candidates for a list, newest first: rows in memory, merged with orders in the history whose numbers match. */
  *#candidates(filter: DeliveryFilter, before: number): Generator<{ order: number; row?: Row }> {
    const rows = this.#rows.before(before);
    let next = 0;
    for (const { order } of this.#history?.fitting(filter, before) ?? []) {
      for (let row = rows[next]; row !== undefined && row.order > order; row = rows[next]) {
        yield { order: row.order, row };
        next += 1;
      }
      if (!this.#rows.has(order)) yield { order };
    }
    for (const row of rows.slice(next)) yield { order: row.order, row };
  }

  /** Of one campaign; `null` = of any campaign or none. */
  *#fieldsIn(campaignId: number | null, { from, to }: TimeWindow): Generator<KeptFields> {
    for (const row of this.#rows.all()) {
      if (campaignId !== null && row.delivery.campaign_id !== campaignId) continue;
      const fields = fieldsOf(row);
      if (fields.createdAt >= from && fields.createdAt <= to) yield fields;
    }
    const ofCampaign = campaignId === null ? {} : { campaign_id: campaignId };
    const filter = { ...ofCampaign, createdFrom: from, createdTo: to };
    for (const fields of this.#history?.fitting(filter, Number.POSITIVE_INFINITY) ?? []) {
      if (!this.#rows.has(fields.order)) yield fields;
    }
  }
}

const ALWAYS: TimeWindow = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

function pageOf(found: readonly { order: number; delivery: Delivery }[], before: number | null): DeliveryPage {
  return {
    data: found.map(({ delivery }) => withoutRequest(delivery)),
    next_cursor: before === null ? null : `before-${before}`,
  };
}

function orderOfCursor(cursor: string | null | undefined): number {
  if (cursor === undefined || cursor === null || cursor === "") return Number.POSITIVE_INFINITY;
  const match = /^before-(\d+)$/.exec(cursor);
  if (match === null) {
    throw new SmartLeadMockError(
      "bad_request",
      `cursor "${cursor.slice(0, 40)}" is not valid; use the next_cursor of a list.`,
    );
  }
  return Number(match[1]);
}
