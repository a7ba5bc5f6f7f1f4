/** The place in the live list: a row's number, and the number of the topmost row shown. */
export interface ListCursor {
  readonly selected: number;
  readonly top: number;
  /** The newest row is selected, whatever comes. Moving up ends it. */
  readonly isFollowing: boolean;
}

export interface RowRange {
  /** The oldest row's number. */
  readonly first: number;
  /** One more than the newest one's; equal to `first` when there is none. */
  readonly end: number;
}

export const AT_THE_END: ListCursor = { selected: 0, top: 0, isFollowing: true };

/** The cursor within the rows there are and a window of so many rows: what was dropped takes the cursor along, what comes does not. */
export function settled(cursor: ListCursor, range: RowRange, height: number): ListCursor {
  const last = Math.max(range.first, range.end - 1);
  const selected = cursor.isFollowing ? last : clamp(cursor.selected, range.first, last);
  const lowestTop = Math.max(range.first, range.end - height);
  const top = cursor.isFollowing ? lowestTop : clamp(cursor.top, selected - height + 1, selected);
  return { selected, top: clamp(top, range.first, lowestTop), isFollowing: cursor.isFollowing };
}

/** The cursor so many rows further down. Down from the newest row it follows again. */
export function moved(cursor: ListCursor, by: number, range: RowRange): ListCursor {
  const last = Math.max(range.first, range.end - 1);
  if (by > 0 && cursor.selected >= last) return { ...cursor, isFollowing: true };
  return { ...cursor, selected: clamp(cursor.selected + by, range.first, last), isFollowing: false };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
