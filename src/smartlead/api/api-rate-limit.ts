import { ownValue } from "../../base/own-value.ts";
import type { OperationResponse } from "./operation.ts";

/** How many calls a key may make in a window of time (smartlead.md §4 "Rate limit"; A6, C3, E8). */
export interface RateLimit {
  readonly calls: number;
  readonly windowMs: number;
}

/** Maximum keys that are counted, the oldest dropped first: more than an account has. */
const MAX_KEYS = 1_000;

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, min: 60_000, m: 60_000, h: 3_600_000 };

/** Reads `60/min`, `10/2s`; `null` when it is not one. */
export function parseRateLimit(text: string): RateLimit | null {
  const parts = /^(\d{1,6})\/(\d{0,4})(s|min|m|h)$/.exec(text.trim());
  const [calls, amount] = [Number(parts?.[1]), Number(parts?.[2] || 1)];
  const unit = ownValue(UNIT_MS, parts?.[3] ?? "");
  return unit === undefined || calls === 0 || amount === 0 ? null : { calls, windowMs: amount * unit };
}

interface Window {
  readonly endsAt: number;
  count: number;
}

/** Counts the calls of each key in windows of fixed length, in real time, since callers are real programs. */
export class RateLimiter {
  readonly #limit: RateLimit;
  readonly #now: () => number;
  readonly #windows = new Map<string, Window>();

  /** `now` gives real epoch ms. */
  constructor(limit: RateLimit, now: () => number) {
    this.#limit = limit;
    this.#now = now;
  }

  /** Counts one call; the headers that go with every answer, and the refusal if the limit is exceeded. */
  take(key: string): {
    readonly headers: Readonly<Record<string, string>>;
    readonly refusal: OperationResponse | null;
  } {
    const now = this.#now();
    const window = this.#windowOf(key, now);
    window.count += 1;
    const headers = {
      "x-ratelimit-limit": String(this.#limit.calls),
      "x-ratelimit-remaining": String(Math.max(0, this.#limit.calls - window.count)),
      "x-ratelimit-reset": String(Math.ceil(window.endsAt / 1_000)),
    };
    if (window.count <= this.#limit.calls) return { headers, refusal: null };
    const seconds = Math.max(1, Math.ceil((window.endsAt - now) / 1_000));
    const message = `Rate limit exceeded. Try again in ${seconds} seconds.`;
    const error = { code: "RATE_LIMIT_EXCEEDED", message, retry_after: seconds };
    return { headers: { ...headers, "retry-after": String(seconds) }, refusal: { status: 429, body: { error } } };
  }

  #windowOf(key: string, now: number): Window {
    const known = this.#windows.get(key);
    if (known !== undefined && known.endsAt > now) return known;
    const window = { endsAt: now + this.#limit.windowMs, count: 0 };
    this.#windows.delete(key);
    this.#windows.set(key, window);
    const [oldest] = this.#windows.keys();
    if (this.#windows.size > MAX_KEYS && oldest !== undefined) this.#windows.delete(oldest);
    return window;
  }
}
