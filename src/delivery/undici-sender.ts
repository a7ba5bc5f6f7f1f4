import type { Socket } from "node:net";
import type { Pool } from "undici";
import UndiciPool from "undici/lib/dispatcher/pool.js";
import { BoundedMap } from "../base/bounded-map.ts";
import { readStrictly } from "./answer-parser.ts";
import type { DeliveryRequest } from "./delivery.ts";
import { type ConnectorOptions, guardedConnector } from "./guarded-connector.ts";
import type { Sender } from "./sender.ts";
import { requestHeaders, UndiciHandler } from "./undici-handler.ts";

/** An idle kept-alive socket lives no longer, so that a receiver that closes idle ones is not blamed (PRODUCT §3). */
const IDLE_SOCKET_MS = 500;
/** Origins with a pool at once; the one unused for longest is closed. An account has few receivers. */
const MAX_ORIGINS = 64;

export interface UndiciSenderOptions extends ConnectorOptions {
  /** Its own connection for each request (`Connection: close`). */
  readonly freshConnections?: boolean;
}

/** Sends with undici, its own timeouts, retries and redirects off: the deadline is the caller's `cut`. */
export function createUndiciSender({ freshConnections = false, ...options }: UndiciSenderOptions = {}): Sender {
  const connecting = new Set<Socket>();
  const urls = new UrlCache();
  const pools = new PoolCache({ ...POOL_OPTIONS, connect: guardedConnector(options, connecting) });
  return {
    send: (request, cut) =>
      new Promise((resolve) => {
        let pool: Pool | null = null;
        const exchange = new UndiciHandler(cut, (result) => {
          if (cut.aborted && !exchange.hasAnswer && pool !== null) pools.retire(pool);
          resolve(result);
        });
        try {
          const url = urls.of(request.url);
          pool = pools.of(url.origin);
          pool.dispatch({ ...dispatchOptions(url, request), reset: freshConnections }, exchange);
        } catch (error) {
          exchange.fail(error);
        }
      }),
    close: async () => {
      await pools.destroy();
      // A pool does not know its connections before they stand.
      for (const socket of connecting) socket.destroy(new Error("The sender was closed."));
    },
  };
}

/** What undici is asked to send, faults of the wire or not. */
export function dispatchOptions(url: URL, request: DeliveryRequest) {
  const path = `${url.pathname}${url.search}`;
  return { path, method: "POST", headers: requestHeaders(url, request), body: bodyOf(request) } as const;
}

/** Bytes where it is not a text. */
function bodyOf({ body, body_base64: base64 }: DeliveryRequest): string | Buffer {
  return base64 === undefined ? body : Buffer.from(base64, "base64");
}

/** No time limits of undici's own, and one request at a time on a connection. */
export const POOL_OPTIONS = {
  keepAliveTimeout: IDLE_SOCKET_MS,
  keepAliveMaxTimeout: IDLE_SOCKET_MS,
  headersTimeout: 0,
  bodyTimeout: 0,
  pipelining: 1,
} as const;

/** URLs as they were parsed before; a mock has as many as webhooks. */
class UrlCache {
  readonly #parsed = new BoundedMap<string, URL>(MAX_ORIGINS);

  of(text: string): URL {
    const url = this.#parsed.get(text) ?? new URL(text);
    this.#parsed.set(text, url);
    return url;
  }
}

/** One pool for each origin. */
class PoolCache {
  readonly #options: Pool.Options;
  readonly #current = new Map<string, Pool>();
  /** Those that take nothing more and end when what they have under way has ended. */
  readonly #retired = new Set<Pool>();

  constructor(options: Pool.Options) {
    this.#options = options;
  }

  of(origin: string): Pool {
    const known = this.#current.get(origin);
    if (known !== undefined && this.#current.size === 1) return known;
    const pool = known ?? readStrictly(new UndiciPool(origin, this.#options));
    // Set again, so that the one used last is the last to go.
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
