import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { SmartLeadMockError } from "../../base/errors.ts";
import {
  BodyBudget,
  type BodyEnd,
  headerOf,
  type InboundRequest,
  MAX_BODY_BYTES,
  readBody,
} from "./inbound-request.ts";

/** Maximum concurrent deliveries: SmartLead's bursts are far smaller, and each one holds a connection to the receiver. */
export const MAX_IN_FLIGHT = 256;
/** Maximum concurrent connections from outside: twice the deliveries, because some wait and tunnels keep others open. */
export const MAX_CONNECTIONS = 512;
/** Real ms within which the headers of a request must arrive. */
export const HEADERS_WITHIN_MS = 10_000;
/** Real ms within which a whole request must arrive: SmartLead gives up after 30 s (smartlead.md §1). */
export const REQUEST_WITHIN_MS = 30_000;
/** Real ms between two checks for requests that take too long. */
const LOOK_EVERY_MS = 1_000;
/** Real ms that an idle connection stays open: longer than tunnels keep theirs open, so that the tunnel closes first. */
const IDLE_MS = 90_000;
/** Maximum bytes of a request's headers. */
const MAX_HEADER_BYTES = 32 * 1024;

/** Why a request was refused. */
export interface Refusal {
  readonly status: number;
  readonly why: string;
}

export interface ListenerOptions {
  readonly host: string;
  /** 0 uses a free port. */
  readonly port: number;
  /** The only path that accepts deliveries. */
  readonly path: string;
  /** Takes a delivery and answers it. */
  readonly onDelivery: (arrived: InboundRequest, response: ServerResponse) => Promise<void>;
  /** Called when that fails, which is a bug; the connection is reset, and later deliveries are still accepted. */
  readonly onDefect: (error: unknown) => void;
  readonly onRefused: (refusal: Refusal) => void;
  /** Real ms a whole request may take; `REQUEST_WITHIN_MS` by default. */
  readonly requestWithinMs?: number;
}

export interface ExposedListener {
  readonly port: number;
  /** Accepts no further requests; those in flight may finish. */
  stop(): void;
  /** Closes every connection. */
  close(): Promise<void>;
}

/**
 * The only endpoint that is open to the outside: it accepts POST to its path, and answers 404 to everything else. It never exposes the
 * control API. Throws `port_in_use` or `usage`.
 */
