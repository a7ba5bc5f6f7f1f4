import { join } from "node:path";
import { RECORD_BYTES, RecordTable } from "./delivery-record.ts";
import type { Disk } from "./disk.ts";
import { diskFailure } from "./disk-failure.ts";

/** Records of a chunk: 1 MiB, read and written in one go. */
export const CHUNK_RECORDS = 16_384;
const CHUNK_BYTES = CHUNK_RECORDS * RECORD_BYTES;
/** Chunks in memory at once: the newest, which change all the time, and the one that is looked at. */
const MAX_CHUNKS = 4;

interface Chunk {
  readonly table: RecordTable;
  isChanged: boolean;
}

const CHUNK_NAME = /^index-(\d+)\.bin$/;

/** The records of all kept deliveries by their order, in files of a fixed size, a few of them in memory. */
export class IndexChunks {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #chunks = new Map<number, Chunk>();

  constructor(disk: Disk, folder: string) {
    this.#disk = disk;
    this.#folder = folder;
  }

  /** The table that holds this order, and its place there. */
  at(order: number): { readonly table: RecordTable; readonly at: number } {
    const number = Math.floor(order / CHUNK_RECORDS);
    return { table: this.#chunk(number).table, at: order - number * CHUNK_RECORDS };
  }

  noteChange(order: number): void {
    this.#chunk(Math.floor(order / CHUNK_RECORDS)).isChanged = true;
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.#numbers().length * CHUNK_BYTES;
  }

  /** Chunks between these orders whose file is missing or too short. */
  damaged(firstOrder: number, nextOrder: number): readonly number[] {
    const damaged: number[] = [];
    for (let number = Math.floor(firstOrder / CHUNK_RECORDS); number * CHUNK_RECORDS < nextOrder; number += 1) {
      if (this.#disk.size(this.#pathOf(number)) !== CHUNK_BYTES) damaged.push(number);
    }
    return damaged;
  }

  /** Throws `journal_unwritable`. */
  flush(): void {
    for (const [number, chunk] of this.#chunks) this.#write(number, chunk);
  }

  /** Deletes the chunks that lie wholly below, and those from `end` on. */
  keepBetween(firstOrder: number, end = Number.POSITIVE_INFINITY): void {
    for (const number of new Set([...this.#numbers(), ...this.#chunks.keys()])) {
      if ((number + 1) * CHUNK_RECORDS > firstOrder && number * CHUNK_RECORDS < end) continue;
      this.#chunks.delete(number);
      this.#disk.remove(this.#pathOf(number));
    }
  }

  #chunk(number: number): Chunk {
    const known = this.#chunks.get(number);
    if (known !== undefined) return known;
    const chunk = { table: new RecordTable(this.#load(number)), isChanged: false };
    this.#chunks.set(number, chunk);
    this.#makeRoom(number);
    return chunk;
  }

  /** The newest stay, since they change all the time; of the others the one that came first goes. */
  #makeRoom(wanted: number): void {
    if (this.#chunks.size <= MAX_CHUNKS) return;
    const newest = Math.max(...this.#chunks.keys());
    for (const [number, chunk] of this.#chunks) {
      if (number === wanted || number >= newest - 1) continue;
      this.#write(number, chunk);
      this.#chunks.delete(number);
      return;
    }
  }

  #load(number: number): ArrayBuffer {
    const buffer = new ArrayBuffer(CHUNK_BYTES);
    const path = this.#pathOf(number);
    if (this.#disk.size(path) === CHUNK_BYTES) {
      const file = this.#disk.open(path);
      file.read(new Uint8Array(buffer), 0);
      file.close();
    }
    return buffer;
  }

  #write(number: number, chunk: Chunk): void {
    if (!chunk.isChanged) return;
    try {
      this.#disk.write(this.#pathOf(number), chunk.table.bytes);
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
