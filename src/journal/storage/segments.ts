import { join } from "node:path";
import { SmartLeadMockError } from "../../base/errors.ts";
import { systemTime } from "../../base/time/system-clock.ts";
import { ENTRY_FORMAT_VERSION, type Entry, type Frame } from "../entry.ts";
import type { FrameTexts } from "../entry-store.ts";
import { type Disk, type DiskFile, diskFailure, refuseDeleted } from "./disk.ts";
import { LineBytes, type Segment, SegmentFile, type SegmentInfo } from "./segment-file.ts";
import { entryOfLine, gapText, textsFrom } from "./segment-reading.ts";
import { recoverSegments, type SegmentStart } from "./segment-recovery.ts";

export interface SegmentsOptions {
  readonly disk: Disk;
  readonly folder: string;
  readonly run: string;
  readonly version: string;
}

/** The result of opening the segments. */
export interface TailReport {
  /** Missing or removed parts, a sentence each. */
  readonly notices: readonly string[];
  readonly lastSeq: number;
}

/** Maximum entries that are encoded and written together: keeps the buffer of a large batch small. */
const ENTRIES_A_WRITE = 256;
/** Real ms between two checks that the file still exists. */
const LOOK_EVERY_MS = 1_000;
/** Readers whose position is remembered, so that continuing needs no search: as many as may be connected. */
const MAX_READERS = 64;
/** Sealed segments that stay open for reading. */
const MAX_OPEN_SEGMENTS = 8;

/** The journal as files: append-only, one JSON entry per line, the format's version in the first line of each. */
export class Segments {
  readonly #options: SegmentsOptions;
  readonly #segments: Segment[] = [];
  /** The position of the line after an entry, for readers that continue there. */
  readonly #places = new Map<number, { readonly name: string; readonly offset: number }>();
  readonly #opened: SegmentFile[] = [];
  readonly #bytes = new LineBytes();
  #active: DiskFile | null = null;
  #lastSeq = 0;
  #lookedAt = 0;

  constructor(options: SegmentsOptions) {
    this.#options = options;
  }

  get firstSeq(): number {
    return this.#segments[0]?.info.firstSeq ?? 1;
  }

  get lastSeq(): number {
    return this.#lastSeq;
  }

  get activeBytes(): number {
    return this.#segments.at(-1)?.info.bytes ?? 0;
  }

