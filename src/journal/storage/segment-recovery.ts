import { join } from "node:path";
import { SmartLeadMockError } from "../../base/errors.ts";
import { ENTRY_FORMAT_VERSION, type Entry } from "../entry.ts";
import { type Disk, diskFailure } from "./disk.ts";
import { type Segment, SegmentFile, type SegmentInfo } from "./segment-file.ts";
import { entryOfLine } from "./segment-reading.ts";

/** A checkpoint's data about the segments. */
export interface SegmentStart {
  /** Oldest first, as of the checkpoint; empty without one. */
  readonly known: readonly SegmentInfo[];
  /** The position after the last entry of the checkpoint; `null` = the beginning. */
  readonly from: { readonly segment: string; readonly offset: number; readonly seq: number } | null;
  /** The order of the next delivery, according to the data read so far. */
  readonly nextOrder: () => number;
}

export interface SegmentRecovery {
  readonly disk: Disk;
  readonly folder: string;
  readonly start: SegmentStart;
  readonly onEntry: (entry: Entry) => void;
  readonly onProgress: (done: number, all: number) => void;
}

export interface RecoveredSegments {
  readonly segments: Segment[];
  readonly notices: string[];
  readonly lastSeq: number;
}

const SEGMENT_NAME = /^\d{15}\.ndjson$/;
/** Entries between two progress reports. */
const PROGRESS_EVERY = 2_000;

/** Reads the entries after a checkpoint and determines which parts of the journal exist. */
export function recoverSegments(recovery: SegmentRecovery): RecoveredSegments {
  const { disk, folder, start } = recovery;
  const names = disk.list(folder).filter((name) => SEGMENT_NAME.test(name));
  const notices = missingNotices(start.known, names, folder);
  const tail = new Tail(recovery, names);
  const segments = names.map((name) => {
    const file = new SegmentFile(disk, join(folder, name));
    const known = start.known.find((info) => info.name === name);
    const size = disk.size(file.path) ?? 0;
    if (known !== undefined && size < known.bytes) {
      notices.push(`${file.path} is ${known.bytes - size} bytes shorter than it was; the rest is kept.`);
    }
    checkFormat(file, size);
    if (start.from !== null && name < start.from.segment) return { file, info: infoOf(name, known, size) };
    return { file, info: tail.read({ name, file, known, size, isLast: name === names.at(-1) }) };
  });
  return { segments, notices: [...notices, ...tail.notices], lastSeq: tail.lastSeq };
}

function missingNotices(known: readonly SegmentInfo[], names: readonly string[], folder: string): string[] {
  return known
    .filter(({ name }) => !names.includes(name))
    .map(({ name, firstSeq, entries }) => {
      if (entries === 0) return `${join(folder, name)} is missing; it was empty.`;
      const range = `entries ${firstSeq} to ${firstSeq + entries - 1}`;
      return `${join(folder, name)} is missing, and with it ${range}; the rest is kept.`;
    });
}

function infoOf(name: string, known: SegmentInfo | undefined, size: number): SegmentInfo {
  if (known !== undefined) return { ...known, bytes: Math.min(known.bytes, size) };
  return { name, firstSeq: Number(name.slice(0, 15)), firstOrder: 0, entries: 0, bytes: size };
}

interface TailSegment {
  readonly name: string;
  readonly file: SegmentFile;
  readonly known: SegmentInfo | undefined;
  readonly size: number;
  readonly isLast: boolean;
}

/** The journal after the checkpoint, read segment by segment. */
class Tail {
  readonly notices: string[] = [];
  lastSeq: number;
  readonly #recovery: SegmentRecovery;
  readonly #bytesToRead: number;
  #bytesDone = 0;
  #read = 0;

  constructor(recovery: SegmentRecovery, names: readonly string[]) {
    const { disk, folder, start } = recovery;
    this.#recovery = recovery;
    this.lastSeq = start.from?.seq ?? 0;
    const unread = names.filter((name) => start.from === null || name >= start.from.segment);
    const bytes = unread.reduce((sum, name) => sum + (disk.size(join(folder, name)) ?? 0), 0);
    this.#bytesToRead = bytes - (start.from?.offset ?? 0);
  }

  read(segment: TailSegment): SegmentInfo {
    const { from, nextOrder } = this.#recovery.start;
    const { name, file, known, size, isLast } = segment;
    const isResumed = from?.segment === name;
    const begin = isResumed ? Math.min(from.offset, size) : 0;
    const firstOrder = known?.firstOrder ?? nextOrder();
    const { end, entries } = this.#readLines(file, begin, size);
    if (isLast) this.#cutOff(file, end, size);
    else if (end < size) this.#note(file, `the last ${size - end} bytes are an incomplete line, which is ignored.`);
    const before = isResumed ? (known?.entries ?? 0) : 0;
    const firstSeq = Number(name.slice(0, 15));
    this.lastSeq = Math.max(this.lastSeq, firstSeq - 1);
    return { name, firstSeq, firstOrder, entries: before + entries, bytes: isLast ? end : size };
  }

  #readLines(file: SegmentFile, begin: number, size: number): { end: number; entries: number } {
    let end = Math.max(begin, begin === 0 ? file.endOfFirstLine(size) : 0);
    let entries = 0;
    let skipped = false;
    for (const line of file.lines(begin, size)) {
      const entry = entryOfLine(line);
      if (entry === null || entry.seq <= this.lastSeq) {
        skipped = true;
        continue;
      }
      if (skipped || entry.seq > this.lastSeq + 1) this.#noteMissing(file, entry.seq);
      skipped = false;
      end = line.end;
      entries += 1;
      this.lastSeq = entry.seq;
      this.#recovery.onEntry(entry);
      this.#read += 1;
      if (this.#read % PROGRESS_EVERY === 0)
        this.#recovery.onProgress(this.#bytesDone + end - begin, this.#bytesToRead);
    }
    this.#bytesDone += size - begin;
    return { end, entries };
  }

  #noteMissing(file: SegmentFile, nextSeq: number): void {
    const [first, last] = [this.lastSeq + 1, nextSeq - 1];
    if (first > last) return;
    const range = first === last ? `entry ${first} is` : `entries ${first} to ${last} are`;
    this.#note(file, `${range} damaged or missing; the rest is kept.`);
  }

  /** Cuts the data after the last complete entry: it was being written when the process was killed, or is damaged. */
  #cutOff(file: SegmentFile, end: number, size: number): void {
    if (end >= size) return;
    this.#note(
      file,
      `its last ${size - end} bytes are an incomplete entry, which was removed; a write was interrupted there.`,
    );
    this.lastSeq = Math.max(this.lastSeq, file.highestNumber(end, size));
    try {
      const handle = this.#recovery.disk.open(file.path);
      handle.truncate(end);
      handle.close();
    } catch (error) {
      throw diskFailure(file.path, error);
    }
  }

  #note(file: SegmentFile, what: string): void {
    this.notices.push(`${file.path}: ${what}`);
  }
}

/** Throws `data_unusable` when the first line names another format version. */
function checkFormat(file: SegmentFile, size: number): void {
  const format = file.formatOf(size);
  if (format === null || format === ENTRY_FORMAT_VERSION) return;
  const [age, remedy] = format > ENTRY_FORMAT_VERSION ? ["a newer", "update it, or"] : ["an older", "use that one, or"];
  throw new SmartLeadMockError(
    "data_unusable",
    `${file.path} was written by ${age} smartlead-mock (entry format ${format}; this one reads ${ENTRY_FORMAT_VERSION}); ${remedy} choose another --data.`,
  );
}
