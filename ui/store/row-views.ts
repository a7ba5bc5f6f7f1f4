import { parseQuery } from "../../src/journal/query/parse-query.ts";
import { type Matcher, matcherOf } from "../../src/journal/query/query.ts";
import type { QuerySubject } from "../../src/journal/query/subject.ts";
import type { ListRow, RowRing, UnheardRow } from "./row-store.ts";

/** The visible rows in order, with positions from 0; each row keeps its number while its position may change. */
export interface RowView {
  readonly length: number;
  at(place: number): ListRow | undefined;
  /** `undefined` if none exists. */
  numberAt(place: number): number | undefined;
  /** The position of a row, or of the next one if it is not shown. */
  placeOf(number: number): number;
}

/** A view of all rows. */
export function allRows(rows: RowRing): RowView {
  return {
    get length() {
      return rows.end - rows.first;
    },
    at: (place) => rows.at(rows.first + place),
    numberAt: (place) => (rows.at(rows.first + place) === undefined ? undefined : rows.first + place),
    placeOf: (number) => Math.max(0, Math.min(number, rows.end) - rows.first),
  };
}

/** A view that is a list of row numbers; how to find a row depends on the order of the list. */
abstract class NumberedRows implements RowView {
  protected readonly rows: RowRing;
  protected abstract readonly numbers: readonly number[];

  constructor(rows: RowRing) {
    this.rows = rows;
  }

  abstract placeOf(number: number): number;

  get length(): number {
    return this.numbers.length;
  }

  at(place: number): ListRow | undefined {
    const number = this.numbers[place];
    return number === undefined ? undefined : this.rows.at(number);
  }

  numberAt(place: number): number | undefined {
    return this.numbers[place];
  }
}

/** Rows in a different order, fixed when the view was created: later rows are not included, and dropped rows leave no gap. */
export class SortedRows extends NumberedRows {
  protected readonly numbers: readonly number[];
  readonly #placeOf: ReadonlyMap<number, number>;

  constructor(rows: RowRing, numbers: readonly number[]) {
    super(rows);
    this.numbers = numbers;
    this.#placeOf = new Map(numbers.map((number, place) => [number, place]));
  }

  /** Returns the beginning for a row that is not included. */
  placeOf(number: number): number {
    return this.#placeOf.get(number) ?? 0;
  }
}

/** Numbers of the deliveries of a view, by the duration of their newest attempt, slowest first; rows without one are omitted. */
export function slowestFirst(view: RowView): readonly number[] {
  const timed: { readonly number: number; readonly ms: number }[] = [];
  for (let place = 0; place < view.length; place += 1) {
    const [row, number] = [view.at(place), view.numberAt(place)];
    const ms = row?.kind === "delivery" ? row.delivery.attempts.at(-1)?.duration_ms : null;
    if (number !== undefined && ms !== null && ms !== undefined) timed.push({ number, ms });
  }
  return timed.sort((one, other) => other.ms - one.ms).map(({ number }) => number);
}

/** The rows that match, updated as rows change. */
export class PassingRows extends NumberedRows {
  readonly #passes: (row: ListRow) => boolean;
  /** Ascending. */
  protected numbers: number[] = [];
  readonly #changed = new Set<number>();

  constructor(rows: RowRing, passes: (row: ListRow) => boolean) {
    super(rows);
    this.#passes = passes;
    for (let number = rows.first; number < rows.end; number += 1)
      if (this.#isPassing(number)) this.numbers.push(number);
  }

  placeOf(number: number): number {
    let [low, high] = [0, this.numbers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.numbers[middle] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Marks a row as added or changed; `update` checks it once, however often it has changed. */
  changed(number: number): void {
    this.#changed.add(number);
  }

  update(): void {
    for (const number of this.#changed) this.#place(number);
    this.#changed.clear();
    const gone = this.placeOf(this.rows.first);
    if (gone > 0) this.numbers = this.numbers.slice(gone);
  }

  #place(number: number): void {
    const place = this.placeOf(number);
    const isIn = this.numbers[place] === number;
    if (isIn === this.#isPassing(number)) return;
    if (isIn) this.numbers.splice(place, 1);
    else this.numbers.splice(place, 0, number);
  }

  #isPassing(number: number): boolean {
    const row = this.rows.at(number);
    return row !== undefined && this.#passes(row);
  }
}

/** Whether a row of the list matches a query; gaps always match, because missing rows must be visible in any view. Throws `QueryError`. */
export function rowMatcher(text: string): (row: ListRow) => boolean {
  const matches: Matcher = matcherOf(parseQuery(text));
  return (row) => {
    if (row.kind === "delivery") return matches(row.delivery);
    return row.kind === "unheard" ? matches(subjectOf(row)) : row.kind === "gap";
  };
}

function subjectOf(row: UnheardRow): QuerySubject {
  return {
    id: "",
    event_id: row.eventId,
    request_id: "",
    resent_from: null,
    event_type: row.eventType,
    campaign_id: row.campaignId,
    client_id: null,
    lead_email: row.leadEmail,
    webhook: null,
    dialect: null,
    state: null,
    reason: null,
    attempts: [],
    duplicate: null,
    created_at: row.at,
    settled_at: null,
  };
}
