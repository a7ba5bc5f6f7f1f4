/** Columns and rows of characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}
