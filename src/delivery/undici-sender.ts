import type { Socket } from "node:net";
import type { Pool } from "undici";
import UndiciPool from "undici/lib/dispatcher/pool.js";
import { BoundedMap } from "../base/bounded-map.ts";
import { readStrictly } from "./answer-parser.ts";
import type { DeliveryRequest } from "./delivery.ts";
import { type ConnectorOptions, guardedConnector } from "./guarded-connector.ts";
import type { Sender } from "./sender.ts";
import { requestHeaders, UndiciHandler } from "./undici-handler.ts";

/** Real ms after which an idle keep-alive socket is closed, so that a receiver that closes idle ones is not blamed (PRODUCT §3). */
const IDLE_SOCKET_MS = 500;
/** Maximum number of origins with a pool; the least recently used one is closed. An account has few receivers. */
const MAX_ORIGINS = 64;

export interface UndiciSenderOptions extends ConnectorOptions {
  /** Opens a new connection for each request (`Connection: close`). */
  readonly freshConnections?: boolean;
}

/** Sends with undici, with its timeouts, retries and redirects disabled: the caller's `cut` is the deadline. */
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
      // A pool does not know connections that are still being opened.
      for (const socket of connecting) socket.destroy(new Error("The sender was closed."));
    },
  };
}

/** Options of a request for undici, with or without wire faults. */
export function dispatchOptions(url: URL, request: DeliveryRequest) {
  const path = `${url.pathname}${url.search}`;
  return { path, method: "POST", headers: requestHeaders(url, request), body: bodyOf(request) } as const;
}

/** Bytes if the body is not text. */
function bodyOf({ body, body_base64: base64 }: DeliveryRequest): string | Buffer {
  return base64 === undefined ? body : Buffer.from(base64, "base64");
}

/** Disables undici's own timeouts, and allows one request at a time per connection. */
export const POOL_OPTIONS = {
  keepAliveTimeout: IDLE_SOCKET_MS,
  keepAliveMaxTimeout: IDLE_SOCKET_MS,
  headersTimeout: 0,
  bodyTimeout: 0,
  pipelining: 1,
} as const;

/** Caches parsed URLs; a mock has as many as webhooks. */
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
  /** Pools that accept no more requests and close when their current ones have ended. */
  readonly #retired = new Set<Pool>();

  constructor(options: Pool.Options) {
    this.#options = options;
  }

  of(origin: string): Pool {
    const known = this.#current.get(origin);
    if (known !== undefined && this.#current.size === 1) return known;
    const pool = known ?? readStrictly(new UndiciPool(origin, this.#options));
    // Inserted again, so that the most recently used pool is evicted last.
    this.#current.delete(origin);
    this.#current.set(origin, pool);
    const oldest = this.#current.values().next().value;
    if (this.#current.size > MAX_ORIGINS && oldest !== undefined) this.retire(oldest);
    return pool;
  }

  /** A hanging connection would block the next request too, so later requests get a new pool. */
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
