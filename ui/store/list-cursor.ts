/** The position in the live list: the number of the selected row, and of the topmost visible row. */
export interface ListCursor {
  readonly selected: number;
  readonly top: number;
  /** Whether the newest row stays selected when new rows arrive. Moving up ends this. */
  readonly isFollowing: boolean;
}

export interface RowRange {
  /** The oldest row's number. */
  readonly first: number;
  /** The newest row's number plus one; equal to `first` if there are no rows. */
  readonly end: number;
}

export const AT_THE_END: ListCursor = { selected: 0, top: 0, isFollowing: true };

/** The cursor, limited to the existing rows and a window of this height: dropped rows move the cursor, new rows do not. */
export function settled(cursor: ListCursor, range: RowRange, height: number): ListCursor {
  const last = Math.max(range.first, range.end - 1);
  const selected = cursor.isFollowing ? last : clamp(cursor.selected, range.first, last);
  const lowestTop = Math.max(range.first, range.end - height);
  const top = cursor.isFollowing ? lowestTop : clamp(cursor.top, selected - height + 1, selected);
  return { selected, top: clamp(top, range.first, lowestTop), isFollowing: cursor.isFollowing };
}

/** The cursor this many rows further down. Moving down from the newest row makes it follow again. */
export function moved(cursor: ListCursor, by: number, range: RowRange): ListCursor {
  const last = Math.max(range.first, range.end - 1);
  if (by > 0 && cursor.selected >= last) return { ...cursor, isFollowing: true };
  return { ...cursor, selected: clamp(cursor.selected + by, range.first, last), isFollowing: false };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
