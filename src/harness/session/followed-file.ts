import { type FileHandle, open, stat } from "node:fs/promises";
import { afterReal } from "../../base/time/system-clock.ts";
import { LineRelay, type LineSource, LineSplitter } from "../../delivery/idempotency/log-lines.ts";

/** Real ms between two reads of a file: this delay of evidence slows no check noticeably. */
const LOOK_EVERY_MS = 25;
/** Bytes that are read at a time. */
const PIECE_BYTES = 65_536;

/** A log file that is followed like `tail -F`. */
export interface FollowedFile extends LineSource {
  /** Whether it existed when following began. */
  readonly wasThere: boolean;
  close(): Promise<void>;
}

/**
 * Follows a file from its present end. A file that is truncated is read from its beginning, and so is one that replaces it (rotation),
 * after the rest of the old one, or that appears later. Never rejects because of changes to the file.
 */
export async function followFile(path: string): Promise<FollowedFile> {
  const follower = new Follower(path);
  await follower.begin();
  return follower;
}

class Follower implements FollowedFile {
  wasThere = false;
  readonly #path: string;
  readonly #relay = new LineRelay();
  #reading: OpenedLog | null = null;
  #looking: Promise<void> = Promise.resolve();
  #cancel = () => {};
  #isClosed = false;

  constructor(path: string) {
    this.#path = path;
  }

  subscribe(listener: (line: string) => void): () => void {
    return this.#relay.subscribe(listener);
  }

  async begin(): Promise<void> {
    this.#reading = await openLog(this.#path, (line) => this.#relay.tell(line));
    this.wasThere = this.#reading !== null;
    await this.#reading?.skipToEnd();
    this.#lookLater();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel();
    await this.#looking;
    await this.#reading?.close();
  }

  #lookLater(): void {
    if (this.#isClosed) return;
    this.#cancel = afterReal(LOOK_EVERY_MS, () => {
      this.#looking = this.#look()
        // A file that cannot be read now may be readable the next time.
        .catch(() => {})
        .then(() => this.#lookLater());
    });
  }

  async #look(): Promise<void> {
    await this.#reading?.readNew();
    const identity = await identityOf(this.#path);
    if (identity === null || identity === this.#reading?.identity) return;
    // Reads text that was written to the old file up to the rotation.
    await this.#reading?.readNew();
    await this.#reading?.close();
    this.#reading = await openLog(this.#path, (line) => this.#relay.tell(line));
    await this.#reading?.readNew();
  }
}

async function openLog(path: string, onLine: (line: string) => void): Promise<OpenedLog | null> {
  const handle = await open(path, "r").catch(() => null);
  if (handle === null) return null;
  const { dev, ino } = await handle.stat();
  return new OpenedLog(handle, `${dev}/${ino}`, onLine);
}

/** Distinguishes a file from another one that has taken its name. */
async function identityOf(path: string): Promise<string | null> {
  const there = await stat(path).catch(() => null);
  return there === null ? null : `${there.dev}/${there.ino}`;
}

class OpenedLog {
  readonly identity: string;
  readonly #handle: FileHandle;
  readonly #lines: LineSplitter;
  #decoder = new TextDecoder();
  /** Number of bytes read. */
  #position = 0;

  constructor(handle: FileHandle, identity: string, onLine: (line: string) => void) {
    this.#handle = handle;
    this.identity = identity;
    this.#lines = new LineSplitter(onLine);
  }

  async skipToEnd(): Promise<void> {
    this.#position = (await this.#handle.stat()).size;
  }

  async readNew(): Promise<void> {
    const { size } = await this.#handle.stat();
    if (size < this.#position) this.#beginAnew();
    const piece = new Uint8Array(PIECE_BYTES);
    while (this.#position < size) {
      const { bytesRead } = await this.#handle.read(piece, 0, PIECE_BYTES, this.#position);
      if (bytesRead === 0) return;
      this.#position += bytesRead;
      this.#lines.push(this.#decoder.decode(piece.subarray(0, bytesRead), { stream: true }));
    }
  }

  async close(): Promise<void> {
    this.#lines.end();
    await this.#handle.close();
  }

  #beginAnew(): void {
    this.#position = 0;
    this.#decoder = new TextDecoder();
    this.#lines.end();
  }
}
