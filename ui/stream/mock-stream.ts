import { WebSocket } from "ws";
import type { Entry, Frame } from "../../src/journal/entry.ts";
import type { Pacing } from "../pacing.ts";
import { framesOf } from "./frames.ts";

export type ConnectionState =
  | { readonly kind: "connecting" }
  | { readonly kind: "open" }
  /** `reason` is a short clause for people. */
  | { readonly kind: "lost"; readonly reason: string };

export interface StreamListener {
  /** In order, nothing twice; where something is missing there is a `gap` frame. A `hello` of another run starts anew. */
  frames(frames: readonly Frame[]): void;
  connection(state: ConnectionState): void;
}

/** Real ms before the first new try, and the most that it grows to: a mock that is started again is seen at once, one that is gone costs nothing. */
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 2_000;
/** Real ms that a connection may take to open. */
const HANDSHAKE_TIMEOUT_MS = 5_000;

/** The live stream of a mock (`WS /_mock/stream`), held open: what was missed while it was away is asked for with `since`. */
export class MockStream {
  readonly #options: { readonly url: string; readonly token: string | null; readonly pacing: Pacing };
  readonly #listener: StreamListener;
  #socket: WebSocket | null = null;
  #run: string | null = null;
  /** The number of the last entry seen; 0 asks for everything that is kept. */
  #lastSeq = 0;
  #retryMs = FIRST_RETRY_MS;
  #cancelRetry: (() => void) | null = null;
  #isStopped = false;

  constructor(options: { url: string; token: string | null; pacing: Pacing }, listener: StreamListener) {
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
    this.#socket?.terminate();
  }

  #connect(): void {
    const socket = new WebSocket(this.#address(), { perMessageDeflate: false, handshakeTimeout: HANDSHAKE_TIMEOUT_MS });
    let reason = "it was closed";
    socket.on("message", (data) => this.#take(socket, framesOf(data.toString())));
    socket.on("error", (error) => {
      reason = error.message;
    });
    socket.on("close", () => {
      if (socket === this.#socket) this.#lose(reason);
    });
    this.#socket = socket;
  }

  #address(): string {
    const address = new URL(`${this.#options.url.replace(/\/+$/, "")}/_mock/stream`);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    address.searchParams.set("since", String(this.#lastSeq));
    if (this.#run !== null) address.searchParams.set("run", this.#run);
    if (this.#options.token !== null) address.searchParams.set("token", this.#options.token);
    return address.href;
  }

  #lose(reason: string): void {
    this.#socket = null;
    if (this.#isStopped) return;
    this.#listener.connection({ kind: "lost", reason });
    this.#cancelRetry = this.#options.pacing.after(this.#retryMs, () => this.#connect());
    this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS);
  }

  #take(socket: WebSocket, frames: readonly Frame[]): void {
    if (socket !== this.#socket || this.#isStopped) return;
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
    this.#socket?.terminate();
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
