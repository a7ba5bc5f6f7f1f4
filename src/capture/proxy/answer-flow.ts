import type { ServerResponse } from "node:http";
import type { SendResult } from "../../delivery/sender.ts";
import { headersToSender } from "./forwarded-request.ts";
import type { AnswerFlow } from "./forwarder.ts";

/** What may stand in no reason phrase (RFC 9112 §4); Node refuses the whole answer for it. */
const UNWRITABLE = /[^\t\x20-\x7e\x80-\xff]/g;

/** Characters of a reason phrase that are passed on: nobody needs more, and clients refuse a head of 16 KiB. */
const MAX_REASON = 512;

/** SmartLead's side of a delivery: what it is answered, and whether it still waits. */
export class Answering implements AnswerFlow {
  readonly #response: ServerResponse;
  #hasBegun = false;

  constructor(response: ServerResponse) {
    this.#response = response;
    // Date and all else are the receiver's.
    response.sendDate = false;
  }

  /** SmartLead has hung up. */
  get isGone(): boolean {
    return this.#response.destroyed;
  }

  /** An answer has begun to go out. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** The whole answer has been handed over. */
  get isDone(): boolean {
    return this.#response.writableFinished;
  }

  /** Calls back when SmartLead has its answer, or has hung up without one. */
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

  /** Resolves when the whole answer has been handed over, or SmartLead is gone. */
  end(): Promise<void> {
    return new Promise((resolve) => {
      if (this.isGone) return resolve();
      this.#response.once("close", resolve);
      this.#response.end(() => resolve());
    });
  }

  /** The connection breaks off. */
  reset(): void {
    this.#response.socket?.resetAndDestroy();
  }

  /** An answer of the proxy's own. */
  answer(status: number, sentence: string): Promise<void> {
    const body = `${JSON.stringify({ error: { code: "proxy", message: sentence } })}\n`;
    const rawHeaders = ["Content-Type", "application/json", "Content-Length", String(Buffer.byteLength(body))];
    this.head({ status, reason: "", rawHeaders });
    this.data(Buffer.from(body));
    return this.end();
  }

  /** What came back where a fault was in between: as much of the body as was kept. */
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
