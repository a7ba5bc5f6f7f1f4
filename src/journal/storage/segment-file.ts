import type { Disk, DiskFile } from "./disk.ts";

/** A piece of the journal: one file. */
export interface SegmentInfo {
  readonly name: string;
  readonly firstSeq: number;
  /** The order of the first delivery that was created in it or after it. */
  readonly firstOrder: number;
  readonly entries: number;
  readonly bytes: number;
}

export interface Segment {
  info: SegmentInfo;
  readonly file: SegmentFile;
}

/** A line of a segment that is an entry by its look. */
export interface SegmentLine {
  readonly seq: number;
  readonly text: string;
  /** Where the next line begins, in bytes. */
  readonly end: number;
}

/** Bytes that are read at once: large enough that a call costs little beside its bytes, small enough to hold several. */
const BLOCK_BYTES = 256 * 1024;
/** The first line names version, run and number: a few hundred bytes. */
const MAX_FIRST_LINE_BYTES = 4_096;
/** Between two entries whose places are remembered, so that finding one reads some 150 KB at most. */
const SPARSE_EVERY = 256;

/** The bytes that an entry's line begins with, before its number. */
const OPENING = '{"seq":';

/** One segment's file for reading: its lines from any place, and the places of some entries. */
export class SegmentFile {
  readonly path: string;
  readonly #disk: Disk;
  /** Rising; each says where a line begins whose entry has this number. */
  readonly #places: { readonly seq: number; readonly offset: number }[] = [];
  #isScanned = false;
  #handle: DiskFile | null = null;

  constructor(disk: Disk, path: string) {
    this.#disk = disk;
    this.path = path;
  }

  /** Notes where an entry begins; only every so often is one remembered. */
  notePlace(seq: number, offset: number): void {
    const last = this.#places.at(-1);
    if (last === undefined || seq >= last.seq + SPARSE_EVERY) this.#places.push({ seq, offset });
  }

  /** All places have been noted as the lines were written or read. */
  noteScanned(): void {
    this.#isScanned = true;
  }

  /** Where to begin to read for an entry: at or before its line. */
  placeBefore(seq: number, end: number): number {
    if (!this.#isScanned) this.#scan(end);
    let [low, high] = [0, this.#places.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#places[middle]?.seq ?? 0) <= seq) low = middle + 1;
      else high = middle;
    }
    return this.#places[low - 1]?.offset ?? 0;
  }

  /** The lines that begin at or after `from` and end before `end`, whole ones only; what does not look like an entry is left out. */
  *lines(from: number, end: number): Generator<SegmentLine> {
    let rest: Buffer = Buffer.alloc(0);
    let at = from;
    for (let position = from; position < end; ) {
      const block = this.#readBlock(position, Math.min(BLOCK_BYTES, end - position));
      if (block.length === 0) return;
      position += block.length;
      const bytes = rest.length === 0 ? block : Buffer.concat([rest, block]);
      let start = 0;
      for (let stop = bytes.indexOf(NEWLINE, start); stop !== -1; stop = bytes.indexOf(NEWLINE, start)) {
        const text = bytes.toString("utf8", start, stop);
        at += stop + 1 - start;
        start = stop + 1;
        const seq = seqOf(text);
        if (seq !== null) yield { seq, text, end: at };
      }
      rest = bytes.subarray(start);
    }
  }

  /** Where the first line ends, which is no entry; 0 when there is no whole one. */
  endOfFirstLine(end: number): number {
    return this.#readBlock(0, Math.min(MAX_FIRST_LINE_BYTES, end)).indexOf(NEWLINE) + 1;
  }

  /** The version of the entries' format that the first line names, `null` when it names none. */
  formatOf(end: number): number | null {
    const line = this.#readBlock(0, this.endOfFirstLine(end)).toString("utf8");
    const format = /^\{"type":"hello".*"format":(\d{1,6})[,}]/.exec(line)?.[1];
    return format === undefined ? null : Number(format);
  }

  /** The highest number that any damaged but ended line seems to begin with, 0 when none does: it has been shown, so it is not given again. */
  highestNumber(from: number, end: number): number {
    const bytes = this.#readBlock(from, Math.min(BLOCK_BYTES, end - from));
    const text = bytes.toString("latin1", 0, bytes.lastIndexOf(NEWLINE) + 1);
    return Math.max(0, ...[...text.matchAll(/\{"seq":(\d{1,15}),/g)].map(([, digits]) => Number(digits)));
  }

  /** The text of the newest line that holds these bytes, `null` when none does. */
  findNewest(wanted: Buffer, end: number): string | null {
    let tail: Buffer = Buffer.alloc(0);
    for (let position = end; position > 0; ) {
      const length = Math.min(BLOCK_BYTES, position);
      position -= length;
      const bytes = Buffer.concat([this.#readBlock(position, length), tail]);
      const found = bytes.lastIndexOf(wanted);
      if (found !== -1) return this.#lineAround(position + found, end);
      // So that a text on the border of two blocks is found too.
      tail = bytes.subarray(0, wanted.length);
    }
    return null;
  }

  close(): void {
    this.#handle?.close();
    this.#handle = null;
  }

  #lineAround(place: number, end: number): string | null {
    let start = place;
    for (let length = BLOCK_BYTES; start > 0; length *= 2) {
      const from = Math.max(0, place - length);
      const newline = this.#readBlock(from, place - from).lastIndexOf(NEWLINE);
      start = newline === -1 ? from : from + newline + 1;
      if (newline !== -1) break;
    }
    return this.lines(start, end).next().value?.text ?? null;
  }

  #scan(end: number): void {
    this.#isScanned = true;
    let offset = 0;
    for (const line of this.lines(0, end)) {
      this.notePlace(line.seq, line.end - Buffer.byteLength(line.text) - 1);
      offset = line.end;
    }
    if (offset > end) this.#places.length = 0;
  }

  #readBlock(position: number, length: number): Buffer {
    if (this.#disk.size(this.path) === null) return Buffer.alloc(0);
    this.#handle ??= this.#disk.open(this.path);
    const block = Buffer.allocUnsafe(length);
    return block.subarray(0, this.#handle.read(block, position));
  }
}

const NEWLINE = 0x0a;

/** The number of a line that looks like a whole entry, `null` of any other. */
function seqOf(line: string): number | null {
  if (!line.startsWith(OPENING) || !line.endsWith("}")) return null;
  const end = line.indexOf(",", OPENING.length);
  const digits = line.slice(OPENING.length, end);
  return end === -1 || !/^\d{1,15}$/.test(digits) ? null : Number(digits);
}

/** Bytes of the buffer that lines are encoded into: what arises in a turn of the loop fits many times over. */
const BUFFER_BYTES = 1024 * 1024;
/** A UTF-16 unit takes at most so many bytes of UTF-8. */
const MOST_BYTES_A_UNIT = 3;

/**
 * Turns lines into bytes, one newline behind each. The bytes of a usual batch lie in a buffer that the next call uses again: to be
 * written at once.
 */
export class LineBytes {
  readonly #buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);

  of(lines: readonly string[]): Buffer {
    const text = `${lines.join("\n")}\n`;
    if (text.length * MOST_BYTES_A_UNIT > BUFFER_BYTES) return Buffer.from(text);
    return this.#buffer.subarray(0, this.#buffer.write(text));
  }
}
