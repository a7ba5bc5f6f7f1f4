import { printable } from "../../src/base/printable.ts";
import { type Line, type Span, span, type Tone, wrap, wrapWords } from "../frame/line.ts";
import type { Part } from "./document.ts";

/** A row, or a function for a row that depends on the mock's clock. */
export type TimedLine = Line | ((nowMs: number) => Line);

/** A part of prepared rows. */
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

/** Code units at which the rows of a wrapped text begin: `[0]` if it fits into one row. */
export function rowStarts(text: string, width: number): readonly number[] {
  const starts = [0];
  let at = 0;
  for (const row of wrap(text, Math.max(1, width)).slice(0, -1)) {
    at += row.length;
    starts.push(at);
  }
  return starts;
}

/** The spans from one code unit to another. */
export function sliceSpans(spans: readonly Span[], from: number, to: number): readonly Span[] {
  const kept: Span[] = [];
  let at = 0;
  for (const piece of spans) {
    const [start, end] = [Math.max(from - at, 0), Math.min(to - at, piece.text.length)];
    if (start < end) kept.push({ ...piece, text: piece.text.slice(start, end) });
    at += piece.text.length;
    if (at >= to) break;
  }
  return kept;
}

/** The spans with every occurrence of a text marked as a match, ignoring case. */
export function highlighted(spans: readonly Span[], needle: string): readonly Span[] {
  if (needle === "") return spans;
  const text = textOf(spans).toLowerCase();
  const marked: Span[] = [];
  let done = 0;
  for (const at of occurrences(text, needle)) {
    marked.push(...sliceSpans(spans, done, at));
    marked.push({ text: textOf(sliceSpans(spans, at, at + needle.length)), tone: "match" });
    done = at + needle.length;
  }
  return done === 0 ? spans : [...marked, ...sliceSpans(spans, done, text.length)];
}

/** The positions of a text in another one, from left to right, without overlaps. Both in lower case. */
export function* occurrences(text: string, needle: string): Generator<number> {
  if (needle === "") return;
  for (let at = text.indexOf(needle); at !== -1; at = text.indexOf(needle, at + needle.length)) yield at;
}

export function textOf(spans: readonly Span[]): string {
  return spans.length === 1 ? (spans[0]?.text ?? "") : spans.map(({ text }) => text).join("");
}

/** Columns of the labels of facts. */
const LABEL_WIDTH = 11;

/** `  label  text`, wrapped; empty if there is no text. */
export function labelled(label: string, text: string | null, width: number, tone?: Tone): readonly Line[] {
  if (text === null || text === "") return [];
  const start = `  ${label.padEnd(LABEL_WIDTH)}`;
  return wrapWords(printable(text), Math.max(1, width - start.length)).map((row, index) => [
    span(index === 0 ? start : " ".repeat(start.length), "muted"),
    span(row, tone),
  ]);
}
