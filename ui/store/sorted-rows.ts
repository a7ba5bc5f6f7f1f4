import type { ListRow, RowRing } from "./row-ring.ts";
import type { RowView } from "./row-view.ts";

/** Rows in an order of their own, as they stood when it was made: what comes later is not among them, what is gone leaves no gap. */
export class SortedRows implements RowView {
  readonly #rows: RowRing;
  readonly #numbers: readonly number[];
  readonly #placeOf: ReadonlyMap<number, number>;

  constructor(rows: RowRing, numbers: readonly number[]) {
    this.#rows = rows;
    this.#numbers = numbers;
    this.#placeOf = new Map(numbers.map((number, place) => [number, place]));
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

  /** A row that is not among them is looked for at the beginning. */
  placeOf(number: number): number {
    return this.#placeOf.get(number) ?? 0;
  }
}

/** Numbers of the deliveries of a view, the slowest newest attempt first; rows without one are left out. */
export function slowestFirst(view: RowView): readonly number[] {
  const timed: { readonly number: number; readonly ms: number }[] = [];
  for (let place = 0; place < view.length; place += 1) {
    const [row, number] = [view.at(place), view.numberAt(place)];
    const ms = row?.kind === "delivery" ? row.delivery.attempts.at(-1)?.duration_ms : null;
    if (number !== undefined && ms !== null && ms !== undefined) timed.push({ number, ms });
  }
  return timed.sort((one, other) => other.ms - one.ms).map(({ number }) => number);
}
