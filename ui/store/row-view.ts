import type { ListRow, RowRing } from "./row-ring.ts";

/** The rows that are shown, in order, with places from 0; each row keeps its number while its place may change. */
export interface RowView {
  readonly length: number;
  at(place: number): ListRow | undefined;
  /** `undefined` where there is none. */
  numberAt(place: number): number | undefined;
  /** The place of a row, or of the first one behind it where it is not shown. */
  placeOf(number: number): number;
}

/** All rows there are. */
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

/** The rows that pass, kept up to date with those that change. */
export class PassingRows implements RowView {
  readonly #rows: RowRing;
  readonly #passes: (row: ListRow) => boolean;
  /** Ascending. */
  #numbers: number[] = [];
  readonly #changed = new Set<number>();

  constructor(rows: RowRing, passes: (row: ListRow) => boolean) {
    this.#rows = rows;
    this.#passes = passes;
    for (let number = rows.first; number < rows.end; number += 1)
      if (this.#isPassing(number)) this.#numbers.push(number);
  }

  get length(): number {
    return this.#numbers.length;
  }

  at(place: number): ListRow | undefined {
    const number = this.#numbers[place];
    return number === undefined ? undefined : this.#rows.at(number);
  }

  numberAt(place: number): number | undefined {
    return this.#numbers[place];
  }

  placeOf(number: number): number {
    let [low, high] = [0, this.#numbers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#numbers[middle] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** A row has come or has become another one; `update` looks at it, once however often it changes meanwhile. */
  changed(number: number): void {
    this.#changed.add(number);
  }

  update(): void {
    for (const number of this.#changed) this.#place(number);
    this.#changed.clear();
    const gone = this.placeOf(this.#rows.first);
    if (gone > 0) this.#numbers = this.#numbers.slice(gone);
  }

  #place(number: number): void {
    const place = this.placeOf(number);
    const isIn = this.#numbers[place] === number;
    if (isIn === this.#isPassing(number)) return;
    if (isIn) this.#numbers.splice(place, 1);
    else this.#numbers.splice(place, 0, number);
  }

  #isPassing(number: number): boolean {
    const row = this.#rows.at(number);
    return row !== undefined && this.#passes(row);
  }
}
