import { request as httpRequest, type IncomingMessage } from "node:http";
import type { AttemptResponse } from "../delivery/delivery.ts";
import { BoundedBody, failureOf, outcomeOf } from "../delivery/exchange.ts";
import type { ConnectorOptions } from "../delivery/guarded-connector.ts";
import type { Cut, SendResult } from "../delivery/sender.ts";
import { type Connection, Connections } from "../faults/wire/connections.ts";

/** A request as it goes out. */
export interface Outgoing {
  /** Path and query. */
  readonly path: string;
  /** Names and values in turn; all that is sent but `Connection`. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** Where an answer goes as it comes. */
export interface AnswerFlow {
  head(answer: { readonly status: number; readonly reason: string; readonly rawHeaders: readonly string[] }): void;
  /** Takes a piece; while `false` comes back it takes no more until `onDrain`. */
  data(chunk: Buffer): boolean;
  onDrain(listener: () => void): void;
}

/** Passes requests on, byte for byte. Each has a connection of its own, so that no receiver is blamed for closing an idle one. */
export class Forwarder {
  readonly #target: URL;
  readonly #connections: Connections;

  constructor(target: URL, connector: ConnectorOptions) {
    this.#target = target;
    this.#connections = new Connections(connector);
  }

  /** Never rejects. `cut` ends it as a `timeout`. */
  forward(outgoing: Outgoing, flow: AnswerFlow | null, cut: Cut): Promise<SendResult> {
    return new Promise((resolve) => {
      const exchange = new PassedOn(flow, resolve);
      try {
        const giveUp = this.#connections.connect(this.#target, (error, connection) => {
          if (connection === null) exchange.fail(error);
          else exchange.begin(connection, outgoing);
        });
        cut.once("abort", () => {
          exchange.cut();
          giveUp(new Error("The attempt is over."));
        });
      } catch (error) {
        exchange.fail(error);
      }
    });
  }

  /** Breaks off what is under way. */
  close(): void {
    this.#connections.close();
  }
}

/** One request that was passed on, and its answer as it comes back. */
class PassedOn {
  readonly #flow: AnswerFlow | null;
  readonly #resolve: (result: SendResult) => void;
  readonly #body = new BoundedBody();
  #hangUp = () => {};
  #answer: IncomingMessage | null = null;
  #isOver = false;

  constructor(flow: AnswerFlow | null, resolve: (result: SendResult) => void) {
    this.#flow = flow;
    this.#resolve = resolve;
  }

  begin({ tcp, stream }: Connection, { path, rawHeaders, body }: Outgoing): void {
    if (this.#isOver) return void tcp.destroy();
    try {
      const request = httpRequest({ createConnection: () => stream, method: "POST", path, headers: [...rawHeaders] });
      this.#hangUp = () => {
        request.destroy();
        tcp.destroy();
      };
      request.on("response", (answer) => this.#read(answer));
      request.on("error", (error) => this.fail(error));
      request.on("close", () => this.fail(Object.assign(new Error("socket hang up"), { code: "ECONNRESET" })));
      request.end(body);
    } catch (error) {
      tcp.destroy();
      this.fail(error);
    }
  }

  cut(): void {
    this.#end({ outcome: "timeout", error: "TIMEOUT: no complete answer within the timeout" });
    this.#hangUp();
  }

  fail(error: unknown): void {
    this.#end(failureOf(error));
  }

  #read(answer: IncomingMessage): void {
    this.#answer = answer;
    const { statusCode: status = 0, statusMessage: reason = "", rawHeaders } = answer;
    const flow = this.#flow;
    if (!this.#isOver) flow?.head({ status, reason, rawHeaders });
    flow?.onDrain(() => answer.resume());
    answer.on("data", (chunk: Buffer) => {
      this.#body.take(chunk);
      if (!this.#isOver && flow?.data(chunk) === false) answer.pause();
    });
    answer.on("end", () => {
      if (answer.complete) this.#end({ outcome: outcomeOf(status), error: null });
    });
    answer.on("error", (error) => this.fail(error));
  }

  #end({ outcome, error }: Pick<SendResult, "outcome" | "error">): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const status = this.#answer?.statusCode ?? null;
    this.#resolve({ outcome, error, status, response: this.#response() });
  }

  #response(): AttemptResponse | null {
    if (this.#answer === null) return null;
    const { bytes, isTruncated } = this.#body;
    const headers = Object.entries(this.#answer.headersDistinct).map(([name, value]) => {
      const [first = "", ...more] = value ?? [];
      return [name, more.length === 0 ? first : [first, ...more]] as const;
    });
    return { headers: Object.fromEntries(headers), body: this.#body.text(), bytes, truncated: isTruncated };
  }
}