  /** The position after the last entry. */
  get place(): { readonly segment: string; readonly offset: number; readonly seq: number } {
    const { name = "", bytes = 0 } = this.#segments.at(-1)?.info ?? {};
    return { segment: name, offset: bytes, seq: this.#lastSeq };
  }

  infos(): readonly SegmentInfo[] {
    return this.#segments.map(({ info }) => info);
  }

  /**
   * Opens the existing segments and calls back for every entry after the known position. A torn end is cut off; unreadable parts are
   * reported and skipped. Throws `data_unusable` for a segment of another format.
   */
  openAt(
    start: SegmentStart,
    onEntry: (entry: Entry) => void,
    onProgress: (done: number, all: number) => void,
  ): TailReport {
    const { disk, folder } = this.#options;
    const { segments, notices, lastSeq } = recoverSegments({ disk, folder, start, onEntry, onProgress });
    this.#segments.push(...segments);
    this.#lastSeq = lastSeq;
    if (this.#segments.length === 0) this.roll(start.nextOrder());
    else this.#openActive();
    return { notices, lastSeq };
  }

  write(texts: readonly string[], lastSeq: number): void {
    const segment = this.#segments.at(-1);
    if (segment === undefined || this.#active === null) throw new SmartLeadMockError("internal", "No segment is open.");
    const before = segment.info.bytes;
    let end = before;
    try {
      this.#lookNowAndThen(segment, this.#active);
      for (let start = 0; start < texts.length; start += ENTRIES_A_WRITE) {
        const bytes = this.#bytes.of(texts.slice(start, start + ENTRIES_A_WRITE));
        this.#active.write(bytes, end);
        segment.file.notePlace(lastSeq - texts.length + 1 + start, end);
        end += bytes.length;
      }
    } catch (error) {
      this.#takeBack(this.#active, before);
      throw diskFailure(segment.file.path, error);
    }
    segment.info = { ...segment.info, bytes: end, entries: segment.info.entries + texts.length };
    this.#lastSeq = lastSeq;
  }

  /** Throws `journal_unwritable` when the active file was deleted or moved away. */
  mustBeThere(): void {
    const segment = this.#segments.at(-1);
    if (segment !== undefined && this.#active !== null) refuseDeleted(segment.file.path, this.#active);
  }

  /** Begins a new segment; `firstOrder` is that of the next delivery. */
  roll(firstOrder: number): void {
    const { disk, folder } = this.#options;
    const firstSeq = this.#lastSeq + 1;
    if (this.#segments.at(-1)?.info.firstSeq === firstSeq) return;
    const name = `${String(firstSeq).padStart(15, "0")}.ndjson`;
    const file = new SegmentFile(disk, join(folder, name));
    file.noteScanned();
    const bytes = this.#writeFirstLine(file, firstSeq);
    this.#segments.push({ info: { name, firstSeq, firstOrder, entries: 0, bytes }, file });
    this.#openActive();
  }

  textsAfter(seq: number, limit: number): FrameTexts {
    if (seq + 1 < this.firstSeq) return { texts: [gapText(seq + 1, this.firstSeq - 1)], lastSeq: this.firstSeq - 1 };
    const from = this.#indexOf(seq + 1);
    const segments = this.#segments.slice(from);
    for (const { file } of segments.slice(0, 1)) this.#noteOpened(file);
    const known = this.#places.get(seq);
    const offset = known !== undefined && known.name === segments[0]?.info.name ? known.offset : null;
    const read = textsFrom({ segments, seq, offset, limit, lastSeq: this.#lastSeq });
    this.#places.delete(seq);
    if (read.place !== null) this.#places.set(read.lastSeq, read.place);
    // Maps keep insertion order: the first is the reader that has been idle longest.
    for (const oldest of this.#places.keys()) {
      if (this.#places.size <= MAX_READERS) break;
      this.#places.delete(oldest);
    }
    return { texts: read.texts, lastSeq: read.lastSeq };
  }

  entryAt(seq: number): Entry | null {
    const segment = this.#segments[this.#indexOf(seq)];
    if (segment === undefined) return null;
    const { file, info } = segment;
    this.#noteOpened(file);
    for (const line of file.lines(file.placeBefore(seq, info.bytes), info.bytes)) {
      if (line.seq === seq) return entryOfLine(line);
      if (line.seq > seq) return null;
    }
    return null;
  }

  findNewest(text: string): Entry | null {
    const wanted = Buffer.from(text);
    for (const { file, info } of this.#segments.toReversed()) {
      this.#noteOpened(file);
      const line = file.findNewest(wanted, info.bytes);
      if (line !== null) return entryOfLine({ text: line });
    }
    return null;
  }

  /** Deletes the oldest sealed segment. */
  dropOldest(): void {
    if (this.#segments.length < 2) return;
    const dropped = this.#segments.shift();
    if (dropped === undefined) return;
    dropped.file.close();
    try {
      this.#options.disk.remove(dropped.file.path);
    } catch (error) {
      throw diskFailure(dropped.file.path, error);
    }
  }

  close(): void {
    this.#active?.close();
    this.#active = null;
    for (const { file } of this.#segments) file.close();
  }

  #openActive(): void {
    const active = this.#segments.at(-1);
    if (active === undefined) return;
    // The process was killed while it started this segment.
    if (active.info.bytes === 0) {
      active.info = { ...active.info, bytes: this.#writeFirstLine(active.file, active.info.firstSeq) };
    }
    try {
      this.#active?.close();
      this.#active = this.#options.disk.open(active.file.path);
    } catch (error) {
      throw diskFailure(active.file.path, error);
    }
  }

  /** Writes the format version before the first entry; returns the line's bytes. */
  #writeFirstLine({ path }: SegmentFile, firstSeq: number): number {
    const { disk, run, version } = this.#options;
    const place = { run, first_seq: firstSeq, last_seq: firstSeq - 1 };
    const hello: Frame = { type: "hello", version, format: ENTRY_FORMAT_VERSION, ...place };
    const line = `${JSON.stringify(hello)}\n`;
    try {
      disk.write(path, line);
    } catch (error) {
      throw diskFailure(path, error);
    }
    return Buffer.byteLength(line);
  }

  /** Entries that no caller waits for, such as attempts, do not check the file on each write. */
  #lookNowAndThen({ file }: Segment, active: DiskFile): void {
    const now = systemTime.monotonicMs();
    if (now - this.#lookedAt < LOOK_EVERY_MS) return;
    this.#lookedAt = now;
    refuseDeleted(file.path, active);
  }

  /** Removes a batch that could not be written completely. */
  #takeBack(active: DiskFile, end: number): void {
    try {
      active.truncate(end);
    } catch {
      // A torn end is cut when the directory is opened the next time.
    }
  }

  /** The last segment that begins at or before the entry. */
  #indexOf(seq: number): number {
    let [low, high] = [0, this.#segments.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#segments[middle]?.info.firstSeq ?? 0) <= seq) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  #noteOpened(file: SegmentFile): void {
    const index = this.#opened.indexOf(file);
    if (index !== -1) this.#opened.splice(index, 1);
    this.#opened.push(file);
    if (this.#opened.length > MAX_OPEN_SEGMENTS) this.#opened.shift()?.close();
  }
}
