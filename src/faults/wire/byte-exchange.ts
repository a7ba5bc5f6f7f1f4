import type { DeliveryRequest } from "../../delivery/delivery.ts";
import { failureOf, outcomeOf } from "../../delivery/exchange.ts";
import type { Cut, SendResult } from "../../delivery/sender.ts";
import { afterReal, systemTime } from "../../time/system-clock.ts";
import { type BytePlan, bytesToSend } from "./byte-plan.ts";
import { type Connection, type Connections, resetNow } from "./connections.ts";
import { Dialogue } from "./dialogue.ts";
import { pacedPieces } from "./paced-pieces.ts";
import { requestHead } from "./request-head.ts";
import { type Transmit, wireError } from "./transmit.ts";

/**
 * Real ms between the last byte and a reset. A receiver that finds both at once may take the reset for an ordinary end (Node does)
 * or never look at the bytes.
 */
const RESET_BREATH_MS = 5;
/** A body up to this size is at the receiver once it is written: it fits the first window of TCP, together with its headers. */
const FIRST_WINDOW_BYTES = 32 * 1024;
/** Real ms for a bigger one to get there: a reset throws away what still waits on this side. */
const BIG_BODY_BREATH_MS = 250;

/** Sends with the bytes in our own hands, on a connection of its own. */
export function exchangingBytes(connections: Connections, plan: BytePlan): Transmit {
  return (request, { cut }) =>
    new Promise((resolve) => void new ByteExchange({ connections, plan, request, cut, resolve }).run());
}

interface Parts {
  readonly connections: Connections;
  readonly plan: BytePlan;
  readonly request: DeliveryRequest;
  readonly cut: Cut;
  readonly resolve: (result: SendResult) => void;
}

/** One request. It ends once; whatever is under way then finds that it is over and stops. */
class ByteExchange {
  readonly #parts: Parts;
  readonly #body: Buffer;
  #connection: Connection | null = null;
  #giveUp: ((error: Error) => void) | null = null;
  #dialogue: Dialogue | null = null;
  #cancelPause: (() => void) | null = null;
  #isHeadSent = false;
  #isAtGate = false;
  /** Bytes of the body that the operating system has taken. */
  #sent = 0;
  #isOver = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { body, body_base64: base64 } = parts.request;
    this.#body = base64 === undefined ? Buffer.from(body, "utf8") : Buffer.from(base64, "base64");
    if (parts.cut.aborted) queueMicrotask(() => this.#onCut());
    else parts.cut.once("abort", () => this.#onCut());
  }

  async run(): Promise<void> {
    try {
      await this.#perform();
    } catch (error) {
      this.#fail(error);
    }
  }

  async #perform(): Promise<void> {
    const { request } = this.#parts;
    const url = new URL(request.url);
    const head = requestHead(url, request, this.#body.length);
    const connection = await this.#connect(url);
    if (connection === null || this.#isOver) return;
    this.#dialogue = new Dialogue(connection.stream, head, (error) => this.#onEnded(error));
    await this.#dialogue.sendHead();
    if (this.#isOver) return;
    this.#isHeadSent = true;
    await this.#meetOthers();
    await this.#sendBody(connection);
    if (!this.#isOver) await this.#finish(connection);
  }

  #connect(url: URL): Promise<Connection | null> {
    return new Promise((resolve) => {
      this.#giveUp = this.#parts.connections.connect(url, (error, connection) => {
        this.#connection = connection;
        if (this.#isOver) this.#hangUp();
        else if (connection === null) this.#fail(error);
        resolve(connection);
      });
    });
  }

  async #meetOthers(): Promise<void> {
    const { gate } = this.#parts.plan;
    if (gate === null) return;
    this.#isAtGate = true;
    await gate.arrive();
  }

  async #sendBody({ stream }: Connection): Promise<void> {
    const bytes = this.#body.subarray(0, bytesToSend(this.#parts.plan, this.#body.length));
    const startedAt = systemTime.monotonicMs();
    for (const { dueMs, from, to } of pacedPieces(bytes.length, this.#parts.plan.pace)) {
      // Counted from the start, so that late timers do not add up.
      const restMs = dueMs - (systemTime.monotonicMs() - startedAt);
      if (restMs > 0) await this.#pause(restMs);
      if (this.#isOver) return;
      await new Promise((resolve) => stream.write(bytes.subarray(from, to), resolve));
      if (this.#isOver) return;
      this.#sent = to;
    }
    this.#parts.plan.gate?.sent();
  }

  /** Ends early when the exchange does. */
  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = afterReal(ms, resolve);
      this.#cancelPause = () => {
        cancel();
        resolve();
      };
    });
  }

  async #finish({ tcp, stream }: Connection): Promise<void> {
    const { end } = this.#parts.plan;
    if (end === "close") stream.end();
    if (end !== "reset") return;
    // From here on no answer counts, however fast it comes.
    stream.pause();
    await this.#pause(this.#sent > FIRST_WINDOW_BYTES ? BIG_BODY_BREATH_MS : RESET_BREATH_MS);
    if (this.#isOver) return;
    resetNow(tcp);
    const error = this.#isWhole
      ? wireError("FAULT_RESET_AFTER", "the connection was reset right after the last byte of the body")
      : wireError("FAULT_RESET", `the connection was reset when ${this.#progress} had been sent`);
    this.#end({ outcome: "network_error", status: null, error, response: null });
  }

  /** The receiver can have the whole body. */
  get #isWhole(): boolean {
    return this.#sent === this.#body.length;
  }

  get #progress(): string {
    return `${this.#sent} of the body's ${this.#body.length} bytes`;
  }

  #onEnded(error: unknown): void {
    const status = this.#dialogue?.status ?? null;
    if (error !== null || status === null) this.#fail(error);
    else this.#end({ outcome: outcomeOf(status), status, error: null, response: this.#dialogue?.response() ?? null });
  }

  #fail(error: unknown): void {
    const isByFault = this.#parts.plan.end === "close" && this.#isHeadSent && !this.#isWhole;
    const failure = isByFault
      ? { outcome: "network_error" as const, error: wireError("FAULT_TRUNCATED", `only ${this.#progress} were sent`) }
      : failureOf(error);
    this.#end({ ...failure, ...this.#answerSoFar() });
  }

  /** What the receiver never had whole says so, as a later attempt is then no duplicate. */
  #onCut(): void {
    const error =
      this.#isHeadSent && !this.#isWhole
        ? wireError("FAULT_TRUNCATED", `the timeout had passed when ${this.#progress} had been sent`)
        : wireError("TIMEOUT", "no complete answer within the timeout");
    this.#end({ outcome: "timeout", error, ...this.#answerSoFar() });
  }

  #answerSoFar(): Pick<SendResult, "status" | "response"> {
    return { status: this.#dialogue?.status ?? null, response: this.#dialogue?.response() ?? null };
  }

  #end(result: SendResult): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (!this.#isAtGate) this.#parts.plan.gate?.leave();
    this.#parts.resolve(result);
    this.#cancelPause?.();
    this.#hangUp();
  }

  #hangUp(): void {
    this.#giveUp?.(new Error("The attempt is over."));
    this.#connection?.stream.destroy();
    this.#connection?.tcp.destroy();
  }
}
