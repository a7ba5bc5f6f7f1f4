import type { Entry, Frame } from "../../src/journal/entry.ts";
import type { Connection } from "../../src/server/client/control-client.ts";
import { connectStream, type OpenStreamSocket, type StreamSocket } from "../../src/server/client/stream-connection.ts";
import type { Scheduler } from "../scheduler.ts";

export type ConnectionState =
  | { readonly kind: "connecting" }
  | { readonly kind: "open" }
  /** `reason` is a short clause for people. */
  | { readonly kind: "lost"; readonly reason: string };

export interface StreamListener {
  /** In order and without repetition; missing entries are marked by a `gap` frame. A `hello` of another run starts again. */
  frames(frames: readonly Frame[]): void;
  connection(state: ConnectionState): void;
}

/** Real ms before the first reconnect, and the maximum delay: a restarted mock is found at once, and a stopped one costs nothing. */
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 2_000;

export interface MockStreamOptions {
  readonly connection: Connection;
  readonly scheduler: Scheduler;
  readonly open: OpenStreamSocket;
}

/** Keeps the live stream of a mock (`WS /_mock/stream`) open: entries missed during a disconnect are requested with `since`. */
export class MockStream {
  readonly #options: MockStreamOptions;
  readonly #listener: StreamListener;
  #socket: StreamSocket | null = null;
  /** Number of connections opened; messages from an earlier one are ignored. */
  #connections = 0;
  #run: string | null = null;
  /** The number of the last entry seen; 0 requests everything that is kept. */
  #lastSeq = 0;
  #retryMs = FIRST_RETRY_MS;
  #cancelRetry: (() => void) | null = null;
  #isStopped = false;

  constructor(options: MockStreamOptions, listener: StreamListener) {
    this.#options = options;
    this.#listener = listener;
  }

  start(): void {
    this.#listener.connection({ kind: "connecting" });
    this.#connect();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelRetry?.();
    this.#socket?.close();
  }

  #connect(): void {
    const connection = ++this.#connections;
    const { connection: mock, open } = this.#options;
    this.#socket = connectStream(
      { connection: mock, place: { since: this.#lastSeq, run: this.#run }, open },
      {
        frames: (frames) => this.#take(connection, frames),
        closed: (reason) => {
          if (connection === this.#connections) this.#lose(reason);
        },
      },
    );
  }

  #lose(reason: string): void {
    this.#socket = null;
    if (this.#isStopped) return;
    this.#listener.connection({ kind: "lost", reason });
    this.#cancelRetry = this.#options.scheduler.after(this.#retryMs, () => this.#connect());
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  #take(connection: number, frames: readonly Frame[]): void {
    if (connection !== this.#connections || this.#isStopped) return;
    const fresh: Frame[] = [];
    for (const frame of frames) {
      if (frame.type === "hello") {
        if (this.#startsAnew(frame.run)) return;
        this.#retryMs = FIRST_RETRY_MS;
        this.#listener.connection({ kind: "open" });
        fresh.push(frame);
      } else if (frame.type === "gap") {
        this.#lastSeq = Math.max(this.#lastSeq, frame.to);
        fresh.push(frame);
      } else {
        fresh.push(...this.#inOrder(frame));
      }
    }
    if (fresh.length > 0) this.#listener.frames(fresh);
  }

  /** A different mock now runs at the address: its history is requested from the beginning. */
  #startsAnew(run: string): boolean {
    const isOther = this.#run !== null && this.#run !== run;
    this.#run = run;
    if (!isOther) return false;
    this.#lastSeq = 0;
    this.#socket?.close();
    this.#connect();
    return true;
  }

  #inOrder(entry: Entry): Frame[] {
    const last = this.#lastSeq;
    if (entry.seq <= last) return [];
    this.#lastSeq = entry.seq;
    return entry.seq === last + 1 ? [entry] : [{ type: "gap", from: last + 1, to: entry.seq - 1 }, entry];
  }
}