export async function openListener(options: ListenerOptions): Promise<ExposedListener> {
  const admission = new AdmissionControl(options);
  const requestTimeout = options.requestWithinMs ?? REQUEST_WITHIN_MS;
  const server = createServer(
    {
      headersTimeout: Math.min(HEADERS_WITHIN_MS, requestTimeout),
      requestTimeout,
      connectionsCheckingInterval: Math.min(LOOK_EVERY_MS, requestTimeout),
      keepAliveTimeout: IDLE_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    (request, response) => admission.take(request, response),
  );
  server.maxConnections = MAX_CONNECTIONS;
  server.on("clientError", (error, socket) => admission.broken(error, socket));
  await listening(server, options);
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    stop: () => {
      admission.isClosing = true;
      server.close();
      server.closeIdleConnections();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

class AdmissionControl {
  readonly #options: ListenerOptions;
  readonly #budget = new BodyBudget();
  /** The request in progress on each connection: the next one on it waits, so that none overtakes another. */
  readonly #onConnection = new WeakMap<IncomingMessage["socket"], Promise<void>>();
  #inFlight = 0;
  isClosing = false;

  constructor(options: ListenerOptions) {
    this.#options = options;
  }

  take(request: IncomingMessage, response: ServerResponse): void {
    const refusal = this.#refusalOf(request);
    if (refusal !== null) {
      this.#refuse(request, response, refusal);
      return;
    }
    this.#inFlight += 1;
    const { socket } = request;
    const read = readBody(request, this.#budget);
    const before = this.#onConnection.get(socket) ?? Promise.resolve();
    const done = Promise.all([read, before])
      .then(([end]) => this.#passOn(request, response, end))
      .finally(() => {
        this.#inFlight -= 1;
      });
    this.#onConnection.set(socket, done);
  }

  /** Answers a request that is not HTTP, or that arrives too slowly. */
  broken(error: Error, socket: { writable: boolean; end(text: string): unknown; destroy(): unknown }): void {
    const code = "code" in error ? error.code : "";
    if (code === "ECONNRESET" || !socket.writable) return void socket.destroy();
    const isLate = code === "ERR_HTTP_REQUEST_TIMEOUT";
    const isLong = code === "HPE_HEADER_OVERFLOW";
    const [status, text, why] = isLate
      ? [408, "Request Timeout", "the request arrived too slowly"]
      : isLong
        ? [431, "Request Header Fields Too Large", `its headers are longer than ${MAX_HEADER_BYTES / 1024} KiB`]
        : [400, "Bad Request", "it is not HTTP"];
    this.#options.onRefused({ status, why });
    socket.end(`HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }

  #refusalOf({ method, url = "", headers }: IncomingMessage): Refusal | null {
    const [path] = url.split("?", 1);
    if (method !== "POST" || !isPath(path, this.#options.path))
      return { status: 404, why: "only POST to the configured path is accepted" };
    if (Number(headers["content-length"] ?? 0) > MAX_BODY_BYTES) return TOO_LARGE;
    if (this.#inFlight >= MAX_IN_FLIGHT)
      return { status: 503, why: `${MAX_IN_FLIGHT} deliveries are already in flight` };
    return null;
  }

  async #passOn(request: IncomingMessage, response: ServerResponse, end: BodyEnd): Promise<void> {
    if (end.kind !== "whole") {
      const refusal = UNREADABLE[end.kind];
      if (end.kind === "broken-off") this.#options.onRefused(refusal);
      else this.#refuse(request, response, refusal);
      return;
    }
    try {
      await this.#options.onDelivery(inboundOf(request, end.body), response);
    } catch (error) {
      response.destroy();
      this.#options.onDefect(error);
    } finally {
      end.release();
    }
  }

  /** The rest of the body is discarded as it arrives, so that the sender reads the answer; the time limit of a request bounds it. */
  #refuse(request: IncomingMessage, response: ServerResponse, { status, why }: Refusal): void {
    this.#options.onRefused({ status, why });
    const body = `${JSON.stringify({ error: { code: "refused", message: `Refused: ${why}.` } })}\n`;
    const retry = status === 503 ? { "Retry-After": "5" } : {};
    response.writeHead(status, {
      "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(body),
      ...retry,
    });
    response.end(body);
    let drained = 0;
    request.on("data", (chunk: Buffer) => {
      drained += chunk.length;
      if (drained > MAX_DRAINED_BYTES) request.destroy();
    });
  }
}

/** Maximum bytes of a refused body that are read and discarded, so that its sender gets to reading the answer. */
const MAX_DRAINED_BYTES = 100 * 1024 * 1024;

const TOO_LARGE: Refusal = { status: 413, why: `its body is longer than ${MAX_BODY_BYTES / 1024 / 1024} MiB` };

const UNREADABLE: Readonly<Record<Exclude<BodyEnd["kind"], "whole">, Refusal>> = {
  "too-large": TOO_LARGE,
  "no-room": { status: 503, why: "too many bytes are already in flight" },
  "broken-off": { status: 400, why: "the request ended early" },
};

/** A trailing slash makes no difference: users register the address with or without it. */
function isPath(path: string | undefined, wanted: string): boolean {
  return path === wanted || (wanted !== "/" && (path === `${wanted}/` || `${path}/` === wanted));
}

function inboundOf({ rawHeaders, url = "" }: IncomingMessage, body: Buffer): InboundRequest {
  const mark = url.indexOf("?");
  const search = mark === -1 ? "" : url.slice(mark);
  const host = headerOf(rawHeaders, "x-forwarded-host") ?? headerOf(rawHeaders, "host") ?? "";
  const scheme = (headerOf(rawHeaders, "x-forwarded-proto") ?? "http").split(",")[0]?.trim();
  return { rawHeaders, search, body, url: `${scheme}://${host}${url}` };
}

function listening(server: Server, { host, port }: ListenerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => reject(listenFailure(cause, host, port)));
    server.listen(port, host, () => resolve());
  });
}

function listenFailure(cause: Error, host: string, port: number): Error {
  const code = "code" in cause ? cause.code : null;
  if (code === "EADDRINUSE") {
    const sentence = `Port ${port} on ${host} is in use; stop the program that uses it, or choose another --listen (0 takes a free one).`;
    return new SmartLeadMockError("port_in_use", sentence, { cause });
  }
  const sentence = `--listen ${host}:${port} cannot be opened (${code ?? cause.message}); give an address of this machine and a port over 1023.`;
  return new SmartLeadMockError("usage", sentence, { cause });
}
