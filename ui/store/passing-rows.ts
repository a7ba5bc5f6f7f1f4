import { NumberedRows } from "./numbered-rows.ts";
import type { ListRow, RowRing } from "./row-ring.ts";

/** The rows that pass, kept up to date with those that change. */
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

  /** A row has come or has become another one; `update` looks at it, once however often it changes meanwhile. */
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
