import type { ListRow, RowRing } from "./row-ring.ts";
import type { RowView } from "./row-view.ts";

/** A view that is a list of the numbers of its rows; how a row is found in it is up to the order of the list. */
export abstract class NumberedRows implements RowView {
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
