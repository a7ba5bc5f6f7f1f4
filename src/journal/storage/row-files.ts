import { join } from "node:path";
import type { RowPlace } from "../entry-store.ts";
import { type Disk, diskFailure } from "./disk.ts";
import { BLOCK_BYTES, RowBlocks } from "./row-blocks.ts";
import { orderOfRow, rowText, WAITING_BYTES, WaitingRows } from "./row-bytes.ts";

/** One file of rows, as a checkpoint knows it. */
export interface RowFile {
  readonly file: number;
  readonly bytes: number;
  /** The highest order among its rows; -1 when it has none. */
  readonly maxOrder: number;
}

export interface RowFilesOptions {
  readonly disk: Disk;
  readonly folder: string;
  /** The files as the checkpoint knew them. */
  readonly known: readonly RowFile[];
  /** Bytes after which a file is full. */
  readonly fileBytes: number;
}

/** A row and its place; `text` reads and verifies it when called, and gives `null` if it is damaged. */
export interface FoundRow {
  readonly order: number;
  readonly place: RowPlace;
  text(): string | null;
}

/** Size of a row file in bytes: small enough that old rows can be deleted piece by piece. */
export const ROW_FILE_BYTES = 16 * 1024 * 1024;

const ROW_FILE_NAME = /^rows-(\d+)\.ndjson$/;
const NEWLINE = 0x0a;

/** Rows, appended one per line to rolling files. */
export class RowFiles {
  /** Files that are shorter than the checkpoint says. */
  readonly shortened: readonly string[];
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #fileBytes: number;
  readonly #blocks: RowBlocks;
  readonly #waiting = new WaitingRows();
  #files: RowFile[];
  /** Bytes that must be waiting before the next attempt to write them. */
  #writeAt = WAITING_BYTES;

