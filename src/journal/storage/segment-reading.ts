import type { Entry } from "../entry.ts";
import type { FrameTexts } from "../entry-store.ts";
import type { Segment, SegmentLine } from "./segment-file.ts";

export interface Reading {
  /** The segments from the one with the first requested entry on. */
  readonly segments: readonly Segment[];
  /** Entries after this one are read. */
  readonly seq: number;
  /** The position of the next entry in the first segment, if known. */
  readonly offset: number | null;
  readonly limit: number;
  /** The last entry that was ever written. */
  readonly lastSeq: number;
}

/** Frames, and the position after the last one, if reading can continue there. */
export interface ReadTexts extends FrameTexts {
  readonly place: { readonly name: string; readonly offset: number } | null;
}

/** Reads from a position. A `gap` replaces missing or damaged entries, and reading continues after them. */
export function textsFrom({ segments, seq, offset, limit, lastSeq }: Reading): ReadTexts {
  const texts: string[] = [];
  let last = seq;
  let place: ReadTexts["place"] = null;
  for (const { name, line } of linesFrom(segments, { seq, offset })) {
    if (line.seq <= last || line.seq > lastSeq) continue;
    if (line.seq > last + 1) {
      texts.push(gapText(last + 1, line.seq - 1));
      last = line.seq - 1;
      if (texts.length >= limit) return { texts, lastSeq: last, place: null };
    }
    texts.push(line.text);
    last = line.seq;
    place = { name, offset: line.end };
    if (texts.length >= limit) return { texts, lastSeq: last, place };
  }
  if (last === seq && seq < lastSeq) return { texts: [gapText(seq + 1, lastSeq)], lastSeq, place: null };
  return { texts, lastSeq: last, place };
}

/** The intact lines, one by one. A line with an unexpected number is accepted only if the following line does not contradict it. */
function* linesFrom(segments: readonly Segment[], from: { readonly seq: number; readonly offset: number | null }) {
  for (const [index, { file, info }] of segments.entries()) {
    const offset = index > 0 ? 0 : (from.offset ?? file.placeBefore(from.seq + 1, info.bytes));
    let held: SegmentLine | null = null;
    for (const line of file.lines(offset, info.bytes)) {
      if (entryOfLine(line) === null) continue;
      if (held !== null && held.seq < line.seq) yield { name: info.name, line: held };
      held = line;
    }
    if (held !== null) yield { name: info.name, line: held };
  }
}

/** Parses a line's entry; `null` if it is not one. */
export function entryOfLine({ text }: Pick<SegmentLine, "text">): Entry | null {
  try {
    const entry: Entry = JSON.parse(text);
    return typeof entry.type === "string" && typeof entry.at === "string" && Number.isInteger(entry.seq) ? entry : null;
  } catch {
    return null;
  }
}

export function gapText(from: number, to: number): string {
  return JSON.stringify({ type: "gap", from, to });
}
