import type { Command } from "../keys/key-bindings.ts";
import type { Document, Folds } from "./document.ts";
import { type PagerState, settledPager, THE_END } from "./pager.ts";

/** Rows that stay visible above and below a match. */
const SURROUNDINGS = 2;

/** The position after a command, or `null` if the command does not move in a text. */
export function pagerAfter(command: Command, { pager, document, height }: Read): PagerState | null {
  const at = settledPager(pager, document.length, height);
  const page = Math.max(1, height - 1);
  switch (command) {
    case "up":
      return to(at, at.cursor - 1);
    case "down":
      return to(at, at.cursor + 1);
    case "page-up":
      return { ...at, cursor: Math.max(0, at.cursor - page), top: at.top - page };
    case "page-down":
      return { ...at, cursor: at.cursor + page, top: at.top + page };
    case "first":
      return to(at, 0);
    case "last":
      return { ...at, cursor: THE_END };
    case "next-section":
      return { ...at, ...atTop(document.nextSection(at.cursor)) };
    case "previous-section":
      return { ...at, ...atTop(document.previousSection(at.cursor)) };
    case "fold":
      return { ...at, folds: toggled(at.folds, document.foldAt(at.cursor)) };
    case "next-match":
      return matched(at, { document, height, by: 1 });
    case "previous-match":
      return matched(at, { document, height, by: -1 });
    default:
      return null;
  }
}

export interface Read {
  readonly pager: PagerState;
  readonly document: Document;
  /** Rows of the window. */
  readonly height: number;
}

/** The first row with the text at or below the cursor, continuing from the top; everything is unfolded, so that no match is hidden. */
export function searched({ pager, document, height }: Read, needle: string): PagerState {
  const rows = document.rowsWith(needle);
  const cursor = rows.find((row) => row >= pager.cursor) ?? rows[0] ?? pager.cursor;
  return withSurroundings({ ...pager, cursor, search: needle }, height);
}

/** Keeps a match away from the edge of the window. */
function withSurroundings(pager: PagerState, height: number): PagerState {
  const { cursor, top } = pager;
  const isInSight = cursor >= top + SURROUNDINGS && cursor < top + height - SURROUNDINGS;
  return isInSight ? pager : { ...pager, top: Math.max(0, cursor - Math.floor(height / 3)) };
}

function to(pager: PagerState, cursor: number): PagerState {
  return { ...pager, cursor: Math.max(0, cursor) };
}

/** Places the start of a section at the top of the window. */
function atTop(row: number): Pick<PagerState, "cursor" | "top"> {
  return { cursor: row, top: row };
}

function matched(pager: PagerState, { document, height, by }: Omit<Read, "pager"> & { by: 1 | -1 }): PagerState {
  const rows = pager.search === "" ? [] : document.rowsWith(pager.search);
  const next =
    by > 0
      ? (rows.find((row) => row > pager.cursor) ?? rows[0])
      : (rows.findLast((row) => row < pager.cursor) ?? rows.at(-1));
  return next === undefined ? pager : withSurroundings({ ...pager, cursor: next }, height);
}

function toggled(folds: Folds, name: string | null): Folds {
  if (name === null) return folds;
  const next = new Set(folds);
  if (!next.delete(name)) next.add(name);
  return next;
}
