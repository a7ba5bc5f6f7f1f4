import type { Entry } from "../entry.ts";
import type { FrameTexts } from "../entry-store.ts";
import type { Segment, SegmentLine } from "./segment-file.ts";

export interface Reading {
  /** From the one that holds the first entry asked for. */
  readonly segments: readonly Segment[];
  /** What follows on this entry is read. */
  readonly seq: number;
  /** Where its successor begins in the first segment, when that is known. */
  readonly offset: number | null;
  readonly limit: number;
  /** The last entry that was ever written. */
  readonly lastSeq: number;
}

/** Frames, and the place behind the last of them, when reading can go on there. */
export interface ReadTexts extends FrameTexts {
  readonly place: { readonly name: string; readonly offset: number } | null;
}

/** Reads on from a place. Where entries are missing or damaged a `gap` stands for them, and what lies behind is read all the same. */
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

/** The sound lines, one by one. A line whose number is not the next one is believed only when the line behind it does not contradict it. */
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

/** The entry of a line, `null` when it is not one. */
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
