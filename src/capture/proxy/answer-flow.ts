import type { ServerResponse } from "node:http";
import type { SendResult } from "../../delivery/sender.ts";
import { headersToSender } from "./forwarded-request.ts";
import type { AnswerFlow } from "./forwarder.ts";

/** Characters that a reason phrase must not contain (RFC 9112 §4); Node rejects the whole answer because of one. */
const UNWRITABLE = /[^\t\x20-\x7e\x80-\xff]/g;

/** Maximum characters of a reason phrase that are passed on; clients reject headers above 16 KiB. */
const MAX_REASON = 512;

/** SmartLead's side of a delivery: the answer it gets, and whether it still waits for one. */
export class Answering implements AnswerFlow {
  readonly #response: ServerResponse;
  #hasBegun = false;

  constructor(response: ServerResponse) {
    this.#response = response;
    // The receiver sends all headers, including Date.
    response.sendDate = false;
  }

  /** SmartLead has closed the connection. */
  get isGone(): boolean {
    return this.#response.destroyed;
  }

  /** Part of the answer has been sent. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** The whole answer has been written. */
  get isDone(): boolean {
    return this.#response.writableFinished;
  }

  /** Calls back when SmartLead has its answer, or has closed the connection without one. */
  onOver(listener: (how: { readonly isAnswered: boolean }) => void): void {
    const tell = () => listener({ isAnswered: this.#response.writableFinished });
    if (this.isGone) queueMicrotask(tell);
    else this.#response.once("close", tell);
  }

  head({ status, reason, rawHeaders }: Parameters<AnswerFlow["head"]>[0]): void {
    if (this.isGone) return;
    this.#response.writeHead(
      status,
      reason.slice(0, MAX_REASON).replaceAll(UNWRITABLE, ""),
      headersToSender(rawHeaders),
    );
    this.#hasBegun = true;
  }

  data(chunk: Buffer): boolean {
    return this.isGone || this.#response.write(chunk);
  }

  onDrain(listener: () => void): void {
    this.#response.on("drain", listener);
    this.#response.on("close", listener);
  }

  /** Resolves when the whole answer has been written, or SmartLead has closed the connection. */
  end(): Promise<void> {
    return new Promise((resolve) => {
      if (this.isGone) return resolve();
      this.#response.once("close", resolve);
      this.#response.end(() => resolve());
    });
  }

  /** Breaks the connection. */
  reset(): void {
    this.#response.socket?.resetAndDestroy();
  }

  /** Sends an answer that the proxy makes itself. */
  answer(status: number, sentence: string): Promise<void> {
    const body = `${JSON.stringify({ error: { code: "proxy", message: sentence } })}\n`;
    const rawHeaders = ["Content-Type", "application/json", "Content-Length", String(Buffer.byteLength(body))];
    this.head({ status, reason: "", rawHeaders });
    this.data(Buffer.from(body));
    return this.end();
  }

  /** Sends the receiver's answer after a fault held it: as much of the body as was kept. */
  answerWith({ status, response }: SendResult): Promise<void> {
    const body = Buffer.from(response?.body ?? "");
    const rawHeaders = Object.entries(response?.headers ?? {})
      .filter(([name]) => name !== "content-length")
      .flatMap(([name, values]) => [values].flat().flatMap((value) => [name, value]));
    const isBare = status === 204 || status === 304;
    this.head({
      status: status ?? 502,
      reason: "",
      rawHeaders: isBare ? rawHeaders : [...rawHeaders, "content-length", String(body.length)],
    });
    if (!isBare) this.data(body);
    return this.end();
  }
}
