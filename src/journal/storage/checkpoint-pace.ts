/** Bytes of journal and commands after which a checkpoint is due: what a start reads back in a quarter of a second. */
export const CHECKPOINT_EVERY_BYTES = 16 * 1024 * 1024;
/** A checkpoint comes no sooner than after so many times its own bytes, so that it stays a small part of all that is written. */
const CHECKPOINT_SHARE = 8;
/** So much written since the last checkpoint gets the next one, however large: bounds what a start has to read. */
const CHECKPOINT_AT_LATEST_BYTES = 128 * 1024 * 1024;

/** When the next checkpoint is due, by how much was written since the last. */
export class CheckpointPace {
  readonly #everyBytes: number;
  #checkpointBytes = 0;
  #bytesSince = 0;

  /** `everyBytes` of the journal after which a checkpoint is due; fewer than `CHECKPOINT_EVERY_BYTES` are kept to strictly. */
  constructor(everyBytes = CHECKPOINT_EVERY_BYTES) {
    this.#everyBytes = everyBytes;
  }

  /** So much was written since the last checkpoint that the next is due. */
  get isDue(): boolean {
    const share = this.#everyBytes < CHECKPOINT_EVERY_BYTES ? 0 : this.#checkpointBytes * CHECKPOINT_SHARE;
    return this.#bytesSince >= Math.min(Math.max(this.#everyBytes, share), CHECKPOINT_AT_LATEST_BYTES);
  }

  /** So long a journal deserves a new segment at the next checkpoint. */
  isLong(bytes: number): boolean {
    return bytes >= this.#everyBytes;
  }

  /** So many bytes more were written. */
  took(bytes: number): void {
    this.#bytesSince += bytes;
  }

  /** A checkpoint of so many bytes was written; the journal has none behind it. */
  saved(checkpointBytes: number): void {
    this.#checkpointBytes = checkpointBytes;
    this.#bytesSince = 0;
  }
}
