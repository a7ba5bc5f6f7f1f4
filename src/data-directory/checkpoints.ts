import { join } from "node:path";
import { crc32 } from "node:zlib";
import { SmartLeadMockError } from "../errors.ts";
import type { Disk } from "./disk.ts";
import { diskFailure } from "./disk-failure.ts";
import { DATA_FORMAT_VERSION } from "./folder.ts";

export interface CheckpointsOptions {
  readonly disk: Disk;
  readonly folder: string;
}

/** What the first line of a checkpoint says of the second, which is the content. */
interface Head {
  readonly format: number;
  readonly bytes: number;
  readonly crc32: number;
}

const CHECKPOINT_NAME = /^checkpoint-(\d+)\.json$/;
const NEWLINE = 0x0a;

/** Numbered checkpoints, each a file with a sum over its content, so that one that is not whole is never believed. */
export class Checkpoints {
  readonly notices: string[] = [];
  readonly #disk: Disk;
  readonly #folder: string;

  constructor({ disk, folder }: CheckpointsOptions) {
    this.#disk = disk;
    this.#folder = folder;
  }

  /** The newest that is whole, `null` when there is none. Throws `data_unusable` for one of a newer version. */
  readNewest(): { readonly number: number; readonly content: unknown } | null {
    for (const number of this.#numbers().toReversed()) {
      const content = this.#read(number);
      if (content !== null) return { number, content: content.value };
      this.notices.push(`${this.#pathOf(number)} is damaged; the one before it is used.`);
    }
    return null;
  }

  /** Returns its bytes. Throws `journal_unwritable`; the older ones are then still there. */
  write(number: number, content: unknown): number {
    const path = this.#pathOf(number);
    const body = Buffer.from(JSON.stringify(content));
    const head: Head = { format: DATA_FORMAT_VERSION, bytes: body.length, crc32: crc32(body) };
    const bytes = Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), body, Buffer.from("\n")]);
    const unfinished = join(this.#folder, "checkpoint.tmp");
    try {
      this.#disk.write(unfinished, bytes);
      this.#disk.rename(unfinished, path);
    } catch (error) {
      throw diskFailure(path, error);
    }
    return bytes.length;
  }

  removeBelow(number: number): void {
    for (const old of this.#numbers()) if (old < number) this.#disk.remove(this.#pathOf(old));
  }

  #read(number: number): { readonly value: unknown } | null {
    const bytes = this.#disk.read(this.#pathOf(number));
    const end = bytes?.indexOf(NEWLINE) ?? -1;
    if (bytes === null || end === -1) return null;
    const head = parsed<Head>(bytes.subarray(0, end));
    if (head === null) return null;
    this.#refuseNewer(number, head.value);
    const body = bytes.subarray(end + 1, end + 1 + head.value.bytes);
    if (body.length !== head.value.bytes || crc32(body) !== head.value.crc32) return null;
    return parsed<unknown>(body);
  }

  #refuseNewer(number: number, { format }: Head): void {
    if (!Number.isInteger(format) || format <= DATA_FORMAT_VERSION) return;
    throw new SmartLeadMockError(
      "data_unusable",
      `${this.#pathOf(number)} was written by a newer smartlead-mock (format ${format}; this one reads ${DATA_FORMAT_VERSION}); update smartlead-mock, or give another --data.`,
    );
  }

  #numbers(): number[] {
    const numbers = this.#disk.list(this.#folder).flatMap((name) => {
      const number = CHECKPOINT_NAME.exec(name)?.[1];
      return number === undefined ? [] : [Number(number)];
    });
    return numbers.sort((one, other) => one - other);
  }

  #pathOf(number: number): string {
    return join(this.#folder, `checkpoint-${number}.json`);
  }
}

function parsed<Content>(bytes: Buffer): { readonly value: Content } | null {
  try {
    return { value: JSON.parse(bytes.toString()) };
  } catch {
    return null;
  }
}
