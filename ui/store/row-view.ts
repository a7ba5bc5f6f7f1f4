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
