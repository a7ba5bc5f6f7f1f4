import stringWidth from "string-width";

/** The meaning of a piece of text; only `theme.ts` knows its look. */
export type Tone =
  | "good"
  | "bad"
  | "warn"
  | "info"
  | "muted"
  | "strong"
  | "selected"
  /** A search match. */
  | "match"
  | "key"
  | "string"
  | "number"
  | "literal"
  /** In a comparison: only on one side. */
  | "removed"
  | "added";

export interface Span {
  readonly text: string;
  readonly tone?: Tone;
}

/** One row of the screen. Its texts have been through `printable`. */
export type Line = readonly Span[];

const ELLIPSIS = "…";
/** Maximum code units of one character on the screen; a family emoji has 11. */
const LONGEST_GRAPHEME = 16;
/** Characters whose width is cached: computing it again takes 30 times longer, and texts repeat their characters. */
const MAX_REMEMBERED_WIDTHS = 4_096;
/** Maximum code units of a text whose width is cached: cells of a row are shorter, and repeat in each frame. */
const LONGEST_REMEMBERED = 64;
const ASCII = /^[\x20-\x7e]*$/;
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

export function span(text: string, tone?: Tone): Span {
  return tone === undefined ? { text } : { text, tone };
}

/** The width of a text in terminal columns: wide characters take two. */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  return text.length > LONGEST_REMEMBERED ? stringWidth(text) : rememberedWidth(text);
}

export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + widthOf(text), 0);
}

/** At most `width` columns of a text; an ellipsis shows that it was cut. */
export function cut(text: string, width: number): string {
  if (width <= 0) return "";
  return widthOf(text) <= width ? text : `${headOf(text, width - 1)}${ELLIPSIS}`;
}

/** Like `cut`, but keeps both ends: for URLs and ids, whose end is the most specific part. */
export function cutMiddle(text: string, width: number): string {
  if (width <= 0) return "";
  if (widthOf(text) <= width) return text;
  const tailWidth = Math.floor((width - 1) / 2);
  return `${headOf(text, width - 1 - tailWidth)}${ELLIPSIS}${tailOf(text, tailWidth)}`;
}

/** Like `cut`, but keeps the end: for numbers with the same beginning. */
function cutStart(text: string, width: number): string {
  if (width <= 0) return "";
  return widthOf(text) <= width ? text : `${ELLIPSIS}${tailOf(text, width - 1)}`;
}

/** Exactly `width` columns: cut or padded. Right-aligned text keeps its end. */
export function fitText(text: string, width: number, align: "left" | "right" = "left"): string {
  const shown = align === "left" ? cut(text, width) : cutStart(text, width);
  const padding = " ".repeat(Math.max(0, width - widthOf(shown)));
  return align === "left" ? shown + padding : padding + shown;
}

/** At most `width` columns of a line. */
export function cutLine(line: Line, width: number): Line {
  if (lineWidth(line) <= width) return line;
  const kept: Span[] = [];
  let rest = width;
  for (const piece of line) {
    const pieceWidth = widthOf(piece.text);
    // The piece that is cut must leave room for the ellipsis, even if it would just fit by itself.
    if (pieceWidth < rest) {
      kept.push(piece);
      rest -= pieceWidth;
      continue;
    }
    kept.push({ ...piece, text: `${headOf(piece.text, rest - 1)}${ELLIPSIS}` });
    break;
  }
  return kept;
}

/** Exactly `width` columns of a line. */
export function fillLine(line: Line, width: number): Line {
  const shown = cutLine(line, width);
  const missing = width - lineWidth(shown);
  return missing > 0 ? [...shown, span(" ".repeat(missing))] : shown;
}

/** A whole row, highlighted as selected. Its glyphs still show what its colours showed. */
export function selected(line: Line, width: number): Line {
  return fillLine(line, width).map(({ text }) => span(text, "selected"));
}

/** The left and the right part of a row; the left one is cut if there is no room. */
export function justify(left: Line, right: Line, width: number): Line {
  const rightWidth = lineWidth(right);
  if (rightWidth + 1 >= width) return cutLine(left, width);
  return [...fillLine(left, width - rightWidth - 1), span(" "), ...right];
}

