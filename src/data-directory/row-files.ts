import { join } from "node:path";
import type { RowPlace } from "../journal/keeping.ts";
import type { Disk, DiskFile } from "./disk.ts";
import { diskFailure } from "./disk-failure.ts";
import { LineBytes } from "./line-bytes.ts";

/** One file of rows, as a checkpoint knows it. */
export interface RowFile {
  readonly file: number;
  readonly bytes: number;
  /** The highest order among its rows; -1 when it has none. */
  readonly maxOrder: number;
}

/** Bytes of a file of rows: small enough that what is past goes away piece by piece. */
export const ROW_FILE_BYTES = 16 * 1024 * 1024;
/** Characters that wait to be written, at most: a few dozen rows go out in one write. */
const BUFFER_CHARACTERS = 256 * 1024;
/** Bytes read at once: the rows of a page lie side by side. */
const BLOCK_BYTES = 256 * 1024;
/** Blocks remembered, 2 MB in all. */
const MAX_BLOCKS = 8;
/** Files open for reading. */
const MAX_HANDLES = 8;

const ROW_FILE_NAME = /^rows-(\d+)\.ndjson$/;

/** Rows, appended one a line to files that roll. */
export class RowFiles {
  readonly #disk: Disk;
  readonly #folder: string;
  #files: RowFile[];
  readonly #encoder = new LineBytes();
  #waiting: string[] = [];
  #waitingBytes = 0;
  readonly #handles = new Map<number, DiskFile>();
  readonly #blocks = new Map<string, Buffer>();

