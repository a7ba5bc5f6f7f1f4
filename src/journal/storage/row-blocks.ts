import { join } from "node:path";
import type { Disk, DiskFile } from "./disk.ts";

/** Bytes read at once: the rows of a page are adjacent. */
export const BLOCK_BYTES = 256 * 1024;
/** Blocks cached, 2 MB in all. */
const MAX_BLOCKS = 8;
/** Files open at once: the active one, and those being read. */
const MAX_HANDLES = 8;

/** Reads row files in blocks, of which the latest are cached, through a few open handles. Throws the disk's errors. */
export class RowBlocks {
  readonly #disk: Disk;
  readonly #folder: string;
  /** Maps keep insertion order: the key used last comes last. */
  readonly #handles = new Map<number, DiskFile>();
  readonly #blocks = new Map<string, Buffer>();

  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#folder = folder;
  }

  pathOf(file: number): string {
    return join(this.#folder, `rows-${file}.ndjson`);
  }

  /** Use it immediately: it may be closed when other files are opened. A missing file is created. */
  handle(file: number): DiskFile {
    const handle = this.#handles.get(file) ?? this.#disk.open(this.pathOf(file));
    this.#handles.delete(file);
    this.#handles.set(file, handle);
    for (const [oldest, other] of this.#handles) {
      if (this.#handles.size <= MAX_HANDLES) break;
      this.#handles.delete(oldest);
      other.close();
    }
    return handle;
  }

  /** Reads a range of a file; fewer bytes if it ends earlier. */
  read(file: number, start: number, end: number): Buffer {
    const first = Math.floor(start / BLOCK_BYTES);
    const last = Math.floor((end - 1) / BLOCK_BYTES);
    const blocks: Buffer[] = [];
    for (let index = first; index <= last; index += 1) {
      blocks.push(this.#block(file, index, Math.min(end - index * BLOCK_BYTES, BLOCK_BYTES)));
    }
    const [only] = blocks;
    const bytes = only !== undefined && blocks.length === 1 ? only : Buffer.concat(blocks);
    return bytes.subarray(start - first * BLOCK_BYTES, end - first * BLOCK_BYTES);
  }

  /** Reads a block from disk without caching it. */
  readBlock(file: number, index: number): Buffer {
    if (!this.#handles.has(file) && this.#disk.size(this.pathOf(file)) === null) return Buffer.alloc(0);
    const block = Buffer.allocUnsafe(BLOCK_BYTES);
    return block.subarray(0, this.handle(file).read(block, index * BLOCK_BYTES));
  }

  remove(file: number): void {
    this.#handles.get(file)?.close();
    this.#handles.delete(file);
    for (const key of this.#blocks.keys()) if (key.startsWith(`${file} `)) this.#blocks.delete(key);
    this.#disk.remove(this.pathOf(file));
  }

  close(): void {
    for (const handle of this.#handles.values()) handle.close();
    this.#handles.clear();
    this.#blocks.clear();
  }

  /** A block with at least this many bytes, if the file has them: the last block of a growing file is read again when needed. */
  #block(file: number, index: number, bytes: number): Buffer {
    const key = `${file} ${index}`;
    const known = this.#blocks.get(key);
    const block = known !== undefined && known.length >= bytes ? known : this.readBlock(file, index);
    this.#blocks.delete(key);
    this.#blocks.set(key, block);
    for (const oldest of this.#blocks.keys()) {
      if (this.#blocks.size <= MAX_BLOCKS) break;
      this.#blocks.delete(oldest);
    }
    return block;
  }
}
