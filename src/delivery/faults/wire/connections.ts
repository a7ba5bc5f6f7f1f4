import type { Socket } from "node:net";
import { ownValue } from "../../../base/own-value.ts";
import { hostOf } from "../../address-rules.ts";
import { type ConnectorOptions, guardedConnector } from "../../guarded-connector.ts";

/** One connection for one request. `stream` carries the data: `tcp` itself, or TLS over it. */
export interface Connection {
  readonly tcp: Socket;
  readonly stream: Socket;
}

type Connected = (error: unknown, connection: Connection | null) => void;
/** Aborts a connection attempt; `connected` then gets the error. */
type GiveUp = (error: Error) => void;

const DEFAULT_PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

/** Connections with raw access to their bytes, made through the plain sender's guard: same allowed addresses, same TLS. */
export class Connections {
  readonly #options: ConnectorOptions;
  readonly #giveUps = new Set<GiveUp>();
  readonly #open = new Set<Socket>();
  #isClosed = false;

  constructor(options: ConnectorOptions) {
    this.#options = options;
  }

  /** Calls back once. Throws if it is not an http or https URL. */
  connect(url: URL, connected: Connected): GiveUp {
    const port = url.port || ownValue(DEFAULT_PORTS, url.protocol);
    if (port === undefined) throw coded("ERR_INVALID_PROTOCOL", `${url.protocol} is neither http: nor https:`);
    if (this.#isClosed) throw coded("ECONNABORTED", "The sender was closed.");
    const connecting = new Set<Socket>();
    const giveUp: GiveUp = (error) => {
      for (const socket of connecting) socket.destroy(error);
    };
    this.#giveUps.add(giveUp);
    const settle: Connected = (error, connection) => {
      this.#giveUps.delete(giveUp);
      connected(error, connection);
    };
    const connect = guardedConnector(this.#options, connecting);
    const target = { hostname: hostOf(url), host: url.host, port };
    // Opens plain TCP first, even for TLS: only a TCP socket can be reset.
    connect({ ...target, protocol: "http:" }, (...[error, tcp]) => {
      if (error !== null) return settle(error, null);
      this.#keep(tcp);
      if (url.protocol === "http:") return settle(null, { tcp, stream: tcp });
      connect({ ...target, protocol: "https:", httpSocket: tcp }, (...[failure, stream]) => {
        if (failure === null) return settle(null, { tcp, stream });
        tcp.destroy();
        settle(failure, null);
      });
    });
    return giveUp;
  }

  /** Ends every connection, also those still being opened. */
  close(): void {
    this.#isClosed = true;
    const closed = coded("ECONNABORTED", "The sender was closed.");
    for (const giveUp of [...this.#giveUps]) giveUp(closed);
    for (const socket of [...this.#open]) socket.destroy(closed);
  }

  #keep(tcp: Socket): void {
    this.#open.add(tcp);
    tcp.once("close", () => this.#open.delete(tcp));
  }
}

/** Sends a RST, and nothing before it. */
export function resetNow(tcp: Socket): void {
  // `resetAndDestroy` ends the stream first, which would send a FIN; so the FIN of this socket is suppressed.
  Object.assign(tcp, { _final: (done: () => void) => done() });
  tcp.resetAndDestroy();
}

function coded(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