/** A text in rows of at most `width` columns. */
export function wrap(text: string, width: number): string[] {
  if (width <= 0 || text.length === 0) return [text];
  const rows: string[] = [];
  for (let start = 0; start < text.length; ) {
    // Never the whole rest: a line of a megabyte is processed row by row.
    const ahead = text.slice(start, start + width * LONGEST_GRAPHEME);
    const row = headOf(ahead, width) || firstGrapheme(ahead);
    rows.push(row);
    start += row.length;
  }
  return rows;
}

/** Like `wrap`, but breaks between words if possible: for sentences. */
export function wrapWords(text: string, width: number): string[] {
  if (width <= 0 || text === "") return [text];
  const rows: string[] = [];
  for (let rest = text; rest !== ""; ) {
    const row = wrap(rest.slice(0, width * LONGEST_GRAPHEME), width)[0] ?? rest;
    const lastSpace = row.lastIndexOf(" ");
    const isWhole = row.length === rest.length || rest.charAt(row.length) === " " || lastSpace <= 0;
    const taken = isWhole ? row : row.slice(0, lastSpace);
    rows.push(taken);
    rest = rest.slice(taken.length).trimStart();
  }
  return rows;
}

function rememberedWidth(text: string): number {
  const known = textWidths.get(text);
  if (known !== undefined) return known;
  if (textWidths.size >= MAX_REMEMBERED_WIDTHS) textWidths.clear();
  const width = stringWidth(text);
  textWidths.set(text, width);
  return width;
}

const textWidths = new Map<string, number>();

function headOf(text: string, width: number): string {
  if (ASCII.test(text.slice(0, width + 1))) return text.slice(0, Math.max(0, width));
  const quick = quickHead(text, width);
  if (quick !== null) return quick;
  let taken = 0;
  let end = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    const next = taken + graphemeWidth(segment);
    if (next > width) break;
    taken = next;
    end = index + segment.length;
  }
  return text.slice(0, end);
}

/** The same for a string without combining characters: 50 times faster. */
function quickHead(text: string, width: number): string | null {
  let taken = 0;
  for (let index = 0; index < text.length; index += 1) {
    const own = plainWidth(text.charCodeAt(index));
    if (own === 0) return null;
    taken += own;
    if (taken > width) return text.slice(0, index);
  }
  return text;
}

/** The width of a character that never combines with others: Latin, Greek, Cyrillic take one column, kana, Han and Hangul two; 0 = not known. */
function plainWidth(code: number): 0 | 1 | 2 {
  if (code >= 0x20 && code < 0x7f) return 1;
  if (code > 0xa0 && code < 0x300 && code !== 0xad) return 1;
  if (code >= 0x370 && code < 0x483) return 1;
  if (code >= 0x3041 && code < 0x3097) return 2;
  if (code >= 0x30a1 && code < 0x30ff) return 2;
  return (code >= 0x4e00 && code < 0xa000) || (code >= 0xac00 && code < 0xd7a4) ? 2 : 0;
}

function tailOf(text: string, width: number): string {
  if (width <= 0) return "";
  if (ASCII.test(text.slice(-width - 1))) return text.slice(-width);
  const pieces = [...graphemes.segment(text)];
  let taken = 0;
  let start = text.length;
  for (const { segment, index } of pieces.reverse()) {
    taken += graphemeWidth(segment);
    if (taken > width) break;
    start = index;
  }
  return text.slice(start);
}

function firstGrapheme(text: string): string {
  for (const { segment } of graphemes.segment(text)) return segment;
  return "";
}

const graphemeWidths = new Map<string, number>();

function graphemeWidth(grapheme: string): number {
  const known = graphemeWidths.get(grapheme);
  if (known !== undefined) return known;
  if (graphemeWidths.size >= MAX_REMEMBERED_WIDTHS) graphemeWidths.clear();
  const width = stringWidth(grapheme);
  graphemeWidths.set(grapheme, width);
  return width;
}

/** `1 lead`, `2 leads`, `0 replies`. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}
