/** The effect of `api-*` faults on a call of SmartLead's REST API. Pure: the server, msw and callers in the process each carry it out. */
import type { ApiEffect, CallSubject } from "./selecting.ts";

type ApiStatus = Extract<ApiEffect, { readonly kind: "api-status" }>;

/** The source of rules for calls: the mock's fault registry. Each call is looked up once. */
export interface ApiFaultRegistry {
  forCall(call: CallSubject): readonly ApiEffect[];
}

export interface ApiFaultAnswer {
  readonly status: number;
  /** Sent as JSON. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** The decision about a call, applied in this order: wait, then break the connection, or answer in the operation's place. */
export interface ApiFaultDecision {
  /** Real milliseconds. */
  readonly latencyMs: number;
  readonly reset: boolean;
  /** If it is not `null`, the operation is not performed. */
  readonly response: ApiFaultAnswer | null;
}

/** The call is answered normally. */
export const NO_API_FAULT: ApiFaultDecision = { latencyMs: 0, reset: false, response: null };

/** Maximum delay of a call in real ms, whatever its rules add up to: no client waits longer. */
export const MAX_API_LATENCY_MS = 10 * 60_000;
/** SmartLead's limit per key and minute (smartlead.md §4 "Rate limit"; A6, standard plan). */
const CALLS_PER_MINUTE = 60;
/** Seconds after which a call may be made again, where the rule names none. */
const USUAL_RETRY_AFTER_S = 1;

/** The faults of this call. `nowMs` is real epoch ms. */
export function decideApiFaults(book: ApiFaultRegistry, call: CallSubject, nowMs: number): ApiFaultDecision {
  const faults = book.forCall(call);
  return faults.length === 0 ? NO_API_FAULT : decided(faults, nowMs);
}

/** Latencies add up. The registry gives one fault that decides the answer; of several, a reset wins, then the first status. */
function decided(faults: readonly ApiEffect[], nowMs: number): ApiFaultDecision {
  const latencyMs = faults.reduce((sum, fault) => sum + (fault.kind === "api-latency" ? fault.by : 0), 0);
  const reset = faults.some(({ kind }) => kind === "api-reset");
  const status = faults.find((fault) => fault.kind === "api-status");
  return {
    latencyMs: Math.min(latencyMs, MAX_API_LATENCY_MS),
    reset,
    response: reset || status === undefined ? null : answerOf(status, nowMs),
  };
}

function answerOf(fault: ApiStatus, nowMs: number): ApiFaultAnswer {
  // Live SmartLead answers this way for missing records (smartlead.md §4 "Conventions", E4).
  if (fault.empty) return { status: 200, body: {}, headers: {} };
  const answer =
    fault.status === 429 ? tooManyCalls(fault.retry_after ?? USUAL_RETRY_AFTER_S, nowMs) : otherAnswer(fault);
  return fault.body === undefined ? answer : { ...answer, body: fault.body };
}

function otherAnswer({ status, retry_after }: ApiStatus): ApiFaultAnswer {
  return {
    status,
    body: bodyOf(status),
    headers: retry_after === undefined ? {} : { "retry-after": `${retry_after}` },
  };
}

/** In the format of the mock's own rate limit (smartlead.md §4 "429"; A6). */
function tooManyCalls(seconds: number, nowMs: number): ApiFaultAnswer {
  const message = `Rate limit exceeded. Try again in ${seconds} seconds.`;
  return {
    status: 429,
    body: { error: { code: "RATE_LIMIT_EXCEEDED", message, retry_after: seconds } },
    headers: {
      "x-ratelimit-limit": String(CALLS_PER_MINUTE),
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": String(Math.ceil(nowMs / 1_000) + seconds),
      "retry-after": String(seconds),
    },
  };
}

const REASONS: Readonly<Record<number, string>> = {
  400: "Bad Request",
  403: "Forbidden",
  404: "Resource not found",
  408: "Request Timeout",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** In SmartLead's format: a bad key has `message`, everything else `error` (smartlead.md §4 "Conventions"; A5, B2, E4, E8). */
function bodyOf(status: number): unknown {
  if (status >= 200 && status < 300) return {};
  return status === 401 ? { message: "Invalid API Key" } : { error: REASONS[status] ?? `Error ${status}` };
}
