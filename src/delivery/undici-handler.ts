import type { Dispatcher } from "undici";
import { base64Of } from "../base/base64.ts";
import type { AttemptOutcome, AttemptResponse, DeliveryRequest } from "./delivery.ts";
import { RESPONSE_BODY_LIMIT_BYTES } from "./delivery.ts";
import type { AbortHandle, SendResult } from "./sender.ts";

/** One request and its answer through undici's handler interface: no streams, no signals, the body counted as it arrives. */
export class UndiciHandler implements Dispatcher.DispatchHandler {
  readonly #resolve: (result: SendResult) => void;
  readonly #body = new BoundedBody();
  #controller: Dispatcher.DispatchController | null = null;
  #status: number | null = null;
  #headers: AttemptResponse["headers"] = {};
  #isOver = false;

  constructor(cut: AbortHandle | AbortSignal, resolve: (result: SendResult) => void) {
    this.#resolve = resolve;
    const onAbort = () => this.#onAbort();
    if (cut.aborted) queueMicrotask(onAbort);
    else if ("addEventListener" in cut) cut.addEventListener("abort", onAbort, { once: true });
    else cut.once("abort", onAbort);
  }

  /** Whether an answer has begun to arrive. */
  get hasAnswer(): boolean {
    return this.#status !== null;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isOver) controller.abort(new Error("The attempt is over."));
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHeaders): void {
    // 1xx only precedes the real answer.
    if (status < 200) return;
    this.#status = status;
    this.#headers = headersOf(headers);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#body.take(chunk);
  }

  onResponseEnd(): void {
    this.#end(outcomeOf(this.#status ?? 0), null);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }

  /** There was no complete answer. A hanging connection is a timeout, even if it is abandoned before the attempt's deadline. */
  fail(error: unknown): void {
    const failure = failureOf(error);
    this.#end(failure.outcome, failure.error);
  }

  #onAbort(): void {
    this.#end("timeout", this.#controller === null ? NO_CONNECTION : NO_ANSWER);
    this.#controller?.abort(new Error("The attempt was cut."));
  }

  #end(outcome: AttemptOutcome, error: string | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const response = this.#status === null ? null : this.#response();
    this.#resolve({ outcome, status: this.#status, error, response });
  }

  #response(): AttemptResponse {
    const { bytes, isTruncated } = this.#body;
    return { headers: this.#headers, body: this.#body.text(), bytes, truncated: isTruncated };
  }
}

const NO_ANSWER = "TIMEOUT: no complete answer within the timeout";
/** Nothing was sent: undici starts the request once its connection is open. Uses undici's own code for this. */
const NO_CONNECTION = "UND_ERR_CONNECT_TIMEOUT: no connection within the timeout";

/** Header names in lower case, as undici gives them. */
type IncomingHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Names and values of a request, with credentials in the URL as Basic authorization unless it has its own, as in any HTTP client. */
export function requestHeaders(url: URL, request: DeliveryRequest): Record<string, string> {
  if (url.username === "" && url.password === "") return request.headers;
  if (Object.keys(request.headers).some((name) => name.toLowerCase() === "authorization")) return request.headers;
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return { ...request.headers, Authorization: `Basic ${base64Of(credentials)}` };
}

/** The text of a network failure: `CODE: text`. */
export function failureOf(error: unknown): { readonly outcome: AttemptOutcome; readonly error: string } {
  const code = codeOf(error);
  // OpenSSL ends its messages with a line feed; errors must be one line.
  const text = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ").trim();
  return { outcome: code === "UND_ERR_CONNECT_TIMEOUT" ? "timeout" : "network_error", error: `${code}: ${text}` };
}

/** The previous answer, of any receiver: most answers have the same headers, and then share one object. */
let latest: Answered = { names: [], values: [], headers: {} };

interface Answered {
  readonly names: readonly string[];
  readonly values: readonly unknown[];
  readonly headers: AttemptResponse["headers"];
}

function headersOf(answered: IncomingHeaders): AttemptResponse["headers"] {
  const [names, values] = [Object.keys(answered), Object.values(answered)];
  const isLikeLatest =
    names.length === latest.names.length &&
    names.every((name, at) => name === latest.names[at] && values[at] === latest.values[at]);
  if (!isLikeLatest) latest = { names, values, headers: copyOf(answered) };
  return latest.headers;
}

function copyOf(answered: IncomingHeaders): AttemptResponse["headers"] {
  // Names come from outside: assigned one by one, `__proto__` would be lost.
  return Object.fromEntries(Object.entries(answered).filter(isGiven));
}

type IncomingHeader = [name: string, value: string | string[] | undefined];

function isGiven(header: IncomingHeader): header is [string, string | string[]] {
  return header[1] !== undefined;
}

/** Keeps the beginning of an answer, counts and drops the rest. */
export class BoundedBody {
  readonly #chunks: Buffer[] = [];
  #kept = 0;
  bytes = 0;

  take(chunk: Buffer): void {
    this.bytes += chunk.length;
    const room = RESPONSE_BODY_LIMIT_BYTES - this.#kept;
    if (room <= 0) return;
    const part = chunk.length <= room ? chunk : chunk.subarray(0, room);
    this.#chunks.push(part);
    this.#kept += part.length;
  }

  text(): string {
    const [first, ...rest] = this.#chunks;
    if (first === undefined) return "";
    return (rest.length === 0 ? first : Buffer.concat(this.#chunks)).toString("utf8");
  }

  get isTruncated(): boolean {
    return this.bytes > this.#kept;
  }
}

/** PRODUCT §3; smartlead.md §1 rows 2xx to 5xx. Anything above 599 is not HTTP's and counts as the receiver's own error. */
export function outcomeOf(status: number): AttemptOutcome {
  if (status >= 200 && status < 300) return "success";
  if (status >= 300 && status < 400) return "redirect";
  if (status >= 400 && status < 500) return "rejected";
  return "server_error";
}

/** The most specific code of an error: that of its cause if the error only wraps it. */
function codeOf(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ("code" in at && typeof at.code === "string" && at.code !== "") return at.code;
    if (at instanceof AggregateError && at.errors.length > 0) return codeOf(at.errors[0]);
  }
  return error instanceof Error ? error.name : "ERROR";
}
