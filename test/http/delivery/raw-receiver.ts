import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";

export interface RawRequest {
  /** Everything up to the empty line, as it came over the wire. */
  readonly head: string;
  readonly body: Buffer;
}

export interface RawReceiver {
  readonly port: number;
  readonly url: string;
  readonly requests: readonly RawRequest[];
  /** Connections that were made to it, and those that still stand. */
  readonly connections: number;
  readonly openConnections: number;
  /** Resolves when so many connections have been made. */
  connected(count: number): Promise<void>;
  /** Resolves when so many requests have come completely. */
  got(count: number): Promise<void>;
  /** Resolves when no connection stands any longer. */
  allClosed(): Promise<void>;
  close(): Promise<void>;
}

export interface RawBehaviour {
  /** A whole request has come; `number` is 1 for the first in all. */
  readonly onRequest?: (socket: Socket, request: RawRequest, number: number) => void;
  readonly onConnection?: (socket: Socket, number: number) => void;
}

/** A receiver that speaks bytes, so that it can misbehave in every way. */
export async function startRawReceiver({ onRequest, onConnection }: RawBehaviour): Promise<RawReceiver> {
  const requests: RawRequest[] = [];
  const sockets = new Set<Socket>();
  const waiting = new Set<() => void>();
  let connections = 0;
  const check = () => {
    for (const look of waiting) look();
  };
  const when = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!isSo()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => {
      sockets.delete(socket);
      check();
    });
    if (onConnection !== undefined) onConnection(socket, connections);
    else {
      readRequests(socket, (request) => {
        requests.push(request);
        onRequest?.(socket, request, requests.length);
        check();
      });
    }
    check();
  });
  const port = await listen(server);
  return {
    port,
    url: `http://127.0.0.1:${port}/hook`,
    requests,
    get connections() {
      return connections;
    },
    get openConnections() {
      return sockets.size;
    },
    connected: (count) => when(() => connections >= count),
    got: (count) => when(() => requests.length >= count),
    allClosed: () => when(() => sockets.size === 0),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

export function answer(status: number, body = "", headers: Record<string, string> = {}): string {
  const lines = Object.entries({ "Content-Length": String(Buffer.byteLength(body)), ...headers });
  return `HTTP/1.1 ${status} Status\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${body}`;
}

/** A port of this machine that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Lets the event loop read and write what is ready, a few times over. */
export async function turns(count = 20): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

function readRequests(socket: Socket, onRequest: (request: RawRequest) => void): void {
  let buffered = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    buffered = Buffer.concat([buffered, chunk]);
    for (;;) {
      const end = buffered.indexOf("\r\n\r\n");
      if (end < 0) return;
      const head = buffered.subarray(0, end).toString("latin1");
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (buffered.length < end + 4 + length) return;
      const body = buffered.subarray(end + 4, end + 4 + length);
      buffered = buffered.subarray(end + 4 + length);
      onRequest({ head, body });
    }
  });
}
