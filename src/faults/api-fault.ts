/** What `api-*` faults do to a call of SmartLead's REST API. Pure: the server, msw and callers in the process each carry it out. */

/** A call as selectors see it. */
export interface ApiCall {
  /** The operation's id, such as `campaigns.status`. */
  readonly operation: string;
  readonly method: string;
  /** Below `/api/v1`, without the query. */
  readonly path: string;
}

/** A fault that was chosen for a call, with its numbers. */
export type ApiFault =
  | {
      readonly kind: "api-status";
      readonly status: number;
      /** Seconds; `null` = no Retry-After. */
      readonly retryAfterS: number | null;
      /** The answer is a 200 with `{}`, as live does for what is missing (smartlead.md §4 "Conventions", E4). */
      readonly isEmpty: boolean;
    }
  | { readonly kind: "api-latency"; readonly byMs: number }
  | { readonly kind: "api-reset" };

export interface ApiFaultAnswer {
  readonly status: number;
  /** Sent as JSON. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** What is to be done with a call, in this order: wait, then break the connection, or answer in the operation's place. */
export interface ApiFaultDecision {
  /** Real milliseconds. */
  readonly latencyMs: number;
  readonly reset: boolean;
  /** Where it is not `null`, the operation is not performed. */
  readonly response: ApiFaultAnswer | null;
}

/** Nothing is wrong with the call. */
export const NO_API_FAULT: ApiFaultDecision = { latencyMs: 0, reset: false, response: null };

/** Real ms that a call is held at most, whatever its rules add up to: no client waits longer. */
export const MAX_API_LATENCY_MS = 10 * 60_000;
/** What SmartLead allows a key in a minute (smartlead.md §4 "Rate limit"; A6, standard plan). */
const CALLS_PER_MINUTE = 60;
/** Seconds until the window of the rate limit ends, where the rule names none. */
const USUAL_RESET_S = 60;

/** Latencies add up, the first status counts, and a reset leaves nothing to answer. `nowMs` is real epoch ms. */
export function decideApiFaults(faults: readonly ApiFault[], nowMs: number): ApiFaultDecision {
  if (faults.length === 0) return NO_API_FAULT;
  const latencyMs = faults.reduce((sum, fault) => sum + (fault.kind === "api-latency" ? fault.byMs : 0), 0);
  const reset = faults.some(({ kind }) => kind === "api-reset");
  const status = faults.find((fault) => fault.kind === "api-status");
  return {
    latencyMs: Math.min(latencyMs, MAX_API_LATENCY_MS),
    reset,
    response: reset || status === undefined ? null : answerOf(status, nowMs),
  };
}

function answerOf(
  { status, retryAfterS, isEmpty }: Extract<ApiFault, { kind: "api-status" }>,
  nowMs: number,
): ApiFaultAnswer {
  if (isEmpty) return { status: 200, body: {}, headers: {} };
  const retryAfter: Record<string, string> = retryAfterS === null ? {} : { "retry-after": String(retryAfterS) };
  if (status !== 429) return { status, body: bodyOf(status), headers: retryAfter };
  const seconds = retryAfterS ?? USUAL_RESET_S;
  const message = `Rate limit exceeded. Try again in ${seconds} seconds.`;
  return {
    status,
    body: { error: { code: "RATE_LIMIT_EXCEEDED", message, retry_after: seconds } },
    headers: {
      "x-ratelimit-limit": String(CALLS_PER_MINUTE),
      "x-ratelimit-remaining": "0",
      "x-ratelimit-reset": String(Math.ceil(nowMs / 1_000) + seconds),
      ...retryAfter,
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

/** As SmartLead words it: a bad key has a message, everything else an error (smartlead.md §4 "Conventions"; A5, B2, E4, E8). */
function bodyOf(status: number): unknown {
  if (status >= 200 && status < 300) return {};
  return status === 401 ? { message: "Invalid API Key" } : { error: REASONS[status] ?? `Error ${status}` };
}
