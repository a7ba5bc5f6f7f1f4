import { afterReal, systemTime } from "../../../base/time/system-clock.ts";
import type { DeliveryRequest } from "../../delivery.ts";
import { type Connected, clientOver } from "../../own-connection.ts";
import type { AbortHandle, SendResult } from "../../sender.ts";
import { UndiciHandler } from "../../undici-handler.ts";
import { dispatchOptions } from "../../undici-sender.ts";
import { type Transmit, wireError } from "../wire-fault.ts";
import { type BytePlan, bytesToSend, pacedPieces } from "./byte-plan.ts";
import { type Connection, type Connections, resetNow } from "./connections.ts";
import { HeldSocket } from "./held-socket.ts";

/**
 * Real ms between the last byte and a reset. A receiver that gets both at once may treat the reset as a normal end (Node does) or never
 * read the bytes.
 */
const RESET_BREATH_MS = 5;
/** A body up to this size has reached the receiver once it is written: it fits into the first TCP window with its headers. */
const FIRST_WINDOW_BYTES = 32 * 1024;
/** Real ms for a larger body to arrive: a reset discards data that is still buffered on this side. */
const BIG_BODY_BREATH_MS = 250;

/**
 * Sends with control over the raw bytes, on a separate connection. The same client as in the plain sender writes the head and reads the
 * answer.
 */
export function exchangingBytes(connections: Connections, plan: BytePlan): Transmit {
  return (request, { cut }) =>
    new Promise((resolve) => new ByteExchange({ connections, plan, request, cut, resolve }).begin());
}

interface Parts {
  readonly connections: Connections;
  readonly plan: BytePlan;
  readonly request: DeliveryRequest;
  readonly cut: AbortHandle;
  readonly resolve: (result: SendResult) => void;
}

/** One request. It ends once; pending work then sees that it is over and stops. */
class ByteExchange {
  readonly #parts: Parts;
  readonly #body: Buffer;
  readonly #exchange: UndiciHandler;
  #connection: Connection | null = null;
  #socket: HeldSocket | null = null;
  #giveUp: ((error: Error) => void) | null = null;
  #cancelPause: (() => void) | null = null;
  #isHeadSent = false;
  #isAtGate = false;
  /** Bytes of the body that the operating system has accepted. */
  #sent = 0;
  #isOver = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { body, body_base64: base64 } = parts.request;
    this.#body = base64 === undefined ? Buffer.from(body, "utf8") : Buffer.from(base64, "base64");
    this.#exchange = new UndiciHandler(parts.cut, (result) => this.#end(this.#named(result)));
  }

  begin(): void {
    const { request, cut } = this.#parts;
    if (cut.aborted) return;
    try {
      const url = new URL(request.url);
      const client = clientOver(url.origin, (connected) => this.#connect(url, connected));
      client.dispatch({ ...dispatchOptions(url, request), reset: true }, this.#exchange);
    } catch (error) {
      this.#exchange.fail(error);
    }
  }

  #connect(url: URL, connected: Connected): void {
    try {
      this.#giveUp = this.#parts.connections.connect(url, (error, connection) => {
        this.#connection = connection;
        if (this.#isOver) this.#hangUp();
        if (connection === null) return connected(errorOf(error), null);
        this.#socket = new HeldSocket(connection.stream, (head) => void this.#send(head, connection));
        connected(null, this.#socket);
      });
    } catch (error) {
      connected(errorOf(error), null);
    }
  }

  /** Never rejects: a broken connection is reported by its own events. */
  async #send(head: Buffer, connection: Connection): Promise<void> {
    await written(connection, head);
    if (this.#isOver) return;
    this.#isHeadSent = true;
    await this.#meetOthers();
    await this.#sendBody(connection);
    if (!this.#isOver) await this.#finish(connection);
  }

  async #meetOthers(): Promise<void> {
    const { gate } = this.#parts.plan;
    if (gate === null) return;
    this.#isAtGate = true;
    await gate.arrive();
  }

  async #sendBody(connection: Connection): Promise<void> {
    const bytes = this.#body.subarray(0, bytesToSend(this.#parts.plan, this.#body.length));
    const startedAt = systemTime.monotonicMs();
    for (const { dueMs, from, to } of pacedPieces(bytes.length, this.#parts.plan.pace)) {
      // Counted from the start, so that late timers do not add up.
      const restMs = dueMs - (systemTime.monotonicMs() - startedAt);
      if (restMs > 0) await this.#pause(restMs);
      if (this.#isOver) return;
      await written(connection, bytes.subarray(from, to));
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
    this.#socket?.deafen();
    await this.#pause(this.#sent > FIRST_WINDOW_BYTES ? BIG_BODY_BREATH_MS : RESET_BREATH_MS);
    if (this.#isOver) return;
    resetNow(tcp);
    const error = this.#isWhole
      ? wireError("FAULT_RESET_AFTER", "the connection was reset right after the last byte of the body")
      : wireError("FAULT_RESET", `the connection was reset when ${this.#progress} had been sent`);
    this.#end({ outcome: "network_error", status: null, error, response: null });
  }

  /** Whether the receiver may have the whole body. */
  get #isWhole(): boolean {
    return this.#sent === this.#body.length;
  }

  get #progress(): string {
    return `${this.#sent} of the body's ${this.#body.length} bytes`;
  }

  /** Marks a request that never arrived completely, since a later attempt is then not a duplicate. */
  #named(result: SendResult): SendResult {
    if (result.error === null || !this.#isHeadSent || this.#isWhole) return result;
    if (result.outcome === "timeout") {
      const error = wireError("FAULT_TRUNCATED", `the timeout had passed when ${this.#progress} had been sent`);
      return { ...result, error };
    }
    if (this.#parts.plan.end !== "close") return result;
    return { ...result, error: wireError("FAULT_TRUNCATED", `only ${this.#progress} were sent`) };
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
    this.#socket?.destroy();
    this.#connection?.stream.destroy();
    this.#connection?.tcp.destroy();
  }
}

/** Resolves when the operating system has accepted the bytes, or the connection is gone. */
function written({ stream }: Connection, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    stream.write(bytes, () => resolve());
  });
}

function errorOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
