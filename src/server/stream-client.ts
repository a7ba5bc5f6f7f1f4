import type { WebSocket } from "ws";
import type { Frame } from "../journal/entry.ts";
import { type JournalReader, StreamBatches } from "./stream-batches.ts";

/** Bytes that may wait for one client. A slower client is paused: it keeps its position in the journal, and nothing is queued for it. */
export const HOLD_BACK_BYTES = 1024 * 1024;

/** Entries by which the journal may grow while a client does not read. A client further behind gets a gap and resumes at the present. */
export const MAX_CLIENT_LAG_ENTRIES = 20_000;

/** One client of the stream: a socket and a position in the journal. */
export class StreamClient {
  readonly #socket: WebSocket;
  readonly #journal: JournalReader;
  /** The last entry that was sent, or announced as gone. */
  #position: number;
  /** The newest entry when the client was paused; `null` while it keeps up. */
  #heldBackAt: number | null = null;
  #hasAnswered = true;
  #sentBytes = 0;

  constructor(socket: WebSocket, journal: JournalReader) {
    this.#socket = socket;
    this.#journal = journal;
    this.#position = journal.lastSeq;
    socket.on("pong", () => {
      this.#hasAnswered = true;
    });
  }

  /** Sends `hello`, then, if a position was requested, the entries after it. */
  begin(hello: Frame, since: number | null, isSameRun: boolean): void {
    this.#send([hello]);
    if (since === null) return;
    // A position from another run means nothing here: the client has missed everything.
    if (!isSameRun || since > this.#journal.lastSeq) this.#send([{ type: "gap", from: 1, to: this.#journal.lastSeq }]);
    else this.#position = since;
    this.pump(new StreamBatches(this.#journal));
  }

  /** Sends the entries after the client's position, as fast as the client reads them. */
  pump(batches: StreamBatches): void {
    while (this.#socket.readyState === this.#socket.OPEN && this.#position < this.#journal.lastSeq) {
      if (this.#socket.bufferedAmount >= HOLD_BACK_BYTES) {
        this.#heldBackAt ??= this.#journal.lastSeq;
        return;
      }
      const lastGone = this.#journal.firstSeq - 1;
      if (this.#position < lastGone) {
        this.#send([{ type: "gap", from: this.#position + 1, to: lastGone }]);
        this.#position = lastGone;
        continue;
      }
      const batch = batches.after(this.#position);
      this.#position = batch.lastSeq;
      this.#sendBytes(batch.bytes);
    }
  }

  /** Whether entries wait to be sent, or sent bytes wait to be read. */
  get isBehind(): boolean {
    return this.#position < this.#journal.lastSeq || this.#socket.bufferedAmount > 0;
  }

  /** Bytes that were sent out; they grow while the client reads. */
  get takenBytes(): number {
    return this.#sentBytes - this.#socket.bufferedAmount;
  }

  /** Pings the client; one that has not answered since the last ping is disconnected. */
  ping(): void {
    if (this.#hasAnswered) this.#socket.ping();
    else this.#socket.terminate();
    this.#hasAnswered = false;
  }

  /** The present is what memory holds; older entries are not read from disk for a client that fell behind. */
  #skipToPresent(): void {
    const to = this.#journal.heldFirstSeq - 1;
    if (this.#position >= to) return;
    this.#send([{ type: "gap", from: this.#position + 1, to }]);
    this.#position = to;
  }

  #send(frames: readonly Frame[]): void {
    this.#sendBytes(Buffer.from(JSON.stringify(frames)));
  }

  #sendBytes(bytes: Buffer): void {
    this.#sentBytes += bytes.length;
    this.#socket.send(bytes, { binary: false }, () => this.#resume());
  }

  #resume(): void {
    if (this.#heldBackAt === null || this.#socket.bufferedAmount > HOLD_BACK_BYTES / 2) return;
    if (this.#journal.lastSeq - this.#heldBackAt > MAX_CLIENT_LAG_ENTRIES) this.#skipToPresent();
    this.#heldBackAt = null;
    this.pump(new StreamBatches(this.#journal));
  }
}
