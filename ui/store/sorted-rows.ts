import { NumberedRows } from "./numbered-rows.ts";
import type { RowRing } from "./row-ring.ts";
import type { RowView } from "./row-view.ts";

/** Rows in an order of their own, as they stood when it was made: what comes later is not among them, what is gone leaves no gap. */
export class SortedRows extends NumberedRows {
  protected readonly numbers: readonly number[];
  readonly #placeOf: ReadonlyMap<number, number>;

  constructor(rows: RowRing, numbers: readonly number[]) {
    super(rows);
    this.numbers = numbers;
    this.#placeOf = new Map(numbers.map((number, place) => [number, place]));
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
