import { Connections } from "../../delivery/faults/wire/connections.ts";
import { HeldSocket } from "../../delivery/faults/wire/held-socket.ts";
import type { ConnectorOptions } from "../../delivery/guarded-connector.ts";
import { type AnswerController, type Connected, clientOver } from "../../delivery/own-connection.ts";
import type { AbortHandle, SendResult } from "../../delivery/sender.ts";
import { UndiciHandler } from "../../delivery/undici-handler.ts";

/** A request to the receiver. */
export interface Outgoing {
  /** Path and query. */
  readonly path: string;
  /** Names and values, alternating; nothing else is sent. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** Receives an answer as it arrives. */
export interface AnswerFlow {
  head(answer: { readonly status: number; readonly reason: string; readonly rawHeaders: readonly string[] }): void;
  /** Accepts a chunk; after `false` it accepts no more until `onDrain`. */
  data(chunk: Buffer): boolean;
  onDrain(listener: () => void): void;
}

/** Forwards requests byte for byte. Each has its own connection, so that no receiver is blamed for closing an idle one. */
export class Forwarder {
  readonly #target: URL;
  readonly #connections: Connections;

  constructor(target: URL, connector: ConnectorOptions) {
    this.#target = target;
    this.#connections = new Connections(connector);
  }

  /** Never rejects. `cut` ends the attempt as a `timeout`. */
  forward(outgoing: Outgoing, flow: AnswerFlow | null, cut: AbortHandle): Promise<SendResult> {
    return new Promise((resolve) => {
      const exchange = new PassedOn(flow, cut, resolve);
      if (cut.aborted) return;
      const client = clientOver(this.#target.origin, (connected) => this.#connect(outgoing, cut, connected));
      client.dispatch({ path: "/", method: "POST", body: null, reset: true }, exchange);
    });
  }

  /** undici would write its own headers, so the request is written to the socket unchanged; the answer is parsed like any other. */
  #connect(outgoing: Outgoing, cut: AbortHandle, connected: Connected): void {
    try {
      const giveUp = this.#connections.connect(this.#target, (error, connection) => {
        if (connection === null) return connected(errorOf(error), null);
        const { stream } = connection;
        connected(null, new HeldSocket(stream, () => void stream.write(bytesOf(outgoing))));
      });
      cut.once("abort", () => giveUp(new Error("The attempt is over.")));
    } catch (error) {
      connected(errorOf(error), null);
    }
  }

  /** Aborts the requests in flight. */
  close(): void {
    this.#connections.close();
  }
}

function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function bytesOf({ path, rawHeaders, body }: Outgoing): Buffer {
  const lines = [`POST ${path} HTTP/1.1`];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), body]);
}

/** A forwarded request, and its answer as it arrives. */
class PassedOn extends UndiciHandler {
  readonly #flow: AnswerFlow | null;
  readonly #cut: AbortHandle;

  constructor(flow: AnswerFlow | null, cut: AbortHandle, resolve: (result: SendResult) => void) {
    super(cut, resolve);
    this.#flow = flow;
    this.#cut = cut;
  }

  override onResponseStart(...[controller, status, headers, reason = ""]: StartArguments): void {
    super.onResponseStart(controller, status, headers);
    if (status < 200 || this.#cut.aborted) return;
    this.#flow?.head({ status, reason, rawHeaders: textsOf(controller.rawHeaders) });
    this.#flow?.onDrain(() => controller.resume());
  }

  override onResponseData(controller: AnswerController, chunk: Buffer): void {
    super.onResponseData(controller, chunk);
    if (!this.#cut.aborted && this.#flow?.data(chunk) === false) controller.pause();
  }
}

type StartArguments = [...Parameters<UndiciHandler["onResponseStart"]>, reason?: string];

/** Names and values, alternating, as they were received. */
function textsOf(raw: AnswerController["rawHeaders"]): readonly string[] {
  if (!Array.isArray(raw)) return [];
  return raw.map((part) => (Buffer.isBuffer(part) ? part.toString("latin1") : String(part)));
}
