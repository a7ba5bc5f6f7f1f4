import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";

/** One connection as its receiving end saw it. */
export interface SeenConnection {
  readonly socket: Socket;
  /** Everything that came, as it came. */
  readonly bytes: Buffer;
  readonly head: string;
  readonly body: Buffer;
  /** How many bytes of the body were there when (`performance.now()`), each time some had come. */
  readonly arrivals: readonly { readonly atMs: number; readonly bytes: number }[];
  /** How the other end ended it: a FIN, an error's code (`ECONNRESET` after a RST), or not yet. */
  readonly end: "fin" | string | null;
}

export interface WireReceiver {
  readonly url: string;
  readonly port: number;
  readonly seen: readonly SeenConnection[];
  /** Resolves once it holds; looked at whenever something has come or ended. */
  until(holds: () => boolean): Promise<void>;
  close(): Promise<void>;
}

/** Called whenever something has come, and when the other end closes its side. */
export type OnChange = (connection: SeenConnection, index: number) => void;

/** Keeps bytes and ends of connections; never closes by itself. */
export async function startWireReceiver(
  onChange: OnChange = () => {},
  tls: { readonly key: string; readonly cert: string } | null = null,
): Promise<WireReceiver> {
  const seen: Seen[] = [];
  const waiting = new Set<() => void>();
  const take = (socket: Socket) => {
    const connection = new Seen(socket);
    const index = seen.push(connection) - 1;
    const changed = () => {
      onChange(connection, index);
      for (const look of [...waiting]) look();
    };
    connection.watch(changed);
  };
  const options = { allowHalfOpen: true };
  const server = tls === null ? createServer(options, take) : createTlsServer({ ...options, ...tls }, take);
  // A handshake that fails brings no TLS connection, and its half-open TCP one is ours to end.
  const accepted = new Set<Socket>();
  server.on("connection", (socket: Socket) => accepted.add(socket));
  const port = await listen(server);
  return {
    url: `${tls === null ? "http" : "https"}://localhost:${port}/hook?a=1`,
    port,
    seen,
    until: (holds) =>
      new Promise((resolve) => {
        const look = () => {
          if (!holds()) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    close: () => {
      for (const { socket } of seen) socket.destroy();
      for (const socket of accepted) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

class Seen implements SeenConnection {
  bytes = Buffer.alloc(0);
  readonly arrivals: { readonly atMs: number; readonly bytes: number }[] = [];
  end: string | null = null;

  constructor(readonly socket: Socket) {}

  watch(changed: () => void): void {
    this.socket.on("data", (chunk: Buffer) => {
      const before = this.body.length;
      this.bytes = Buffer.concat([this.bytes, chunk]);
      const bytes = this.body.length;
      if (bytes > before) this.arrivals.push({ atMs: performance.now(), bytes });
      changed();
    });
    this.socket.on("end", () => {
      this.end ??= "fin";
      changed();
    });
    this.socket.on("error", (error: NodeJS.ErrnoException) => {
      // An error after a FIN is how our own answers fail.
      this.end ??= error.code ?? error.message;
      changed();
    });
    this.socket.on("close", changed);
  }

  get head(): string {
    const end = this.bytes.indexOf("\r\n\r\n");
    return end < 0 ? "" : this.bytes.subarray(0, end).toString("latin1");
  }

  get body(): Buffer {
    const end = this.bytes.indexOf("\r\n\r\n");
    return end < 0 ? Buffer.alloc(0) : this.bytes.subarray(end + 4);
  }
}

async function listen(server: Server): Promise<number> {
  // Dual-stack, as `localhost` may be either.
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return (server.address() as AddressInfo).port;
}
