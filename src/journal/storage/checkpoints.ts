import { join } from "node:path";
import { crc32 } from "node:zlib";
import { SmartLeadMockError } from "../../base/errors.ts";
import { type Disk, diskFailure } from "./disk.ts";
import { DATA_FORMAT_VERSION, unusable } from "./folder.ts";

interface CheckpointsOptions {
  readonly disk: Disk;
  readonly folder: string;
}

/** The first line of a checkpoint, which describes the content in the second. */
interface Head {
  readonly format: number;
  readonly bytes: number;
  /** Covers the format and the content, so that a damaged format is not mistaken for a newer one. */
  readonly crc32: number;
}

const CHECKPOINT_NAME = /^checkpoint-(\d+)\.json$/;
const ASIDE_NAME = /^checkpoint-(\d+)\.json\.aside$/;
const UNFINISHED_NAME = "checkpoint.tmp";
const NEWLINE = 0x0a;

/** Numbered checkpoints, each a file with a checksum of its content, so that incomplete ones are never used. */
export class Checkpoints {
  readonly notices: string[] = [];
  readonly #disk: Disk;
  readonly #folder: string;

  constructor({ disk, folder }: CheckpointsOptions) {
    this.#disk = disk;
    this.#folder = folder;
  }

  /**
   * Reads the newest intact checkpoint, or `null`. Damaged ones are renamed, so that later starts ignore them too. Throws `data_unusable`
   * for a newer version, or when a file cannot be read.
   */
  readNewest(): { readonly number: number; readonly content: unknown } | null {
    try {
      const damaged: number[] = [];
      for (const number of this.#numbers(CHECKPOINT_NAME).toReversed()) {
        const content = this.#read(number);
        if (content === null) {
          damaged.push(number);
          continue;
        }
        this.#setAside(damaged, "the previous one is used");
        return { number, content: content.value };
      }
      this.#setAside(damaged, "there is no other, so a new account is created; the journal is kept");
      return null;
    } catch (error) {
      throw unusable(this.#folder, error);
    }
  }

  /** Whether a checkpoint is missing: each command log has the number of the checkpoint that it follows. */
  get wereLost(): boolean {
    return this.notices.length === 0 && this.#disk.list(this.#folder).some((name) => /^redo-[1-9]/.test(name));
  }

  /** Returns its size in bytes. Throws `journal_unwritable`; older ones are then still there. */
  write(number: number, content: unknown): number {
    const path = this.#pathOf(number);
    const body = Buffer.from(JSON.stringify(content));
    const head: Head = { format: DATA_FORMAT_VERSION, bytes: body.length, crc32: sumOf(body, DATA_FORMAT_VERSION) };
    const bytes = Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body, Buffer.from("\n")]);
    const unfinished = join(this.#folder, UNFINISHED_NAME);
    try {
      this.#disk.write(unfinished, bytes);
      this.#disk.rename(unfinished, path);
    } catch (error) {
      this.#discard(unfinished);
      throw diskFailure(path, error);
    }
    return bytes.length;
  }

  /** Throws `journal_unwritable`. */
  removeBelow(number: number): void {
    try {
      for (const old of this.#numbers(CHECKPOINT_NAME)) if (old < number) this.#disk.remove(this.#pathOf(old));
      for (const old of this.#numbers(ASIDE_NAME)) if (old < number) this.#disk.remove(asideOf(this.#pathOf(old)));
    } catch (error) {
      throw diskFailure(this.#folder, error);
    }
  }

  #read(number: number): { readonly value: unknown } | null {
    const bytes = this.#disk.read(this.#pathOf(number));
    const end = bytes?.indexOf(NEWLINE) ?? -1;
    if (bytes === null || end === -1) return null;
    const head = parsed(bytes.subarray(0, end))?.value;
    if (!isHead(head)) return null;
    const body = bytes.subarray(end + 1, end + 1 + head.bytes);
    if (body.length !== head.bytes || sumOf(body, head.format) !== head.crc32) return null;
    if (head.format > DATA_FORMAT_VERSION) throw this.#newer(number, head);
    return parsed(body);
  }

  #newer(number: number, { format }: Head): SmartLeadMockError {
    return new SmartLeadMockError(
      "data_unusable",
      `${this.#pathOf(number)} was written by a newer smartlead-mock (format ${format}; this one reads ${DATA_FORMAT_VERSION}); update smartlead-mock, or choose another --data.`,
    );
  }

  #setAside(damaged: readonly number[], consequence: string): void {
    for (const number of damaged) {
      const path = this.#pathOf(number);
      this.#disk.rename(path, asideOf(path));
      this.notices.push(`${path} is damaged and was renamed to ${asideOf(path)}; ${consequence}.`);
    }
  }

