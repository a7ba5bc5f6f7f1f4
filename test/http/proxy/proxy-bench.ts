import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { type ProxyOptions, type RunningProxy, startProxy } from "../../../src/capture/proxy/start-proxy.ts";
import type { Delivery } from "../../../src/delivery/delivery.ts";
import { createMock } from "../../../src/mock/create-mock.ts";
import type { MockOptions, SmartLeadMock } from "../../../src/mock/mock.ts";
import { closersAfterEach } from "../../closers.ts";
import { USUAL_PROXY } from "./usual-proxy.ts";

const closers = closersAfterEach();

/** Closes it after the test, whatever was opened last first. */
export function closing(close: () => Promise<unknown>): void {
  closers.push(close);
}

export interface Got {
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

export interface Receiver {
  readonly url: string;
  readonly got: Got[];
  /** Resolves once so many requests have come. */
  count(wanted: number): Promise<void>;
}

/** A receiver that keeps what it gets, byte for byte. */
export async function aReceiver(
  answer: (response: ServerResponse, got: Got, count: number) => void = (response) =>
    response.end('{"status":"processed"}'),
  path = "/hook",
): Promise<Receiver> {
  const got: Got[] = [];
  const watchers = new Set<() => void>();
  const server = createServer((request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const one = { url: request.url ?? "", rawHeaders: request.rawHeaders, body: Buffer.concat(chunks) };
      got.push(one);
      answer(response, one, got.length);
      for (const watcher of watchers) watcher();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    got,
    count: (wanted) =>
      new Promise((resolve) => {
        const look = () => (got.length >= wanted ? resolve() : undefined);
        watchers.add(look);
        look();
      }),
  };
}

export interface CheckContext {
  readonly mock: SmartLeadMock;
  readonly proxy: RunningProxy;
  /** Every delivery, oldest first, as the journal has them. */
  deliveries(): readonly Delivery[];
  /** Resolves once so many deliveries have settled. */
  settled(count: number): Promise<readonly Delivery[]>;
}

export async function aProxy(
  target: string,
  given: Partial<ProxyOptions> = {},
  options: MockOptions = {},
): Promise<CheckContext> {
  const mock = createMock({ target, run: "test", ...options });
  closing(() => mock.close(0));
  const proxy = await startProxy({ mock, target, ...USUAL_PROXY, ...given });
  closing(() => proxy.close());
  const deliveries = () => [...mock.deliveries.list({}, { limit: 10_000, cursor: null }).data].reverse();
  const settled = (count: number) =>
    new Promise<readonly Delivery[]>((resolve) => {
      const look = () => {
        const ended = deliveries().filter(({ settled_at }) => settled_at !== null);
        if (ended.length >= count) resolve(ended);
      };
      mock.journal.subscribe(look);
      look();
    });
  return { mock, proxy, deliveries, settled };
}

export interface Answer {
  readonly status: number;
  readonly reason: string;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** POSTs these bytes with just these headers, on a connection of its own. Rejects when no complete answer comes. */
export function post(
  url: string,
  body: string | Buffer,
  headers: readonly string[] = ["Content-Type", "application/json"],
  method = "POST",
): Promise<Answer> {
  const bytes = Buffer.from(body);
  const { host } = new URL(url);
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, {
      method,
      agent: false,
      headers: ["Host", host, ...headers, "Content-Length", String(bytes.length)],
    });
    request.on("error", reject);
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const { statusCode = 0, statusMessage = "", rawHeaders } = response;
        resolve({ status: statusCode, reason: statusMessage, rawHeaders, body: Buffer.concat(chunks) });
      });
    });
    request.end(bytes);
  });
}

/** Speaks bytes on a socket; `read` gives what has come when the other side has closed, or once it fits. */
export function dial(url: string): {
  readonly socket: Socket;
  until(pattern: RegExp): Promise<string>;
  readonly closed: Promise<string>;
} {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = "";
  const watchers = new Set<() => void>();
  socket.on("data", (chunk) => {
    text += chunk.toString("latin1");
    for (const watcher of watchers) watcher();
  });
  socket.on("error", () => {});
  closing(async () => socket.destroy());
  return {
    socket,
    until: (pattern) =>
      new Promise((resolve) => {
        const look = () => (pattern.test(text) ? resolve(text) : undefined);
        watchers.add(look);
        look();
      }),
    closed: new Promise((resolve) => socket.on("close", () => resolve(text))),
  };
}
