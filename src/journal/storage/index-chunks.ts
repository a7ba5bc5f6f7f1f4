import { join } from "node:path";
import { RECORD_BYTES, RecordTable, type Span } from "./delivery-record.ts";
import { type Disk, diskFailure } from "./disk.ts";

/** Records of a chunk: 1 MiB, read and written in one go. */
export const CHUNK_RECORDS = 16_384;
const CHUNK_BYTES = CHUNK_RECORDS * RECORD_BYTES;
/** Chunks in memory at once: the newest, which change constantly, and those being read. */
const MAX_CHUNKS = 4;

interface Chunk {
  readonly table: RecordTable;
  isChanged: boolean;
}

const CHUNK_NAME = /^index-(\d+)\.bin$/;

/** The records of all kept deliveries by order, in files of a fixed size, a few of which are in memory. */
export class IndexChunks {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #chunks = new Map<number, Chunk>();

  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#folder = folder;
  }

  /** The table with this order, and its position in it, for immediate reading; `null` when its file cannot be read. */
  at(order: number): { readonly table: RecordTable; readonly at: number } | null {
    const number = chunkOf(order);
    try {
      return { table: this.#chunk(number).table, at: order - number * CHUNK_RECORDS };
    } catch {
      return null;
    }
  }

  /** The same, for an immediate change. Throws `journal_unwritable` when its file cannot be read: the other records in it would be lost. */
  toChange(order: number): { readonly table: RecordTable; readonly at: number } {
    const number = chunkOf(order);
    try {
      const chunk = this.#chunk(number);
      chunk.isChanged = true;
      return { table: chunk.table, at: order - number * CHUNK_RECORDS };
    } catch (error) {
      throw diskFailure(this.#pathOf(number), error);
    }
  }

  /** Orders of a span that `find` matches, newest first; `find` returns the last match within a span of a table, or -1. */
  *newestFirst([first, before]: Span, find: (table: RecordTable, span: Span) => number): Generator<number> {
    for (let end = before; end > first; ) {
      const start = chunkOf(end - 1) * CHUNK_RECORDS;
      // Looked up again each time: the chunk may have been evicted while the caller was busy.
      const found = this.at(start);
      const at = found === null ? -1 : find(found.table, [Math.max(0, first - start), end - start]);
      end = start + Math.max(0, at);
      if (at !== -1) yield end;
    }
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.#numbers().length * CHUNK_BYTES;
  }

  /** Whether the file of this order's chunk exists with its full length. */
  isWhole(order: number): boolean {
    return this.#disk.size(this.pathOf(order)) === CHUNK_BYTES;
  }

  pathOf(order: number): string {
    return this.#pathOf(chunkOf(order));
  }

  /** Throws `journal_unwritable`. */
  flush(): void {
    for (const [number, chunk] of this.#chunks) this.#write(number, chunk);
  }

  /** Deletes the chunks that lie entirely below `firstOrder`, and those entirely from `end` on. Throws `journal_unwritable`. */
  keepBetween(firstOrder: number, end = Number.POSITIVE_INFINITY): void {
    for (const number of new Set([...this.#numbers(), ...this.#chunks.keys()])) {
      if ((number + 1) * CHUNK_RECORDS > firstOrder && number * CHUNK_RECORDS < end) continue;
      this.#chunks.delete(number);
      try {
        this.#disk.remove(this.#pathOf(number));
      } catch (error) {
        throw diskFailure(this.#pathOf(number), error);
      }
    }
  }

  #chunk(number: number): Chunk {
    const known = this.#chunks.get(number);
    if (known !== undefined) return known;
    const chunk = { table: new RecordTable(this.#load(number)), isChanged: false };
    this.#chunks.set(number, chunk);
    if (this.#chunks.size > MAX_CHUNKS) this.#makeRoom(number);
    return chunk;
  }

  /** Keeps the newest chunks, since they change constantly; of the others the oldest is evicted. */
  #makeRoom(wanted: number): void {
    const newest = Math.max(...this.#chunks.keys());
    for (const [number, chunk] of this.#chunks) {
      if (number === wanted || number >= newest - 1) continue;
      try {
        this.#write(number, chunk);
        this.#chunks.delete(number);
        return;
      } catch {
        // Reading must continue on a full disk: this chunk stays, and the next flush reports the error.
      }
    }
  }

  #load(number: number): ArrayBuffer {
    const buffer = new ArrayBuffer(CHUNK_BYTES);
    const path = this.#pathOf(number);
    if (this.#disk.size(path) === null) return buffer;
    const file = this.#disk.open(path);
    try {
      file.read(new Uint8Array(buffer), 0);
    } finally {
      file.close();
    }
    return buffer;
  }

  /** Written by rename, so that a file is complete whenever the process ends. */
  #write(number: number, chunk: Chunk): void {
    if (!chunk.isChanged) return;
    const unfinished = join(this.#folder, "index.tmp");
    try {
      this.#disk.write(unfinished, chunk.table.bytes);
      this.#disk.rename(unfinished, this.#pathOf(number));
    } catch (error) {
      throw diskFailure(this.#pathOf(number), error);
    }
    chunk.isChanged = false;
  }

  #numbers(): readonly number[] {
    return this.#disk.list(this.#folder).flatMap((name) => {
      const number = CHUNK_NAME.exec(name)?.[1];
      return number === undefined ? [] : [Number(number)];
    });
  }

  #pathOf(number: number): string {
    return join(this.#folder, `index-${number}.bin`);
  }
}

function chunkOf(order: number): number {
  return Math.floor(order / CHUNK_RECORDS);
}
