import type { Folds } from "./document.ts";

/** The place in a long text, what is folded in it, and what is searched for. */
export interface PagerState {
  readonly cursor: number;
  /** The topmost row shown. */
  readonly top: number;
  readonly folds: Folds;
  /** In lower case; empty = nothing. */
  readonly search: string;
}

export const AT_THE_TOP: PagerState = { cursor: 0, top: 0, folds: new Set(), search: "" };

/** The end stays the end, also of a text that is still being loaded. */
export const THE_END = Number.MAX_SAFE_INTEGER;

/** The place within so many rows and a window of so many: the cursor is in sight. */
export function settledPager(pager: PagerState, length: number, height: number): PagerState {
  const cursor = clamp(pager.cursor, 0, Math.max(0, length - 1));
  const top = clamp(pager.top, cursor - height + 1, cursor);
  return { ...pager, cursor, top: clamp(top, 0, Math.max(0, length - height)) };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
