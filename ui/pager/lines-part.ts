import { type Line, span, wrap } from "../frame/line.ts";
import type { Part } from "./document.ts";
import { textOf } from "./wrapping.ts";

/** A row, or one that depends on the mock's clock. */
export type TimedLine = Line | ((nowMs: number) => Line);

/** Rows that are there already. */
export function linesPart(lines: readonly TimedLine[]): Part {
  const lineAt = (row: number, nowMs: number) => {
    const line = lines[row] ?? [];
    return typeof line === "function" ? line(nowMs) : line;
  };
  return {
    length: lines.length,
    lineAt,
    foldAt: () => null,
    rowsWith: (needle) =>
      lines.flatMap((_, row) => (textOf(lineAt(row, 0)).toLowerCase().includes(needle) ? [row] : [])),
  };
}

/** A text of any length, line by line, wrapped and indented. Each line has been through `printable`. */
export function textPart(lines: readonly string[], { width, indent }: { width: number; indent: string }): Part {
  const rows = lines.flatMap((line) => wrap(line.replaceAll("\t", "  "), Math.max(1, width - indent.length)));
  return {
    length: rows.length,
    lineAt: (row) => [span(indent + (rows[row] ?? ""))],
    foldAt: () => null,
    rowsWith: (needle) => rows.flatMap((text, row) => (text.toLowerCase().includes(needle) ? [row] : [])),
  };
}
