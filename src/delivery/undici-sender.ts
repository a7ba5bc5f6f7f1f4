import { isIP, Socket } from "node:net";
import { type buildConnector, type Dispatcher, Pool, buildConnector as undiciConnector } from "undici";
import type { AttemptOutcome, AttemptResponse, DeliveryRequest } from "./delivery.ts";
import { RESPONSE_BODY_LIMIT_BYTES } from "./delivery.ts";
import { guardedLookup, targetRefused } from "./guarded-lookup.ts";
import type { Cut, Sender, SendResult } from "./sender.ts";
import { checkAddress, hostOf } from "./target-address.ts";

export interface UndiciSenderOptions {
  /** Hosts beyond this machine and its private network that deliveries may go to. */
  readonly allowTargets?: readonly string[];
  /** Accepts any TLS certificate. */
  readonly insecureTls?: boolean;
  /** Real ms after which a connection that is still being made is given up; `null` leaves that to the operating system. */
  readonly connectTimeoutMs?: number | null;
}

/** An idle kept-alive socket lives no longer, so that a receiver that closes idle ones is not blamed (PRODUCT §3). */
const IDLE_SOCKET_MS = 500;
/** Origins with a pool at once; the one unused for longest is closed. An account has few receivers. */
const MAX_ORIGINS = 64;

/** Sends with undici, its own timeouts, retries and redirects off: the deadline is the caller's `cut`. */
export function createUndiciSender(options: UndiciSenderOptions = {}): Sender {
  const connecting = new Set<Socket>();
  const pools = new PoolBook({ ...POOL_OPTIONS, connect: guardedConnector(options, connecting) });
  return {
    send: async (request, cut) => {
      const received: Received = { status: null, headers: {}, body: new BoundedBody() };
      let pool: Pool | null = null;
      try {
        const url = new URL(request.url);
        pool = pools.of(url.origin);
        await exchange(pool, { url, request, cut, received });
        return completeResult(received);
      } catch (error) {
        if (cut.aborted && received.status === null && pool !== null) pools.retire(pool);
        return brokenResult(error, received, cut.aborted);
      }
    },
    close: async () => {
      await pools.destroy();
      // A pool does not know its connections before they stand.
      for (const socket of connecting) socket.destroy(new Error("The sender was closed."));
    },
  };
}

/** One pool for each origin. */
class PoolBook {
  readonly #options: Pool.Options;
  readonly #current = new Map<string, Pool>();
  /** Those that take nothing more and end when what they have under way has ended. */
  readonly #retired = new Set<Pool>();

  constructor(options: Pool.Options) {
    this.#options = options;
  }

