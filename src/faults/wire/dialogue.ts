import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { AttemptResponse } from "../../delivery/delivery.ts";
import { BoundedBody } from "../../delivery/exchange.ts";
import type { RequestHead } from "./request-head.ts";

/** How the answer ended: `null` = completely. */
type Ended = (error: unknown) => void;

/** Speaks HTTP on a connection with Node's own parser: sends the head and reads the answer. The body's bytes are somebody else's. */
export class Dialogue {
  readonly #request: ClientRequest;
  readonly #body = new BoundedBody();
  #answer: IncomingMessage | null = null;

  /** Throws for a head that HTTP does not allow. `ended` may be called more than once; the first time counts. */
  constructor(stream: Socket, head: RequestHead, ended: Ended) {
    const { path, headers } = head;
    this.#request = httpRequest({ createConnection: () => stream, method: "POST", path, headers });
    this.#request.on("response", (answer) => this.#read(answer, ended));
    this.#request.on("error", ended);
    this.#request.on("close", () => ended(Object.assign(new Error("socket hang up"), { code: "ECONNRESET" })));
  }

  /** Resolves when the operating system has taken the head, or the connection is gone. */
  sendHead(): Promise<void> {
    // Written as an empty piece of the body: `flushHeaders` would send other bytes than undici for letters beyond ASCII.
    return new Promise((resolve) => this.#request.write(Buffer.alloc(0), () => resolve()));
  }

  get status(): number | null {
    return this.#answer?.statusCode ?? null;
  }

  response(): AttemptResponse | null {
    if (this.#answer === null) return null;
    const { bytes, isTruncated } = this.#body;
    return { headers: headersOf(this.#answer.rawHeaders), body: this.#body.text(), bytes, truncated: isTruncated };
  }

  #read(answer: IncomingMessage, ended: Ended): void {
    this.#answer = answer;
    answer.on("data", (chunk: Buffer) => this.#body.take(chunk));
    answer.on("end", () => ended(null));
    answer.on("error", ended);
  }
}

/** As undici gives them: names in lower case, those that came more than once as lists. */
function headersOf(raw: readonly string[]): AttemptResponse["headers"] {
  const headers = new Map<string, string | string[]>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? "").toLowerCase();
    const value = raw[at + 1] ?? "";
    const earlier = headers.get(name);
    headers.set(name, earlier === undefined ? value : [earlier, value].flat());
  }
  return Object.fromEntries(headers);
}
