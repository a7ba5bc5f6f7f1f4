import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocket, WebSocketServer } from "ws";
import type { Cancel } from "../base/time/clock.ts";
import { afterReal, everyReal } from "../base/time/system-clock.ts";
import { ENTRY_FORMAT_VERSION, type Frame } from "../journal/entry.ts";
import { type JournalReader, StreamBatches } from "./stream-batches.ts";
import { StreamClient } from "./stream-client.ts";

/** Clients at once: more terminals and browsers than anyone opens, few enough that all of them fit in memory when paused. */
export const MAX_STREAM_CLIENTS = 64;
/** Real ms over which live frames are gathered into one message: halves the work at both ends and is too short to notice. */
const GATHER_MS = 50;
/** Real ms between two pings; a client that misses one is disconnected. */
export const PING_INTERVAL_MS = 30_000;
/** Real ms that clients get to answer the close frame; a client that reads nothing for this long counts as stopped. */
const GOODBYE_MS = 250;
/** Real ms after which a slow client is dropped even if it still reads: stopping a mock must not take longer. */
const LONGEST_GOODBYE_MS = 5_000;
/** Real ms between two checks whether a client has read everything. */
const LOOK_MS = 10;
/** Limit in bytes of a message from a client: clients have nothing to send. */
const MAX_INCOMING_BYTES = 1_024;

const POLICY_VIOLATION = 1008;
const GOING_AWAY = 1001;

export interface StreamOptions {
  readonly journal: JournalReader;
  readonly run: string;
  readonly version: string;
  /** Real ms; `PING_INTERVAL_MS` by default. */
  readonly pingIntervalMs?: number;
}

/** The journal over WebSockets: entries from a position on and then live, to every client at its own pace (PRODUCT §7). */
export class Stream {
  readonly #options: StreamOptions;
  readonly #clients = new Map<WebSocket, StreamClient>();
  /** Created for the first client: a mock without a console needs no WebSockets. */
  #handshakes: Promise<WebSocketServer> | null = null;
  /** Clients whose handshake is not over. */
  #joining = 0;
  readonly #cancels: Cancel[];
  #cancelFlush: Cancel | null = null;
  #isClosing = false;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#cancels = [
      options.journal.subscribe(() => this.#scheduleFlush()),
      everyReal(options.pingIntervalMs ?? PING_INTERVAL_MS, () => {
        for (const client of this.#clients.values()) client.ping();
      }),
    ];
  }

  /** Whether another client may join. */
  get isOpen(): boolean {
    return !this.#isClosing && this.#clients.size + this.#joining < MAX_STREAM_CLIENTS;
  }

  /** Takes an allowed upgrade request. `query` holds `since` and `run`. */
  join(request: IncomingMessage, socket: Duplex, head: Buffer, query: URLSearchParams): void {
    this.#joining += 1;
    const drop = () => socket.destroy();
    socket.on("error", drop);
    this.#handshakes ??= handshakes();
    void this.#handshakes
      .then((server) => {
        socket.off("error", drop);
        if (this.#isClosing) drop();
        else server.handleUpgrade(request, socket, head, (webSocket) => this.#welcome(webSocket, query));
      })
      .catch(() => {
        // Happens with a damaged installation: this client gets nothing, and the next one tries again.
        this.#handshakes = null;
        drop();
      })
      .finally(() => {
        this.#joining -= 1;
      });
  }

  /** Sends the remaining entries to every client that reads, closes it (1001), and disconnects those that do not answer. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#cancelFlush?.();
    // Entries gathered for the next message are still sent.
    const batches = new StreamBatches(this.#options.journal);
    for (const client of this.#clients.values()) client.pump(batches);
    for (const cancel of this.#cancels) cancel();
    await Promise.all(
      [...this.#clients].map(async ([webSocket, client]) => {
        await caughtUp(webSocket, client);
        await farewell(webSocket);
      }),
    );
  }

  #welcome(webSocket: WebSocket, query: URLSearchParams): void {
    // An error ends the socket; the "close" event follows and is handled below.
    webSocket.on("error", () => {});
    const since = query.get("since") || null;
    if (since !== null && !/^\d{1,15}$/.test(since)) {
      webSocket.close(POLICY_VIOLATION, "since must be a whole number, 0 or more.");
      return;
    }
    const { journal, run } = this.#options;
    const client = new StreamClient(webSocket, journal);
    this.#clients.set(webSocket, client);
    webSocket.on("close", () => this.#clients.delete(webSocket));
    const askedRun = query.get("run") || run;
    client.begin(this.#hello(), since === null ? null : Number(since), askedRun === run);
  }

  #hello(): Frame {
    const { journal, run, version } = this.#options;
    const { firstSeq, lastSeq } = journal;
    return { type: "hello", version, format: ENTRY_FORMAT_VERSION, run, first_seq: firstSeq, last_seq: lastSeq };
  }

  #scheduleFlush(): void {
    if (this.#cancelFlush !== null || this.#clients.size === 0 || this.#isClosing) return;
    this.#cancelFlush = afterReal(GATHER_MS, () => {
      this.#cancelFlush = null;
      const batches = new StreamBatches(this.#options.journal);
      for (const [webSocket, client] of this.#clients) pumpOrEnd(webSocket, () => client.pump(batches));
    });
  }
}

async function handshakes(): Promise<WebSocketServer> {
  const { WebSocketServer } = await import("ws");
  return new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_INCOMING_BYTES,
  });
}

/** A failure with one client does not affect the others; the client reconnects and continues where it was. */
function pumpOrEnd(webSocket: WebSocket, pump: () => void): void {
  try {
    pump();
  } catch {
    webSocket.terminate();
  }
}

/** A slow client, such as a page with large bodies, still gets the end of the run, which matters most to its user. */
function caughtUp(webSocket: WebSocket, client: StreamClient): Promise<void> {
  return new Promise((resolve) => {
    let taken = client.takenBytes;
    let stalledMs = 0;
    let waitedMs = 0;
    const look = () => {
      stalledMs = client.takenBytes === taken ? stalledMs + LOOK_MS : 0;
      taken = client.takenBytes;
      waitedMs += LOOK_MS;
      const hasStopped = stalledMs >= GOODBYE_MS || waitedMs >= LONGEST_GOODBYE_MS;
      if (!client.isBehind || hasStopped || webSocket.readyState !== webSocket.OPEN) resolve();
      else afterReal(LOOK_MS, look);
    };
    if (client.isBehind) afterReal(LOOK_MS, look);
    else resolve();
  });
}

function farewell(webSocket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    // The client may have left during the wait; it then sends no further events.
    if (webSocket.readyState === webSocket.CLOSED) return resolve();
    const cancel = afterReal(GOODBYE_MS, () => webSocket.terminate());
    webSocket.on("close", () => {
      cancel();
      resolve();
    });
    webSocket.close(GOING_AWAY, "The mock is closing.");
  });
}