  of(origin: string): Pool {
    const pool = this.#current.get(origin) ?? new Pool(origin, this.#options);
    // Set anew, so that the one used last is the last to go.
    this.#current.delete(origin);
    this.#current.set(origin, pool);
    const oldest = this.#current.values().next().value;
    if (this.#current.size > MAX_ORIGINS && oldest !== undefined) this.retire(oldest);
    return pool;
  }

  /** A connection that hangs would swallow the next request too; later ones get a new pool. */
  retire(pool: Pool): void {
    if (this.#retired.has(pool)) return;
    for (const [origin, current] of this.#current) if (current === pool) this.#current.delete(origin);
    this.#retired.add(pool);
    void pool.close().then(() => this.#retired.delete(pool));
  }

  async destroy(): Promise<void> {
    await Promise.all([...this.#current.values(), ...this.#retired].map((pool) => pool.destroy()));
  }
}

const POOL_OPTIONS = {
  keepAliveTimeout: IDLE_SOCKET_MS,
  keepAliveMaxTimeout: IDLE_SOCKET_MS,
  headersTimeout: 0,
  bodyTimeout: 0,
  pipelining: 1,
} as const;

interface Received {
  status: number | null;
  headers: AttemptResponse["headers"];
  readonly body: BoundedBody;
}

interface Exchange {
  readonly url: URL;
  readonly request: DeliveryRequest;
  readonly cut: Cut | AbortSignal;
  readonly received: Received;
}

async function exchange(pool: Pool, { url, request, cut, received }: Exchange): Promise<void> {
  const answer = await pool.request({
    path: `${url.pathname}${url.search}`,
    method: "POST",
    headers: requestHeaders(url, request),
    body: request.body,
    signal: cut,
  });
  received.status = answer.statusCode;
  received.headers = headersOf(answer);
  for await (const chunk of answer.body) received.body.take(chunk as Buffer);
}

/** Credentials in the URL become Basic authorization, as in any HTTP client. */
function requestHeaders(url: URL, request: DeliveryRequest): Record<string, string> {
  if (url.username === "" && url.password === "") return request.headers;
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return { ...request.headers, Authorization: `Basic ${Buffer.from(credentials).toString("base64")}` };
}

function headersOf(answer: Dispatcher.ResponseData): AttemptResponse["headers"] {
  const headers: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined) headers[name] = value;
  }
  return headers;
}

/** Keeps the beginning of an answer, counts and drops the rest. */
class BoundedBody {
  readonly #chunks: Buffer[] = [];
  #kept = 0;
  bytes = 0;

  take(chunk: Buffer): void {
    this.bytes += chunk.length;
    const room = RESPONSE_BODY_LIMIT_BYTES - this.#kept;
    if (room <= 0) return;
    // A copy, so that a slice does not keep the socket's whole buffer alive.
    const part = chunk.length <= room ? chunk : Buffer.from(chunk.subarray(0, room));
    this.#chunks.push(part);
    this.#kept += part.length;
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString("utf8");
  }

  get isTruncated(): boolean {
    return this.bytes > this.#kept;
  }
}

function completeResult(received: Received): SendResult {
  return {
    outcome: outcomeOf(received.status ?? 0),
    status: received.status,
    error: null,
    response: responseOf(received),
  };
}

function brokenResult(error: unknown, received: Received, wasCut: boolean): SendResult {
  const code = codeOf(error);
  const text = error instanceof Error ? error.message : String(error);
  // A connection that hangs is a timeout, also where ours to give it up comes before the attempt's deadline.
  const isTimeout = wasCut || code === "UND_ERR_CONNECT_TIMEOUT";
  return {
    outcome: isTimeout ? "timeout" : "network_error",
    status: received.status,
    error: wasCut ? "TIMEOUT: no complete answer within the timeout" : `${code}: ${text}`,
    response: received.status === null ? null : responseOf(received),
  };
}

function responseOf(received: Received): AttemptResponse {
  return {
    headers: received.headers,
    body: received.body.text(),
    bytes: received.body.bytes,
    truncated: received.body.isTruncated,
  };
}

/** PRODUCT §3; smartlead.md §1 rows 2xx to 5xx. Anything above 599 is not HTTP's and counts as the receiver's own error. */
export function outcomeOf(status: number): AttemptOutcome {
  if (status >= 200 && status < 300) return "success";
  if (status >= 300 && status < 400) return "redirect";
  if (status >= 400 && status < 500) return "rejected";
  return "server_error";
}

/** The most telling code of an error: that of its cause where the error itself only wraps it. */
function codeOf(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ("code" in at && typeof at.code === "string" && at.code !== "") return at.code;
    if (at instanceof AggregateError && at.errors.length > 0) return codeOf(at.errors[0]);
  }
  return error instanceof Error ? error.name : "ERROR";
}

/** Judges where a connection goes; `connecting` holds the sockets that do not stand yet. */
function guardedConnector(options: UndiciSenderOptions, connecting: Set<Socket>): buildConnector.connector {
  const allowTargets = options.allowTargets ?? [];
  const connector = undiciConnector({
    timeout: options.connectTimeoutMs ?? 0,
    lookup: guardedLookup(allowTargets),
    rejectUnauthorized: options.insecureTls !== true,
    allowH2: false,
  });
  return (target, callback) => {
    const host = hostOf(new URL(`${target.protocol}//${target.hostname}`));
    // A literal address is never looked up, so it is judged here.
    const verdict = isIP(host) === 0 ? null : checkAddress(host, host, allowTargets);
    if (verdict !== null && !verdict.ok) return callback(targetRefused(verdict.reason), null);
    const socket: unknown = connector(target, (...result) => {
      if (socket instanceof Socket) connecting.delete(socket);
      callback(...result);
    });
    if (socket instanceof Socket) connecting.add(socket);
  };
}
