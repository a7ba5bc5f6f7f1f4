import type { WebSocket } from "ws";
import type { Frame } from "../journal/entry.ts";
import { type JournalReader, StreamBatches } from "./stream-batches.ts";

/** Bytes that may wait for one client. One that is slower is held back: it keeps its place in the journal, nothing is queued for it. */
export const HOLD_BACK_BYTES = 1024 * 1024;

/** Entries by which the journal may grow while a client does not read. One that is later still has stopped: it continues with the present. */
export const MAX_CLIENT_LAG_ENTRIES = 20_000;

/** One listener of the stream: a socket and a place in the journal. */
export class StreamClient {
  readonly #socket: WebSocket;
  readonly #journal: JournalReader;
  /** The last entry that was sent, or announced as gone. */
  #position: number;
  /** The newest entry when it was held back; `null` while it takes what it is sent. */
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

  /** `hello`, then, where a place was asked for, what lies behind it. */
  begin(hello: Frame, since: number | null, isSameRun: boolean): void {
    this.#send([hello]);
    if (since === null) return;
    // Numbers of another run say nothing about this one: all of it has been missed.
    if (!isSameRun || since > this.#journal.lastSeq) this.#send([{ type: "gap", from: 1, to: this.#journal.lastSeq }]);
    else this.#position = since;
    this.pump(new StreamBatches(this.#journal));
  }

  /** Sends what lies behind the client's place, as far as the client takes it. */
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

  /** Whether it has not been sent all there is, or has not taken all it was sent. */
  get isBehind(): boolean {
    return this.#position < this.#journal.lastSeq || this.#socket.bufferedAmount > 0;
  }

  /** Bytes that have left for it: they grow while it reads. */
  get takenBytes(): number {
    return this.#sentBytes - this.#socket.bufferedAmount;
  }

  /** Asks for a sign of life; one that has not given any since the last time is cut off. */
  ping(): void {
    if (this.#hasAnswered) this.#socket.ping();
    else this.#socket.terminate();
    this.#hasAnswered = false;
  }

  /** What memory holds is the present; the rest is not fetched from the disk for a client that did not want it in time. */
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
