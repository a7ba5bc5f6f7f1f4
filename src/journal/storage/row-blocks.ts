import { join } from "node:path";
import type { Disk, DiskFile } from "./disk.ts";

/** Bytes read at once: the rows of a page lie side by side. */
export const BLOCK_BYTES = 256 * 1024;
/** Blocks remembered, 2 MB in all. */
const MAX_BLOCKS = 8;
/** Files open at once: the one that is written to, and those that are looked at. */
const MAX_HANDLES = 8;

/** The files of rows, read in blocks of which the latest are remembered, through a few open handles. Throws what the disk throws. */
export class RowBlocks {
  readonly #disk: Disk;
  readonly #folder: string;
  /** Maps keep the order in which keys came: the one used last comes last. */
  readonly #handles = new Map<number, DiskFile>();
  readonly #blocks = new Map<string, Buffer>();

  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#folder = folder;
  }

  pathOf(file: number): string {
    return join(this.#folder, `rows-${file}.ndjson`);
  }

  /** To be used at once: it may be closed when others are asked for. Made when it is not there. */
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

  /** Bytes of a file from one place up to another; fewer where it ends before. */
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

  /** A block as it is on the disk, not remembered. */
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

  /** With at least so many bytes, if the file has them: the last one of a file that grows is read again when it has to be. */
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
