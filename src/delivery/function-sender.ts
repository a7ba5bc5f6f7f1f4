import type { AttemptResponse, DeliveryRequest } from "./delivery.ts";
import { RESPONSE_BODY_LIMIT_BYTES } from "./delivery.ts";
import type { AbortHandle, Sender, SendResult } from "./sender.ts";
import { outcomeOf, requestHeaders } from "./undici-handler.ts";

/** A receiver as a function, as in Hono, Next.js, Remix and Workers. */
export type FunctionTarget = (request: Request) => Response | Promise<Response>;

/** Marks the 500 that a framework would send for a handler that threw. */
const THROWN_HEADER = "x-smartlead-mock";

/**
 * Delivers by calling a function: no port, no socket. The function gets every delivery, whatever its URL. Like a framework, the sender
 * answers 500 for a handler that throws or returns something other than a Response.
 */
export function createFunctionSender(target: FunctionTarget): Sender {
  const underWay = new Set<Call>();
  return {
    send: async (request, cut) => {
      const call = new Call(cut);
      underWay.add(call);
      const result = await call.make(target, request);
      underWay.delete(call);
      return result;
    },
    close: async () => {
      for (const call of underWay) call.abort();
    },
  };
}

/** One call of the function and its answer. */
class Call {
  readonly #controller = new AbortController();
  readonly #body = new BoundedText();
  readonly #isAborted: Promise<"cut">;
  #answer: Answered | null = null;

  constructor(cut: AbortHandle | AbortSignal) {
    this.#isAborted = new Promise((resolve) => {
      const onAbort = () => {
        resolve("cut");
        this.abort();
      };
      if (cut.aborted) onAbort();
      else if ("addEventListener" in cut) cut.addEventListener("abort", onAbort, { once: true });
      else cut.once("abort", onAbort);
    });
  }

  /** Aborts the request's signal, so that the function knows that no one waits any more. */
  abort(): void {
    this.#controller.abort(new Error("The attempt is over."));
  }

  /** Never rejects. */
  async make(target: FunctionTarget, request: DeliveryRequest): Promise<SendResult> {
    const whole = this.#whole(target, request).catch((error: unknown) => failed(nameOf(error), oneLine(error)));
    const ended = await Promise.race([whole, this.#isAborted]);
    return ended === "cut" ? this.#end("timeout", "TIMEOUT: no complete answer within the timeout") : ended;
  }

  async #whole(target: FunctionTarget, request: DeliveryRequest): Promise<SendResult> {
    const given = await answerOf(target, requestFor(request, this.#controller.signal));
    if (given.status === 0) return failed("RESPONSE_ERROR", "the function returned Response.error()");
    this.#answer = { status: given.status, headers: headersOf(given.headers) };
    try {
      await this.#readBody(given);
    } catch (error) {
      return this.#end("network_error", `${nameOf(error)}: the answer ended early: ${oneLine(error)}`);
    }
    return this.#end(outcomeOf(given.status), null);
  }

  async #readBody(given: Response): Promise<void> {
    const reader = given.body?.getReader();
    // A Response of another library may have no stream.
    if (reader === undefined) {
      if (given.body !== null) this.#body.take(new Uint8Array(await given.arrayBuffer()));
      return;
    }
    // An endless answer is abandoned with the attempt.
    void this.#isAborted.then(() => reader.cancel()).catch(() => {});
    for (let part = await reader.read(); !part.done; part = await reader.read()) this.#body.take(bytesOf(part.value));
  }

  #end(outcome: SendResult["outcome"], error: string | null): SendResult {
    if (this.#answer === null) return { outcome, status: null, error, response: null };
    const { status, headers } = this.#answer;
    return { outcome, status, error, response: { headers, ...this.#body.view() } };
  }
}

type Answered = Pick<AttemptResponse, "headers"> & { readonly status: number };

/** Never rejects: a failing handler becomes an answer, as in a framework. */
async function answerOf(target: FunctionTarget, request: Request): Promise<Response> {
  try {
    const given: unknown = await target(request);
    if (isResponse(given)) return given;
    const what = given === null || typeof given !== "object" ? String(given) : "an object";
    return internalError(`The target function returned ${what}, which is not a Response.`);
  } catch (error) {
    return internalError(error instanceof Error ? (error.stack ?? String(error)) : String(error));
  }
}

/** Frameworks answer this way for a handler that throws; here the body has the error. */
function internalError(text: string): Response {
  const headers = { "content-type": "text/plain; charset=utf-8", [THROWN_HEADER]: "the target function failed" };
  return new Response(text, { status: 500, headers });
}

/** A Response from another realm or library fails `instanceof`. */
function isResponse(given: unknown): given is Response {
  return (
    typeof given === "object" &&
    given !== null &&
    "status" in given &&
    typeof given.status === "number" &&
    "headers" in given &&
    "arrayBuffer" in given
  );
}

function requestFor(request: DeliveryRequest, signal: AbortSignal): Request {
  const url = new URL(request.url);
  const headers = requestHeaders(url, request);
  // Sent as bytes: a text body would add a default Content-Type.
  const body = new TextEncoder().encode(request.body);
  const [host, length] = [url.host, String(body.length)];
  url.username = "";
  url.password = "";
  return new Request(url, { method: "POST", headers: { host, "content-length": length, ...headers }, body, signal });
}

function headersOf(given: Headers): AttemptResponse["headers"] {
  const headers = new Map<string, string | readonly string[]>(given);
  const cookies = given.getSetCookie?.() ?? [];
  if (cookies.length > 1) headers.set("set-cookie", cookies);
  return Object.fromEntries(headers);
}

function failed(code: string, text: string): SendResult {
  return { outcome: "network_error", status: null, error: `${code}: ${text}`, response: null };
}

/** A stream that is not a byte stream may yield strings. */
function bytesOf(part: unknown): Uint8Array {
  return part instanceof Uint8Array ? part : new TextEncoder().encode(String(part));
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "ERROR";
}

function oneLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ").trim();
}

/** Keeps the beginning of an answer, counts and drops the rest. */
class BoundedText {
  readonly #decoder = new TextDecoder();
  #text = "";
  #kept = 0;
  #bytes = 0;

  take(part: Uint8Array): void {
    this.#bytes += part.length;
    const kept = part.subarray(0, Math.max(0, RESPONSE_BODY_LIMIT_BYTES - this.#kept));
    this.#kept += kept.length;
    if (kept.length > 0) this.#text += this.#decoder.decode(kept, { stream: true });
  }

  view(): Pick<AttemptResponse, "body" | "bytes" | "truncated"> {
    const body = this.#text + this.#decoder.decode();
    return { body, bytes: this.#bytes, truncated: this.#bytes > this.#kept };
  }
}
