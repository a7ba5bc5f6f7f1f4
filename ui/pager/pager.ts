import type { Folds } from "./document.ts";

/** The position in a long text, its folds, and its search text. */
export interface PagerState {
  readonly cursor: number;
  /** The topmost visible row. */
  readonly top: number;
  readonly folds: Folds;
  /** In lower case; empty = no search. */
  readonly search: string;
}

export const AT_THE_TOP: PagerState = { cursor: 0, top: 0, folds: new Set(), search: "" };

/** Stays at the end, also in a text that is still being loaded. */
export const THE_END = Number.MAX_SAFE_INTEGER;

/** The position, limited to this many rows and a window of this height: the cursor is visible. */
export function settledPager(pager: PagerState, length: number, height: number): PagerState {
  const cursor = clamp(pager.cursor, 0, Math.max(0, length - 1));
  const top = clamp(pager.top, cursor - height + 1, cursor);
  return { ...pager, cursor, top: clamp(top, 0, Math.max(0, length - height)) };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