  /** Frees the space of a failed write. */
  #discard(path: string): void {
    try {
      this.#disk.remove(path);
    } catch {
      // The next checkpoint writes over it.
    }
  }

  #numbers(pattern: RegExp): number[] {
    const numbers = this.#disk.list(this.#folder).flatMap((name) => {
      const number = pattern.exec(name)?.[1];
      return number === undefined ? [] : [Number(number)];
    });
    return numbers.sort((one, other) => one - other);
  }

  #pathOf(number: number): string {
    return join(this.#folder, `checkpoint-${number}.json`);
  }
}

function asideOf(path: string): string {
  return `${path}.aside`;
}

function sumOf(body: Buffer, format: number): number {
  return crc32(body, format);
}

const MAX_FORMAT = 2 ** 32 - 1;

function isHead(value: unknown): value is Head {
  if (typeof value !== "object" || value === null) return false;
  const { format, bytes, crc32: sum }: Partial<Head> = value;
  const areNumbers = [format, bytes, sum].every((number) => Number.isInteger(number) && Number(number) >= 0);
  return areNumbers && Number(format) <= MAX_FORMAT;
}

function parsed(bytes: Buffer): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(bytes.toString()) };
  } catch {
    return null;
  }
}

/** Bytes of journal and commands after which a checkpoint is due: a start reads that much in a quarter of a second. */
export const CHECKPOINT_EVERY_BYTES = 16 * 1024 * 1024;
/** A checkpoint waits until this many times its own size was written, so that checkpoints stay a small part of all writes. */
const CHECKPOINT_SHARE = 8;
/** After this many bytes a checkpoint is due whatever its size, which bounds how much a start must read. */
const CHECKPOINT_AT_LATEST_BYTES = 128 * 1024 * 1024;

/** Decides when the next checkpoint is due, by the bytes written since the last. */
export class CheckpointPace {
  readonly #everyBytes: number;
  #checkpointBytes = 0;
  #bytesSince = 0;

  /** `everyBytes` of the journal after which a checkpoint is due; values below `CHECKPOINT_EVERY_BYTES` are applied strictly. */
  constructor(everyBytes = CHECKPOINT_EVERY_BYTES) {
    this.#everyBytes = everyBytes;
  }

  /** Whether enough was written since the last checkpoint for the next one. */
  get isDue(): boolean {
    const share = this.#everyBytes < CHECKPOINT_EVERY_BYTES ? 0 : this.#checkpointBytes * CHECKPOINT_SHARE;
    return this.#bytesSince >= Math.min(Math.max(this.#everyBytes, share), CHECKPOINT_AT_LATEST_BYTES);
  }

  /** Whether the journal is long enough for a new segment at the next checkpoint. */
  isLong(bytes: number): boolean {
    return bytes >= this.#everyBytes;
  }

  /** Counts bytes that were written. */
  took(bytes: number): void {
    this.#bytesSince += bytes;
  }

  /** A checkpoint of this size was written; the journal has nothing after it yet. */
  saved(checkpointBytes: number): void {
    this.#checkpointBytes = checkpointBytes;
    this.#bytesSince = 0;
  }
}
