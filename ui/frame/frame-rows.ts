import { counterLines } from "../header/counter-lines.ts";
import { headerLines } from "../header/header-lines.ts";
import { noticeLine } from "../notices/notice-line.ts";
import { promptLines } from "../prompt/prompt-lines.ts";
import type { Snapshot } from "../store/snapshot.ts";
import type { Theme } from "../theme.ts";
import { footerLine } from "./footer-line.ts";
import { layoutOf, SMALLEST } from "./layout.ts";
import { cutLine, type Line, span } from "./line.ts";
import { mainLines } from "./main-lines.ts";

/** The whole screen as the terminal gets it, row by row. It is a function of the snapshot alone. */
export function frameRows(snapshot: Snapshot, theme: Theme): readonly string[] {
  const { columns: width, rows } = snapshot.size;
  return screenLines(snapshot, theme)
    .slice(0, rows)
    .map((line) => theme.paint(cutLine(line, width)));
}

function screenLines(snapshot: Snapshot, theme: Theme): readonly Line[] {
  const { columns: width, rows } = snapshot.size;
  if (width < SMALLEST.columns || rows < SMALLEST.rows) return block([[span("too small a terminal")]], rows);
  const layout = layoutOf(snapshot.size);
  return [
    ...block(headerLines(snapshot, theme, width), layout.header),
    ...block(counterLines(snapshot, theme, width), layout.counters),
    ...block(mainLines(snapshot, theme, { width, height: layout.main }), layout.main),
    ...lastLines(snapshot, theme, width),
  ];
}

/** A question takes the rows of notice and keys. */
function lastLines(snapshot: Snapshot, theme: Theme, width: number): readonly Line[] {
  const { prompt } = snapshot;
  return prompt === null
    ? [noticeLine(snapshot, theme), footerLine(snapshot, theme, width)]
    : promptLines(prompt, width);
}

/** A block of rows of one height: what is missing is blank, what is too much is left out. */
function block(lines: readonly Line[], height: number): readonly Line[] {
  return Array.from({ length: height }, (_, index) => lines[index] ?? []);
}
