import { definedOnly } from "../../base/defined-only.ts";
import { ERROR_CODES, type ErrorCode, SmartLeadMockError } from "../../base/errors.ts";
import { printable } from "../../base/printable.ts";
import { safeText } from "../../base/safe-text.ts";
import type { AnswerOf, ControlCallName, ControlCalls } from "./control-calls.ts";
import { callForJson } from "./json-call.ts";

/**
 * Real ms that a call may take: ten thousand events in one call take a second or two, and moving the clock runs everything that becomes
 * due.
 */
const CALL_TIMEOUT_MS = 60_000;

/** How to reach a running mock. */
export interface Connection {
  /** `http://host:port`. */
  readonly url: string;
  /** The mock's `--token`, if it asks for one. */
  readonly token: string | null;
}

type CallInput<Name extends ControlCallName> = Omit<ControlCalls[Name], "answer">;
type CallArguments<Name extends ControlCallName> =
  object extends CallInput<Name> ? [input?: CallInput<Name>] : [input: CallInput<Name>];

/** The control API of a running mock (PRODUCT §7). */
export interface ControlClient {
  /**
   * Makes one call, named as in `ControlCalls`. Throws the mock's own error, or `unreachable` when there is no answer in time or another
   * program answers.
   */
  call<Name extends ControlCallName>(name: Name, ...input: CallArguments<Name>): Promise<AnswerOf<Name>>;
}

/** `timeoutMs` is real time for each call. */
export function controlClient(connection: Connection, timeoutMs = CALL_TIMEOUT_MS): ControlClient {
  return {
    call: (name, ...[input = {}]) => answerOf(connection, requestOf(name, input as CallParts), timeoutMs),
  };
}

export function unreachable(url: string, cause?: unknown): SmartLeadMockError {
  return new SmartLeadMockError(
    "unreachable",
    `No mock answers at ${shown(url)}; start one with \`smartlead-mock start\`, or name another with --connect URL.`,
    { cause },
  );
}

interface CallParts {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

interface ControlRequest {
  readonly method: string;
  /** Below `/_mock`, with the query. */
  readonly path: string;
  /** JSON. */
  readonly body: string | undefined;
}

function requestOf(name: ControlCallName, { params = {}, query = {}, body }: CallParts): ControlRequest {
  const [method = "", route = ""] = name.split(" ");
  const path = Object.entries(params).reduce(
    (filled, [key, value]) => filled.replace(`:${key}`, () => encodeURIComponent(value)),
    route,
  );
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value));
  return { method, path: search.size === 0 ? path : `${path}?${search}`, body: JSON.stringify(body) };
}

async function answerOf<Answer>(
  { url, token }: Connection,
  { method, path, body }: ControlRequest,
  timeoutMs: number,
): Promise<Answer> {
  const headers = definedOnly({
    "content-type": body === undefined ? undefined : "application/json",
    authorization: token === null ? undefined : `Bearer ${token}`,
  });
  const address = `${url.replace(/\/+$/, "")}/_mock${path}`;
  const { status, json } = await callForJson({ url: address, method, headers, body, timeoutMs }).catch(
    (cause: unknown) => {
      throw cause instanceof SyntaxError ? notTheMock(url, cause) : unreachable(url, cause);
    },
  );
  if (status < 200 || status > 299) throw refusal(url, status, json);
  // The server below /_mock is this package's, so its answers match `ControlCalls`; a second schema would only drift.
  return json as Answer;
}

function refusal(url: string, status: number, answer: unknown): SmartLeadMockError {
  const error = typeof answer === "object" && answer !== null && "error" in answer ? answer.error : null;
  if (typeof error !== "object" || error === null || !("message" in error) || typeof error.message !== "string")
    return notTheMock(url);
  const message = printable(error.message);
  if (status === 401)
    return new SmartLeadMockError("forbidden", `${message.replace(/\.$/, "")}; give the mock's token with --token.`);
  const code = "code" in error && typeof error.code === "string" && isErrorCode(error.code) ? error.code : null;
  return new SmartLeadMockError(code ?? "bad_request", message);
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CODES, code);
}

function notTheMock(url: string, cause?: unknown): SmartLeadMockError {
  return new SmartLeadMockError(
    "unreachable",
    `The server at ${shown(url)} is not a smartlead-mock; give the URL of a mock with --connect URL.`,
    { cause },
  );
}

function shown(url: string): string {
  return safeText(url);
}
