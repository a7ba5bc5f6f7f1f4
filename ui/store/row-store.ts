import type { Attempt, Delivery } from "../../src/delivery/delivery.ts";
import type { ShadowedWebhook } from "../../src/delivery/facts.ts";
import { deliveryIdOf, reduceDelivery } from "../../src/journal/delivery-reducer.ts";
import type { Entry } from "../../src/journal/entry.ts";
import type { SeenEventType } from "../../src/smartlead/events/event-types.ts";

/** Maximum rows of the live list (PRODUCT: UI, issue "Terminal"); without bodies they take about 15 MB. */
export const MAX_ROWS = 10_000;

interface RowStoreOptions {
  readonly capacity?: number | undefined;
  readonly onChange?: (number: number) => void;
}

/** Builds the rows of the live list from the stream's entries. */
export class RowStore {
  readonly rows: RowRing;
  readonly #onChange: (number: number) => void;
  readonly #numberOfDelivery = new Map<string, number>();
  /** Events that have reached no webhook so far: their first delivery replaces their row. */
  readonly #numberOfUnheard = new Map<string, number>();

  /** `onChange` gets the number of each row that is added or changed. */
  constructor({ capacity = MAX_ROWS, onChange = () => {} }: RowStoreOptions = {}) {
    this.rows = new RowRing(capacity);
    this.#onChange = onChange;
  }

  take(entry: Entry): void {
    switch (entry.type) {
      case "event.emitted":
        this.#heardOf(entry);
        break;
      case "delivery.created":
        this.#created(slim(entry.delivery));
        break;
      case "webhook.changed":
        this.#push({ kind: "note", at: entry.at, text: webhookNote(entry) });
        break;
      case "world.changed":
        if (entry.change === "reset") this.clear();
        this.#push({ kind: "note", at: entry.at, text: worldNote(entry.change) });
        break;
      default:
        this.#fold(entry);
    }
  }

  gap(from: number, to: number): void {
    this.#push({ kind: "gap", from, to });
  }

  clear(): void {
    this.rows.clear();
    this.#numberOfDelivery.clear();
    this.#numberOfUnheard.clear();
  }

  numberOf(deliveryId: string): number | undefined {
    return this.#numberOfDelivery.get(deliveryId);
  }

  /** The row of an event that has reached no webhook so far. */
  numberOfEvent(eventId: string): number | undefined {
    return this.#numberOfUnheard.get(eventId);
  }

  #heardOf(entry: Extract<Entry, { type: "event.emitted" }>): void {
    const number = this.#push({
      kind: "unheard",
      eventId: entry.event_id,
      eventType: entry.event_type,
      campaignId: entry.campaign_id,
      leadEmail: entry.lead_email,
      at: entry.at,
      shadowed: entry.shadowed,
      explanation: entry.explanation,
    });
    this.#numberOfUnheard.set(entry.event_id, number);
  }

  #created(delivery: Delivery): void {
    const unheardNumber = this.#numberOfUnheard.get(delivery.event_id);
    const unheard = unheardNumber === undefined ? undefined : this.rows.at(unheardNumber);
    if (unheardNumber === undefined || unheard?.kind !== "unheard") {
      this.#numberOfDelivery.set(delivery.id, this.#push({ kind: "delivery", delivery, shadowed: 0 }));
      return;
    }
    this.#replace(unheardNumber, { kind: "delivery", delivery, shadowed: unheard.shadowed.length });
    this.#numberOfUnheard.delete(delivery.event_id);
    this.#numberOfDelivery.set(delivery.id, unheardNumber);
  }

  #fold(entry: Entry): void {
    const number = this.#numberOfDelivery.get(deliveryIdOf(entry) ?? "");
    const row = number === undefined ? undefined : this.rows.at(number);
    if (number === undefined || row?.kind !== "delivery") return;
    const delivery = reduceDelivery(row.delivery, slimEntry(entry));
    if (delivery !== undefined) this.#replace(number, { ...row, delivery });
  }

  #replace(number: number, row: ListRow): void {
    this.rows.replace(number, row);
    this.#onChange(number);
  }

  #push(row: ListRow): number {
    const { number, dropped } = this.rows.push(row);
    if (dropped?.kind === "delivery") this.#numberOfDelivery.delete(dropped.delivery.id);
    if (dropped?.kind === "unheard") this.#numberOfUnheard.delete(dropped.eventId);
    this.#onChange(number);
    return number;
  }
}

/** Characters of a failed attempt's answer that a row keeps: enough for the line that explains the failure. */
const EXCERPT_LENGTH = 200;

/** Bodies stay in the mock and are fetched when a delivery is opened: for 10,000 rows they would take hundreds of megabytes. */
function slim({ request: _sent, ...delivery }: Delivery): Delivery {
  return { ...delivery, attempts: delivery.attempts.map(slimAttempt) };
}

function slimEntry(entry: Entry): Entry {
  const isHeavy =
    entry.type === "attempt.finished" && (entry.attempt.response !== null || entry.attempt.sent !== undefined);
  return isHeavy ? { ...entry, attempt: slimAttempt(entry.attempt) } : entry;
}

function slimAttempt({ sent: _sent, ...attempt }: Attempt): Attempt {
  const { response } = attempt;
  if (response === null || attempt.outcome === "success") return { ...attempt, response: null };
  const body = response.body.slice(0, EXCERPT_LENGTH);
  return { ...attempt, response: { ...response, headers: {}, body, truncated: body.length < response.body.length } };
}

function webhookNote({ change, webhook }: Extract<Entry, { type: "webhook.changed" }>): string {
  return `Webhook "${webhook.name}" (${webhook.id}, ${webhook.level} level) was ${change}: ${webhook.url}`;
}

function worldNote(change: string): string {
  return change === "reset"
    ? "Reset: the account is new, and deliveries were dropped"
    : `${change.charAt(0).toUpperCase()}${change.slice(1)}`;
}

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
 * The newest rows, each with a permanent number: rows are numbered from 0 in order of arrival, and the oldest are dropped first. A position
 * given as a number therefore stays valid while the list grows.
 */
export class RowRing {
  readonly #capacity: number;
  #slots: ListRow[] = [];
  /** The number of the next row. */
  #end = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The number of the oldest row; equal to `end` if there are no rows. */
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

  /** Adds a row; returns its number, and the row that was dropped for it. */
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

  /** Removes all rows, but numbers continue. */
  clear(): void {
    this.#slots = [];
    // Slots are found by number, so the next number must start a new lap of the ring.
    this.#end = Math.ceil(this.#end / this.#capacity) * this.#capacity;
  }
}
