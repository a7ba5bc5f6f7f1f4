import { type Line, span } from "../frame/line.ts";
import type { Theme } from "../theme.ts";
import type { Document } from "./document.ts";
import { highlighted } from "./lines-part.ts";
import { type PagerState, settledPager } from "./pager.ts";

/** The text before each row: the cursor, or nothing. */
export const PAGER_MARGIN = 2;

interface Window {
  readonly pager: PagerState;
  readonly theme: Theme;
  readonly nowMs: number;
  readonly height: number;
  /** Whether it has no cursor. */
  readonly isPassive?: boolean;
}

/** The visible rows of a long text. */
export function pagerLines(
  document: Document,
  { pager, theme, nowMs, height, isPassive = false }: Window,
): readonly Line[] {
  const { cursor, top, search } = settledPager(pager, document.length, height);
  const count = Math.max(0, Math.min(height, document.length - top));
  return Array.from({ length: count }, (_, index): Line => {
    const row = top + index;
    const sign = row === cursor && !isPassive ? theme.glyphs.cursor.padEnd(PAGER_MARGIN) : " ".repeat(PAGER_MARGIN);
    return [span(sign, "strong"), ...highlighted(document.lineAt(row, nowMs), search)];
  });
}

/** `12–35 of 1,204`, or empty if all rows are visible. */
export function placeText(document: Document, { pager, height }: Pick<Window, "pager" | "height">): string {
  if (document.length <= height) return "";
  const { top } = settledPager(pager, document.length, height);
  return `${top + 1}–${Math.min(top + height, document.length)} of ${document.length.toLocaleString("en")}`;
}
