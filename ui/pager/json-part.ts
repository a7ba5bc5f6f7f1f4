import { type Line, type Span, span } from "../frame/line.ts";
import type { Folds, Part } from "./document.ts";
import type { JsonRow } from "./json-rows.ts";
import { occurrences, rowStarts, sliceSpans, textOf } from "./lines-part.ts";

/** Columns of indentation per level. */
const INDENT = 2;
/** Minimum columns of a value, however deep it is nested. */
const LEAST_WIDTH = 16;
const ASCII = /^[\x20-\x7e]*$/;

export interface JsonPlace {
  /** Unique in the document: the prefix of the names of folds. */
  readonly key: string;
  readonly width: number;
  /** Columns to the left of the outermost level. */
  readonly margin: number;
  readonly folds: Folds;
}

/** A visible row of the JSON, folded or not, and its first row on the screen. */
interface Shown {
  readonly index: number;
  readonly spans: readonly Span[];
  readonly indent: number;
  readonly start: number;
  readonly rows: number;
}

/** Coloured JSON with foldable objects and lists. A megabyte of it is laid out in one pass and then shown window by window. */
export class JsonPart implements Part {
  readonly length: number;
  readonly #rows: readonly JsonRow[];
  readonly #place: JsonPlace;
  readonly #shown: readonly Shown[];
  readonly #starts = new WeakMap<Shown, readonly number[]>();

  constructor(rows: readonly JsonRow[], place: JsonPlace) {
    this.#rows = rows;
    this.#place = place;
    const shown: Shown[] = [];
    let start = 0;
    for (let index = 0; index < rows.length; ) {
      const row = rows[index];
      if (row === undefined) break;
      const isFolded = row.end !== null && place.folds.has(foldName(place.key, index));
      const spans = isFolded ? this.#foldedSpans(row, index) : row.spans;
      const indent = this.#indentOf(row);
      const rowCount = this.#rowCount(spans, isFolded ? null : row.length, indent);
      shown.push({ index, spans, indent, start, rows: rowCount });
      start += rowCount;
      index = isFolded && row.end !== null ? row.end + 1 : index + 1;
    }
    this.#shown = shown;
    this.length = start;
  }

  lineAt(row: number): Line {
    const shown = this.#shownAt(row);
    if (shown === undefined) return [];
    const margin = span(" ".repeat(shown.indent));
    if (shown.rows === 1) return [margin, ...shown.spans];
    const starts = this.#startsOf(shown);
    const at = row - shown.start;
    return [margin, ...sliceSpans(shown.spans, starts[at] ?? 0, starts[at + 1] ?? Number.POSITIVE_INFINITY)];
  }

  foldAt(row: number): string | null {
    const shown = this.#shownAt(row);
    if (shown === undefined || this.#rows[shown.index]?.end === null) return null;
    return foldName(this.#place.key, shown.index);
  }

  rowsWith(needle: string): readonly number[] {
    const found: number[] = [];
    for (const shown of this.#shown) {
      const text = textOf(shown.spans);
      const places = [...occurrences(text.toLowerCase(), needle)];
      if (places.length === 0) continue;
      const starts = this.#startsOf(shown);
      const rows = places.map((place) => shown.start + starts.findLastIndex((start) => start <= place));
      found.push(...new Set(rows));
    }
    return found;
  }

  /** Formats a folded row: `"lead": { … 12 },`. */
  #foldedSpans(row: JsonRow, index: number): readonly Span[] {
    const closer = this.#rows[row.end ?? 0]?.spans ?? [];
    return [...row.spans, span(` … ${(row.end ?? index) - index - 1} `, "muted"), ...closer];
  }

  #indentOf({ depth }: JsonRow): number {
    const { width, margin } = this.#place;
    return Math.min(margin + depth * INDENT, Math.max(0, width - LEAST_WIDTH));
  }

  #rowCount(spans: readonly Span[], length: number | null, indent: number): number {
    const width = Math.max(1, this.#place.width - indent);
    // Most rows are short, and a wide character takes two columns at most.
    if (length !== null && length * 2 <= width) return 1;
    const text = textOf(spans);
    return ASCII.test(text) ? Math.max(1, Math.ceil(text.length / width)) : rowStarts(text, width).length;
  }

  /** Cached, because a value of a megabyte would be cut again for each of its rows. */
  #startsOf(shown: Shown): readonly number[] {
    if (shown.rows === 1) return [0];
    const known = this.#starts.get(shown);
    if (known !== undefined) return known;
    const starts = rowStarts(textOf(shown.spans), this.#place.width - shown.indent);
    this.#starts.set(shown, starts);
    return starts;
  }

  #shownAt(row: number): Shown | undefined {
    let [low, high] = [0, this.#shown.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#shown[middle]?.start ?? 0) <= row) low = middle + 1;
      else high = middle;
    }
    return row < 0 || row >= this.length ? undefined : this.#shown[low - 1];
  }
}

function foldName(key: string, index: number): string {
  return `${key} ${index}`;
}
