import type { Entry } from "../../src/journal/entry.ts";
import { AT_THE_END, type ListCursor, moved, settled } from "./list-cursor.ts";
import { rowMatcher } from "./row-query.ts";
import type { ListRow } from "./row-ring.ts";
import { RowStore } from "./row-store.ts";
import { allRows, PassingRows, type RowView } from "./row-view.ts";

/** The query in force, and what it finds. */
export interface ListFilter {
  readonly text: string;
  readonly found: number;
  /** Rows there are in all. */
  readonly of: number;
}

/** The live list: its rows, the query that narrows them, and the place in it. */
export class LiveList {
  readonly #book: RowStore;
  readonly #all: RowView;
  #passing: PassingRows | null = null;
  #query = "";
  /** By numbers of rows, which stay what they are when rows before them come and go. */
  #selected = 0;
  #top = 0;
  #isFollowing = true;

  constructor(capacity?: number) {
    this.#book = new RowStore({ capacity, onChange: (number) => this.#passing?.changed(number) });
    this.#all = allRows(this.#book.rows);
  }

  get view(): RowView {
    return this.#passing ?? this.#all;
  }

  get filter(): ListFilter | null {
    return this.#passing === null ? null : { text: this.#query, found: this.#passing.length, of: this.#all.length };
  }

  /** The row that the cursor is on. */
  get selectedRow(): ListRow | undefined {
    this.#passing?.update();
    const last = this.view.length - 1;
    return this.view.at(this.#isFollowing ? last : Math.min(this.view.placeOf(this.#selected), last));
  }

  take(entry: Entry): void {
    this.#book.take(entry);
  }

  gap(from: number, to: number): void {
    this.#book.gap(from, to);
  }

  clear(): void {
    this.#book.clear();
    this.filterBy(this.#query);
    this.follow();
  }

  /** A delivery's row as it stands now. */
  rowOf(deliveryId: string): ListRow | undefined {
    const number = this.#book.numberOf(deliveryId);
    return number === undefined ? undefined : this.#book.rows.at(number);
  }

  /** The newest delivery before this one of which something holds. */
  deliveryBefore(deliveryId: string, holds: (row: ListRow & { kind: "delivery" }) => boolean): ListRow | undefined {
    const start = this.#book.numberOf(deliveryId) ?? this.#book.rows.end;
    for (let number = start - 1; number >= this.#book.rows.first; number -= 1) {
      const row = this.#book.rows.at(number);
      if (row?.kind === "delivery" && holds(row)) return row;
    }
    return undefined;
  }

  /** Shows only what a query finds; an empty one shows all. Throws `QueryError`. */
  filterBy(query: string): void {
    const passes = query.trim() === "" ? null : rowMatcher(query);
    this.#passing = passes === null ? null : new PassingRows(this.#book.rows, passes);
    this.#query = query;
  }

  /** Rows are shown through a window of so many; moves so many rows down, up when negative. */
  move(by: number, height: number): void {
    this.#put(moved(this.cursor(height), by, this.#range));
  }

  toFirst(): void {
    this.#put({ selected: 0, top: 0, isFollowing: false });
  }

  follow(): void {
    this.#isFollowing = true;
  }

  /** Puts the cursor on a delivery's row, where it is shown. */
  select(deliveryId: string): void {
    const number = this.#book.numberOf(deliveryId);
    if (number === undefined || this.view.numberAt(this.view.placeOf(number)) !== number) return;
    this.#selected = number;
    this.#isFollowing = false;
  }

  /** Puts the cursor on the row at a place of the view. */
  selectAt(place: number): void {
    this.#selected = this.view.numberAt(place) ?? this.#selected;
    this.#isFollowing = false;
  }

  /** The place in the list, in places of the view. */
  cursor(height: number): ListCursor {
    this.#passing?.update();
    const { view } = this;
    const kept = this.#isFollowing
      ? AT_THE_END
      : { selected: view.placeOf(this.#selected), top: view.placeOf(this.#top), isFollowing: false };
    const cursor = settled(kept, this.#range, height);
    // The row that one is on stays it while a query hides it: the next query may show it again.
    this.#top = view.numberAt(cursor.top) ?? this.#top;
    return cursor;
  }

  get #range() {
    return { first: 0, end: this.view.length };
  }

  #put({ selected, top, isFollowing }: ListCursor): void {
    this.#selected = this.view.numberAt(selected) ?? this.#selected;
    this.#top = this.view.numberAt(top) ?? this.#top;
    this.#isFollowing = isFollowing;
  }
}