  /** Removes unknown files from the folder, and truncates the known ones to their known ends. */
  constructor({ disk, folder, known, fileBytes }: RowFilesOptions) {
    this.#disk = disk;
    this.#folder = folder;
    this.#fileBytes = fileBytes;
    this.#blocks = new RowBlocks(disk, folder);
    this.#removeUnknown(known);
    this.#files = known.map((one) => this.#fit(one));
    const shortened = this.#files.filter(({ bytes }, at) => bytes < (known[at]?.bytes ?? 0));
    this.shortened = shortened.map(({ file }) => this.#blocks.pathOf(file));
    const last = this.#files.at(-1);
    // New rows must not be appended to half a row.
    if (last !== undefined && shortened.includes(last)) this.#begin(last.file + 1);
  }

  get files(): readonly RowFile[] {
    return this.#files;
  }

  get bytes(): number {
    return this.#files.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Appends a row, a JSON object. It is buffered until it is written, and can be read in the meantime. */
  append(row: string, order: number): RowPlace {
    const { file, bytes: offset, maxOrder } = this.#activeFile();
    const length = this.#waiting.add(row);
    this.#files[this.#files.length - 1] = { file, bytes: offset + length, maxOrder: Math.max(maxOrder, order) };
    return { file, offset, length };
  }

  /** Writes when enough is buffered. Throws `journal_unwritable`; the rows then stay buffered. */
  flushWhenDue(): void {
    // A full file is written immediately, once; after a failure only when as many bytes again are buffered.
    const isFull = (this.#files.at(-1)?.bytes ?? 0) >= this.#fileBytes && this.#writeAt === WAITING_BYTES;
    if (this.#waiting.length < this.#writeAt && !isFull) return;
    this.#writeAt = this.#waiting.length + WAITING_BYTES;
    this.flush();
  }

  /** Throws `journal_unwritable`; the rows then stay buffered. */
  flush(): void {
    const active = this.#files.at(-1);
    if (active === undefined || this.#waiting.length === 0) return;
    const { bytes, length } = this.#waiting;
    this.#attempt(this.#blocks.pathOf(active.file), () =>
      this.#blocks.handle(active.file).write(bytes, active.bytes - length),
    );
    this.#waiting.clear();
    this.#writeAt = WAITING_BYTES;
  }

  /** Reads the row at this place; `null` when it is gone or damaged. */
  read(place: RowPlace): string | null {
    if (!this.holds(place)) return null;
    try {
      const bytes = this.#bytesAt(place);
      return bytes.length === place.length ? rowText(bytes.subarray(0, -1)) : null;
    } catch {
      // An unreadable row is treated as missing.
      return null;
    }
  }

  /** Whether a row may exist at this place. */
  holds({ file, offset, length }: RowPlace): boolean {
    const known = this.#files.find((other) => other.file === file);
    return known !== undefined && length > 0 && offset >= 0 && offset + length <= known.bytes;
  }

  /** Every row of a written file, complete lines only. */
  *rows({ file }: RowFile): Generator<FoundRow> {
    let rest: Buffer = Buffer.alloc(0);
    let offset = 0;
    for (let index = 0; ; index += 1) {
      const read = this.#readBlock(file, index);
      const block: Buffer = rest.length === 0 ? read : Buffer.concat([rest, read]);
      let start = 0;
      for (let stop = block.indexOf(NEWLINE); stop !== -1; stop = block.indexOf(NEWLINE, start)) {
        const line = block.subarray(start, stop);
        const place = { file, offset, length: line.length + 1 };
        const order = orderOfRow(line);
        if (order !== null) yield { order, place, text: () => rowText(line) };
        offset += place.length;
        start = stop + 1;
      }
      rest = block.subarray(start);
      if (read.length < BLOCK_BYTES) return;
    }
  }

  /** Throws `journal_unwritable`. */
  remove(numbers: readonly number[]): void {
    this.#files = this.#files.filter(({ file }) => !numbers.includes(file));
    for (const file of numbers) this.#attempt(this.#blocks.pathOf(file), () => this.#blocks.remove(file));
  }

  /** Starts a new file for later rows; buffered rows are discarded. */
  beginAnew(): void {
    const active = this.#files.pop();
    if (active !== undefined) this.#files.push({ ...active, bytes: active.bytes - this.#waiting.length });
    this.#waiting.clear();
    this.#begin((active?.file ?? 0) + 1);
  }

  close(): void {
    this.#blocks.close();
  }

  #activeFile(): RowFile {
    const active = this.#files.at(-1);
    if (active === undefined) return this.#begin(1);
    const isFull = active.bytes >= this.#fileBytes && this.#waiting.length === 0;
    return isFull ? this.#begin(active.file + 1) : active;
  }

  #begin(file: number): RowFile {
    const fresh = { file, bytes: 0, maxOrder: -1 };
    this.#files.push(fresh);
    return fresh;
  }

  #bytesAt({ file, offset, length }: RowPlace): Buffer {
    const active = this.#files.at(-1);
    if (active === undefined || file !== active.file) return this.#blocks.read(file, offset, offset + length);
    const written = active.bytes - this.#waiting.length;
    if (offset < written) return this.#blocks.read(file, offset, offset + length);
    return this.#waiting.bytes.subarray(offset - written, offset - written + length);
  }

  #readBlock(file: number, index: number): Buffer {
    try {
      return this.#blocks.readBlock(file, index);
    } catch {
      return Buffer.alloc(0);
    }
  }

  #removeUnknown(known: readonly RowFile[]): void {
    this.#attempt(this.#folder, () => {
      for (const name of this.#disk.list(this.#folder)) {
        const number = ROW_FILE_NAME.exec(name)?.[1];
        if (number === undefined || known.some(({ file }) => file === Number(number))) continue;
        this.#disk.remove(join(this.#folder, name));
      }
    });
  }

  /** The file as it is on disk, no longer than it was. */
  #fit(known: RowFile): RowFile {
    const path = this.#blocks.pathOf(known.file);
    return this.#attempt(path, () => {
      const size = this.#disk.size(path) ?? 0;
      if (size > known.bytes) this.#blocks.handle(known.file).truncate(known.bytes);
      return { ...known, bytes: Math.min(size, known.bytes) };
    });
  }

  #attempt<Result>(path: string, act: () => Result): Result {
    try {
      return act();
    } catch (error) {
      throw diskFailure(path, error);
    }
  }
}
