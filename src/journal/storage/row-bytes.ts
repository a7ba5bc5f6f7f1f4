import { crc32 } from "node:zlib";
import type { Delivery } from "../../delivery/delivery.ts";
import type { HeldDelivery } from "../entry-store.ts";

/** The written form of a row. The order comes first, where it is searched. */
interface WrittenRow {
  readonly order: number;
  readonly created_seq: number;
  readonly is_resent: boolean;
  readonly delivery: Delivery;
}

export function rowOf({ order, createdSeq: created_seq, isResent: is_resent, delivery }: HeldDelivery): string {
  const row: WrittenRow = { order, created_seq, is_resent, delivery };
  return JSON.stringify(row);
}

/** Its checksum was verified, so it is what was written. */
export function heldOf(row: string): HeldDelivery {
  const { order, created_seq: createdSeq, is_resent: isResent, delivery }: WrittenRow = JSON.parse(row);
  return { order, createdSeq, isResent, delivery };
}

/** Bytes that are buffered before a write: a few hundred rows are written at once. */
export const WAITING_BYTES = 256 * 1024;
/** UTF-8 needs at most this many bytes for one UTF-16 unit. */
const MOST_BYTES_A_UNIT = 3;
const NEWLINE = 0x0a;

/** A row begins with a checksum of the rest, of a fixed width: `{"crc32":"0123abcd","order":17,…}`. */
const SUM_BYTES = `{"crc32":"00000000",`.length;
const SUM = /^\{"crc32":"([0-9a-f]{8})",$/;
const ORDER = /^"order":(\d+),/;
/** Bytes after the checksum that contain the order. */
const ORDER_BYTES = 32;
const SUM_OF_BRACE = crc32("{");

/** Rows waiting to be written, in one buffer with the same layout as the file. */
export class WaitingRows {
  #buffer = Buffer.allocUnsafeSlow(2 * WAITING_BYTES);
  #length = 0;

  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  get length(): number {
    return this.#length;
  }

  /** `text` is a JSON object; returns the bytes of its line. */
  add(text: string): number {
    this.#makeRoom(SUM_BYTES + text.length * MOST_BYTES_A_UNIT + 1);
    const start = this.#length;
    // The text's opening brace is part of the checksum; afterwards the comma after the checksum overwrites it.
    const body = start + SUM_BYTES - 1;
    const end = body + this.#buffer.write(text, body);
    const sum = crc32(this.#buffer.subarray(body, end)).toString(16).padStart(8, "0");
    this.#buffer.write(`{"crc32":"${sum}",`, start, "latin1");
    this.#buffer[end] = NEWLINE;
    this.#length = end + 1;
    return this.#length - start;
  }

  clear(): void {
    this.#length = 0;
    if (this.#buffer.length > 2 * WAITING_BYTES) this.#buffer = Buffer.allocUnsafeSlow(2 * WAITING_BYTES);
  }

  #makeRoom(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * this.#buffer.length, this.#length + bytes));
    this.bytes.copy(larger);
    this.#buffer = larger;
  }
}

/** The JSON of a row without its newline; `null` when its checksum does not match. */
export function rowText(bytes: Buffer): string | null {
  const sum = SUM.exec(bytes.toString("latin1", 0, SUM_BYTES))?.[1];
  if (sum === undefined || Number.parseInt(sum, 16) !== crc32(bytes.subarray(SUM_BYTES), SUM_OF_BRACE)) return null;
  return bytes.toString();
}

/** The order in a row, whether or not it is intact: used to skip rows without parsing them. */
export function orderOfRow(bytes: Buffer): number | null {
  const order = ORDER.exec(bytes.toString("latin1", SUM_BYTES, SUM_BYTES + ORDER_BYTES))?.[1];
  return order === undefined ? null : Number(order);
}