  /** What lies in the folder beyond the known files is removed, and what lies behind their known ends is cut off. */
  constructor(disk: Disk, folder: string, known: readonly RowFile[]) {
    this.#disk = disk;
    this.#folder = folder;
    this.#files = [...known];
    for (const name of disk.list(folder)) {
      const number = ROW_FILE_NAME.exec(name)?.[1];
      if (number === undefined || known.some(({ file }) => file === Number(number))) continue;
      disk.remove(join(folder, name));
    }
    for (const { file, bytes } of known) {
      if ((disk.size(this.#pathOf(file)) ?? 0) > bytes) this.#handleOf(file).truncate(bytes);
    }
  }

  get files(): readonly RowFile[] {
    return this.#files;
  }

  get bytes(): number {
    return this.#files.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Names and sizes that are less than they were when they were known. */
  shortened(): readonly string[] {
    return this.#files
      .filter(({ file, bytes }) => (this.#disk.size(this.#pathOf(file)) ?? 0) < bytes)
      .map(({ file }) => this.#pathOf(file));
  }

  append(row: string, order: number): RowPlace {
    const active = this.#activeFile();
    const length = Buffer.byteLength(row) + 1;
    const place = { file: active.file, offset: active.bytes, length };
    this.#files[this.#files.length - 1] = {
      file: active.file,
      bytes: active.bytes + length,
      maxOrder: Math.max(active.maxOrder, order),
    };
    this.#waiting.push(row);
    this.#waitingBytes += length;
    if (this.#waitingBytes >= BUFFER_CHARACTERS) this.flush();
    return place;
  }

  /** Throws `journal_unwritable`; what waits then still waits. */
  flush(): void {
    const active = this.#files.at(-1);
    if (active === undefined || this.#waiting.length === 0) return;
    const bytes = this.#encoder.of(this.#waiting);
    try {
      this.#handleOf(active.file).write(bytes, active.bytes - this.#waitingBytes);
    } catch (error) {
      throw diskFailure(this.#pathOf(active.file), error);
    }
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  /** The row at this place; `null` when it is not there any more. */
  read({ file, offset, length }: RowPlace): string | null {
    const known = this.#files.find((other) => other.file === file);
    if (known === undefined || offset + length > known.bytes || length < 1) return null;
    if (known === this.#files.at(-1) && offset + length > known.bytes - this.#waitingBytes) this.flush();
    const first = Math.floor(offset / BLOCK_BYTES);
    const last = Math.floor((offset + length - 1) / BLOCK_BYTES);
    const blocks = Array.from({ length: last - first + 1 }, (_, at) => this.#block(known, first + at));
    const bytes = blocks.length === 1 ? blocks[0] : Buffer.concat(blocks);
    const start = offset - first * BLOCK_BYTES;
    return bytes?.toString("utf8", start, start + length - 1) ?? null;
  }

  /** Every row of a file, whole lines only. */
  *rows({ file, bytes }: RowFile): Generator<{ readonly row: string; readonly place: RowPlace }> {
    let rest: Buffer = Buffer.alloc(0);
    let at = 0;
    for (let index = 0; index * BLOCK_BYTES < bytes; index += 1) {
      const block: Buffer = Buffer.concat([rest, this.#readBlock(file, index, bytes)]);
      let start = 0;
      for (let stop = block.indexOf(0x0a); stop !== -1; stop = block.indexOf(0x0a, start)) {
        const length = stop + 1 - start;
        yield { row: block.toString("utf8", start, stop), place: { file, offset: at, length } };
        at += length;
        start = stop + 1;
      }
      rest = block.subarray(start);
    }
  }

  remove(numbers: readonly number[]): void {
    for (const file of numbers) {
      this.#handles.get(file)?.close();
      this.#handles.delete(file);
      this.#disk.remove(this.#pathOf(file));
    }
    this.#files = this.#files.filter(({ file }) => !numbers.includes(file));
    this.#blocks.clear();
  }

  /** Forgets every row; file numbers go on. */
  clear(): void {
    const next = (this.#files.at(-1)?.file ?? 0) + 1;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.remove(this.#files.map(({ file }) => file));
    this.#files = [{ file: next, bytes: 0, maxOrder: -1 }];
  }

  close(): void {
    for (const handle of this.#handles.values()) handle.close();
    this.#handles.clear();
  }

  #activeFile(): RowFile {
    const active = this.#files.at(-1);
    if (active !== undefined && active.bytes < ROW_FILE_BYTES) return active;
    this.flush();
    const fresh = { file: (active?.file ?? 0) + 1, bytes: 0, maxOrder: -1 };
    this.#files.push(fresh);
    return fresh;
  }

  #block(known: RowFile, index: number): Buffer {
    const key = `${known.file} ${index}`;
    const found = this.#blocks.get(key);
    if (found !== undefined) {
      // Maps keep the order in which keys came: the one used last comes last.
      this.#blocks.delete(key);
      this.#blocks.set(key, found);
      return found;
    }
    const block = this.#readBlock(known.file, index, known.bytes);
    // The last block of a file that grows would be outdated soon.
    if (block.length === BLOCK_BYTES) this.#blocks.set(key, block);
    for (const oldest of this.#blocks.keys()) {
      if (this.#blocks.size <= MAX_BLOCKS) break;
      this.#blocks.delete(oldest);
    }
    return block;
  }

  #readBlock(file: number, index: number, bytes: number): Buffer {
    const from = index * BLOCK_BYTES;
    const block = Buffer.allocUnsafe(Math.max(0, Math.min(BLOCK_BYTES, bytes - from)));
    if (this.#disk.size(this.#pathOf(file)) === null) return Buffer.alloc(0);
    return block.subarray(0, this.#handleOf(file).read(block, from));
  }

  #handleOf(file: number): DiskFile {
    const known = this.#handles.get(file);
    if (known !== undefined) return known;
    const handle = this.#disk.open(this.#pathOf(file));
    this.#handles.set(file, handle);
    for (const [number, oldest] of this.#handles) {
      if (this.#handles.size <= MAX_HANDLES) break;
      if (number === this.#files.at(-1)?.file || number === file) continue;
      oldest.close();
      this.#handles.delete(number);
    }
    return handle;
  }

  #pathOf(file: number): string {
    return join(this.#folder, `rows-${file}.ndjson`);
  }
}
