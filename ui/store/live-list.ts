import type { Entry } from "../../src/journal/entry.ts";
import { AT_THE_END, type ListCursor, moved, settled } from "./list-cursor.ts";
import { type ListRow, RowStore } from "./row-store.ts";
import { allRows, PassingRows, type RowView, rowMatcher, SortedRows, slowestFirst } from "./row-views.ts";

/** The current query, and its matches. */
export interface ListFilter {
  readonly text: string;
  readonly found: number;
  /** Total number of rows. */
  readonly of: number;
}

/** A triggered event, and its deliveries. */
export interface AwaitedEvent {
  readonly eventId: string;
  readonly deliveryIds: readonly string[];
}

/** The live list: its rows, the query that filters them, and the position in it. */
export class LiveList {
  readonly #book: RowStore;
  readonly #all: RowView;
  #passing: PassingRows | null = null;
  #query = "";
  /** Set while an order other than the live one is shown. */
  #sorted: SortedRows | null = null;
  readonly #marks = new Set<number>();
  /** The triggered event whose row is selected as soon as it arrives. */
  #awaited: AwaitedEvent | null = null;
  /** Positions are row numbers, which stay valid when rows before them are added or dropped. */
  #selected = 0;
  #top = 0;
  #isFollowing = true;

  constructor(capacity?: number) {
    this.#book = new RowStore({ capacity, onChange: (number) => this.#passing?.changed(number) });
    this.#all = allRows(this.#book.rows);
  }

  get view(): RowView {
    return this.#sorted ?? this.#live;
  }

  /** Numbers of marked rows. */
  get marks(): ReadonlySet<number> {
    return this.#marks;
  }

  get order(): "time" | "duration" {
    return this.#sorted === null ? "time" : "duration";
  }

  get #live(): RowView {
    return this.#passing ?? this.#all;
  }

  get filter(): ListFilter | null {
    return this.#passing === null ? null : { text: this.#query, found: this.#passing.length, of: this.#all.length };
  }

  /** The row under the cursor. */
  get selectedRow(): ListRow | undefined {
    this.#passing?.update();
    const last = this.view.length - 1;
    return this.view.at(this.#isFollowing ? last : Math.min(this.view.placeOf(this.#selected), last));
  }

  take(entry: Entry): void {
    this.#book.take(entry);
    if (this.#awaited !== null) this.#selectAwaited();
  }

  gap(from: number, to: number): void {
    this.#book.gap(from, to);
  }

  clear(): void {
    this.#book.clear();
    this.#marks.clear();
    this.filterBy(this.#query);
    this.follow();
  }

  /** The current row of a delivery. */
  rowOf(deliveryId: string): ListRow | undefined {
    const number = this.#book.numberOf(deliveryId);
    return number === undefined ? undefined : this.#book.rows.at(number);
  }

  /** The newest delivery before this one that meets a condition. */
  deliveryBefore(deliveryId: string, holds: (row: ListRow & { kind: "delivery" }) => boolean): ListRow | undefined {
    const start = this.#book.numberOf(deliveryId) ?? this.#book.rows.end;
    for (let number = start - 1; number >= this.#book.rows.first; number -= 1) {
      const row = this.#book.rows.at(number);
      if (row?.kind === "delivery" && holds(row)) return row;
    }
    return undefined;
  }

  /** Shows only the matches of a query; an empty query shows all rows. Throws `QueryError`. */
  filterBy(query: string): void {
    const passes = query.trim() === "" ? null : rowMatcher(query);
    this.#passing = passes === null ? null : new PassingRows(this.#book.rows, passes);
    this.#query = query;
    this.#sorted = null;
  }

  /** Sorts by duration, slowest first, or restores the order of arrival. */
  toggleOrder(): "time" | "duration" {
    this.#passing?.update();
    this.#sorted = this.#sorted === null ? new SortedRows(this.#book.rows, slowestFirst(this.#live)) : null;
    if (this.#sorted === null) this.follow();
    else this.toFirst();
    return this.order;
  }

  /** Toggles the mark of the selected row. */
  toggleMark(): void {
    this.#passing?.update();
    const last = this.view.length - 1;
    const place = this.#isFollowing ? last : Math.min(this.view.placeOf(this.#selected), last);
    const number = this.view.numberAt(place);
    if (number === undefined || this.#marks.delete(number)) return;
    for (const gone of this.#marks) if (gone < this.#book.rows.first) this.#marks.delete(gone);
    this.#marks.add(number);
  }

  /** Moves the cursor to the next row that meets a condition, up (-1) or down, optionally wrapping around. Returns `false` if none exists. */
  toNext(direction: -1 | 1, holds: (row: ListRow, number: number) => boolean, goesRound = false): boolean {
    this.#passing?.update();
    const { view } = this;
    const start = this.#isFollowing ? view.length : view.placeOf(this.#selected);
    const steps = goesRound ? view.length : direction === -1 ? start : view.length - start - 1;
    for (let step = 1; step <= steps; step += 1) {
      const place = (start + direction * step + view.length) % Math.max(1, view.length);
      const [row, number] = [view.at(place), view.numberAt(place)];
      if (row === undefined || number === undefined || !holds(row, number)) continue;
      this.selectAt(place);
      return true;
    }
    return false;
  }

  /** Selects the row of a triggered event as soon as it arrives. */
  awaitEvent(awaited: AwaitedEvent): void {
    this.#sorted = null;
    this.#awaited = awaited;
    this.#selectAwaited();
  }

  #selectAwaited(): void {
    const { eventId, deliveryIds } = this.#awaited ?? { eventId: "", deliveryIds: [] };
    const known = deliveryIds.map((id) => this.#book.numberOf(id)).find((number) => number !== undefined);
    const number = known ?? this.#book.numberOfEvent(eventId);
    if (number === undefined) return;
    this.#awaited = null;
    this.#passing?.update();
    if (this.view.numberAt(this.view.placeOf(number)) !== number) return;
    this.#selected = number;
    this.#isFollowing = false;
  }

  /** Moves the cursor this many rows down, or up if negative, in a window of this height. */
  move(by: number, height: number): void {
    this.#put(moved(this.cursor(height), by, this.#range));
  }

  toFirst(): void {
    this.#put({ selected: 0, top: 0, isFollowing: false });
  }

  follow(): void {
    this.#isFollowing = true;
  }

  /** Moves the cursor to a delivery's row, if it is shown. */
  select(deliveryId: string): void {
    const number = this.#book.numberOf(deliveryId);
    if (number === undefined || this.view.numberAt(this.view.placeOf(number)) !== number) return;
    this.#selected = number;
    this.#isFollowing = false;
  }

  /** Moves the cursor to the row at a position of the view. */
  selectAt(place: number): void {
    this.#selected = this.view.numberAt(place) ?? this.#selected;
    this.#isFollowing = false;
  }

  /** The cursor, in positions of the view. */
  cursor(height: number): ListCursor {
    this.#passing?.update();
    const { view } = this;
    const kept = this.#isFollowing
      ? AT_THE_END
      : { selected: view.placeOf(this.#selected), top: view.placeOf(this.#top), isFollowing: false };
    const cursor = settled(kept, this.#range, height);
    // A row that a query hides stays selected: the next query may show it again.
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
