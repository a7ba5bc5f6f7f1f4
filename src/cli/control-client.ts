import { ERROR_CODES, type ErrorCode, SmartLeadMockError } from "../base/errors.ts";
import type { Connection } from "./connection.ts";

/** Real ms that a call may take: ten thousand events in one call take a second or two. */
const CALL_TIMEOUT_MS = 60_000;

/** The control API of a running mock (PRODUCT §7). */
export interface ControlClient {
  get<Answer>(path: string, query?: Readonly<Record<string, string | number | undefined>>): Promise<Answer>;
  post<Answer>(path: string, body: unknown): Promise<Answer>;
  delete<Answer>(path: string): Promise<Answer>;
}

/**
 * Every call throws the mock's own error, or `unreachable` when nobody, or somebody else, answers, also when `timeoutMs` of real time have
 * passed.
 */
export function controlClient(connection: Connection, timeoutMs = CALL_TIMEOUT_MS): ControlClient {
  const call = <Answer>(path: string, asked: Call) => answerOf<Answer>(connection, path, { ...asked, timeoutMs });
  return {
    get: (path, query = {}) => {
      const search = new URLSearchParams();
      for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value));
      return call(search.size === 0 ? path : `${path}?${search}`, { method: "GET" });
    },
    post: (path, body) => call(path, { method: "POST", body: JSON.stringify(body) }),
    delete: (path) => call(path, { method: "DELETE" }),
  };
}

export function unreachable(url: string, cause?: unknown): SmartLeadMockError {
  return new SmartLeadMockError(
    "unreachable",
    `No mock answers at ${url}; start one with smartlead-mock start, or name it with --connect URL.`,
    { cause },
  );
}

interface Call {
  readonly method: string;
  readonly body?: string;
}

async function answerOf<Answer>(
  { url, token }: Connection,
  path: string,
  { method, body, timeoutMs }: Call & { readonly timeoutMs: number },
): Promise<Answer> {
  const headers = {
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };
  const init = { method, headers, redirect: "manual", signal: AbortSignal.timeout(timeoutMs) } as const;
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(`${url}/_mock${path}`, body === undefined ? init : { ...init, body });
    answer = await response.json();
  } catch (cause) {
    throw cause instanceof SyntaxError ? notTheMock(url, cause) : unreachable(url, cause);
  }
  if (!response.ok) throw errorOf(url, response.status, answer);
  // Anyone who answers to /_mock/health and the like is of our own kind; its answers are as PRODUCT §7 has them.
  return answer as Answer;
}

function errorOf(url: string, status: number, answer: unknown): SmartLeadMockError {
  const error = typeof answer === "object" && answer !== null && "error" in answer ? answer.error : null;
  if (typeof error !== "object" || error === null || !("message" in error) || typeof error.message !== "string")
    return notTheMock(url);
  if (status === 401)
    return new SmartLeadMockError(
      "forbidden",
      `${error.message.replace(/\.$/, "")}; give the mock's token with --token.`,
    );
  const code =
    "code" in error && typeof error.code === "string" && isErrorCode(error.code) ? error.code : "bad_request";
  return new SmartLeadMockError(code, error.message);
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CODES, code);
}

function notTheMock(url: string, cause?: unknown): SmartLeadMockError {
  return new SmartLeadMockError(
    "unreachable",
    `What answers at ${url} is no smartlead-mock; name the mock with --connect URL.`,
    { cause },
  );
}
