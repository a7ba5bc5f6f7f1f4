import { type Span, wrap } from "../frame/line.ts";

/** Code units with which the rows of a text begin when it is wrapped: `[0]` where all of it fits into one. */
export function rowStarts(text: string, width: number): readonly number[] {
  const starts = [0];
  let at = 0;
  for (const row of wrap(text, Math.max(1, width)).slice(0, -1)) {
    at += row.length;
    starts.push(at);
  }
  return starts;
}

/** The pieces from one code unit up to another. */
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

/** The pieces with every occurrence of a text in the tone of a match, whatever its case. */
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

/** Where a text occurs in another one, from left to right, without overlaps. Both in lower case. */
export function* occurrences(text: string, needle: string): Generator<number> {
  if (needle === "") return;
  for (let at = text.indexOf(needle); at !== -1; at = text.indexOf(needle, at + needle.length)) yield at;
}

export function textOf(spans: readonly Span[]): string {
  return spans.length === 1 ? (spans[0]?.text ?? "") : spans.map(({ text }) => text).join("");
}
