/** Columns and rows of characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Number of rows of each region, from top to bottom. */
interface Layout {
  readonly header: number;
  readonly counters: number;
  readonly tabs: number;
  readonly main: number;
  readonly notice: number;
  readonly footer: number;
}

/** The smallest usable size. */
export const SMALLEST: Size = { columns: 24, rows: 6 };
/** From this many rows on, the header is complete, and the views have their own line. */
const ROWS_FOR_FULL_HEADER = 16;

/** Divides a screen of this size: low screens drop the header, never the list, the notices or the keys. */
export function layoutOf({ rows }: Size): Layout {
  const isFull = rows >= ROWS_FOR_FULL_HEADER;
  const header = isFull ? 2 : 1;
  const counters = isFull ? 2 : 0;
  const tabs = isFull ? 1 : 0;
  return { header, counters, tabs, main: Math.max(1, rows - header - counters - tabs - 2), notice: 1, footer: 1 };
}

/** Rows of the list: the column headings take one. */
export function listHeight(size: Size): number {
  return Math.max(1, layoutOf(size).main - 1);
}
