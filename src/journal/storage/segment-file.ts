import type { Disk, DiskFile } from "./disk.ts";

/** One file of the journal. */
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

/** A line of a segment that looks like an entry. */
export interface SegmentLine {
  readonly seq: number;
  readonly text: string;
  /** Where the next line begins, in bytes. */
  readonly end: number;
}

/** Bytes read at once: large enough that the overhead per call is small, small enough to keep several in memory. */
const BLOCK_BYTES = 256 * 1024;
/** Limit of the first line, which has version, run and number: a few hundred bytes. */
const MAX_FIRST_LINE_BYTES = 4_096;
/** Entries between two remembered positions, so that a lookup reads some 150 KB at most. */
const SPARSE_EVERY = 256;

/** The bytes that an entry's line begins with, before its number. */
const OPENING = '{"seq":';

/** Reads one segment's file: its lines from any position, and the positions of some entries. */
export class SegmentFile {
  readonly path: string;
  readonly #disk: Disk;
  /** Ascending; each is the position of the line with this entry's number. */
  readonly #places: { readonly seq: number; readonly offset: number }[] = [];
  #isScanned = false;
  #handle: DiskFile | null = null;

  constructor(disk: Disk, path: string) {
    this.#disk = disk;
    this.path = path;
  }

  /** Records where an entry begins; only every `SPARSE_EVERY`th is kept. */
  notePlace(seq: number, offset: number): void {
    const last = this.#places.at(-1);
    if (last === undefined || seq >= last.seq + SPARSE_EVERY) this.#places.push({ seq, offset });
  }

  /** All positions were recorded as the lines were written or read. */
  noteScanned(): void {
    this.#isScanned = true;
  }

  /** Where to start reading for an entry: at or before its line. */
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

  /** The lines that begin at or after `from` and end before `end`, complete ones only; lines that do not look like entries are skipped. */
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

  /** The end of the first line, which is not an entry; 0 when it is incomplete. */
  endOfFirstLine(end: number): number {
    return this.#readBlock(0, Math.min(MAX_FIRST_LINE_BYTES, end)).indexOf(NEWLINE) + 1;
  }

  /** The entry format's version from the first line, or `null`. */
  formatOf(end: number): number | null {
    const line = this.#readBlock(0, this.endOfFirstLine(end)).toString("utf8");
    const format = /^\{"type":"hello".*"format":(\d{1,6})[,}]/.exec(line)?.[1];
    return format === undefined ? null : Number(format);
  }

  /**
   * The highest number at the start of any damaged but terminated line, or 0: the entry may have been shown, so the number is not reused.
   */
  highestNumber(from: number, end: number): number {
    const bytes = this.#readBlock(from, Math.min(BLOCK_BYTES, end - from));
    const text = bytes.toString("latin1", 0, bytes.lastIndexOf(NEWLINE) + 1);
    return Math.max(0, ...[...text.matchAll(/\{"seq":(\d{1,15}),/g)].map(([, digits]) => Number(digits)));
  }

  /** The text of the newest line that contains these bytes, or `null`. */
  findNewest(wanted: Buffer, end: number): string | null {
    let tail: Buffer = Buffer.alloc(0);
    for (let position = end; position > 0; ) {
      const length = Math.min(BLOCK_BYTES, position);
      position -= length;
      const bytes = Buffer.concat([this.#readBlock(position, length), tail]);
      const found = bytes.lastIndexOf(wanted);
      if (found !== -1) return this.#lineAround(position + found, end);
      // Finds text that crosses the border of two blocks.
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

/** The number of a line that looks like a complete entry, or `null`. */
function seqOf(line: string): number | null {
  if (!line.startsWith(OPENING) || !line.endsWith("}")) return null;
  const end = line.indexOf(",", OPENING.length);
  const digits = line.slice(OPENING.length, end);
  return end === -1 || !/^\d{1,15}$/.test(digits) ? null : Number(digits);
}

/** Size of the buffer that lines are encoded into: many times what one turn of the event loop produces. */
const BUFFER_BYTES = 1024 * 1024;
/** UTF-8 needs at most this many bytes for one UTF-16 unit. */
const MOST_BYTES_A_UNIT = 3;

/**
 * Encodes lines, each followed by a newline. The bytes of a usual batch are in a buffer that the next call reuses, so write them
 * immediately.
 */
export class LineBytes {
  readonly #buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);

  of(lines: readonly string[]): Buffer {
    const text = `${lines.join("\n")}\n`;
    if (text.length * MOST_BYTES_A_UNIT > BUFFER_BYTES) return Buffer.from(text);
    return this.#buffer.subarray(0, this.#buffer.write(text));
  }
}
