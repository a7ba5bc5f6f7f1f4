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
  /** In order, nothing twice; where something is missing there is a `gap` frame. A `hello` of another run starts again. */
  frames(frames: readonly Frame[]): void;
  connection(state: ConnectionState): void;
}

/** Real ms before the first new try, and the most that it grows to: a mock that is started again is seen at once, one that is gone costs nothing. */
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 2_000;

export interface MockStreamOptions {
  readonly connection: Connection;
  readonly scheduler: Scheduler;
  readonly open: OpenStreamSocket;
}

/** The live stream of a mock (`WS /_mock/stream`), held open: what was missed while it was away is asked for with `since`. */
export class MockStream {
  readonly #options: MockStreamOptions;
  readonly #listener: StreamListener;
  #socket: StreamSocket | null = null;
  /** Connections that were opened; what an earlier one still says is not heard. */
  #connections = 0;
  #run: string | null = null;
  /** The number of the last entry seen; 0 asks for everything that is kept. */
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

  /** The mock behind the address is another one than before: its history is asked for from the beginning. */
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
