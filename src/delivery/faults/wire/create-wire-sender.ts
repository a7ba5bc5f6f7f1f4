import type { ConnectorOptions } from "../../guarded-connector.ts";
import type { Sender } from "../../sender.ts";
import {
  isAnswered,
  type Transmit,
  type WireFault,
  type WireOrder,
  type WireSender,
  wireError,
} from "../wire-fault.ts";
import { type BytePlan, bytePlanOf } from "./byte-plan.ts";
import type { Connections } from "./connections.ts";
import { overridingStatus } from "./gateway-answer.ts";

interface WireSenderOptions extends ConnectorOptions {
  /** Sends requests without byte faults, on the usual keep-alive connections. Its owner closes it. */
  readonly plain: Sender;
}

/**
 * Sends with wire faults.
 *
 * It has two layers. The bytes: `reset`, `slow-body`, `truncated-body` and a gate need a separate connection and therefore a URL (a function
 * target cannot have them); everything else goes through `plain`. The answer: `timeout`, `lost-response` and `override-status` let the
 * receiver answer, whatever happened to the bytes, and then hide the answer.
 *
 * @example
 * const sender = createWireSender({ plain: createUndiciSender() });
 * await sender.send(request, sending, { faults: [{ kind: "reset", at: "during" }], gate: null });
 */
export function createWireSender({ plain, ...connector }: WireSenderOptions): WireSender {
  const bytes = new ByteLayer(connector);
  const sendPlainly: Transmit = (request, { cut }) => plain.send(request, cut);
  return {
    send: (request, sending, order) => {
      const plan = bytePlanOf(order);
      return hidingAnswer(order, plan === null ? sendPlainly : bytes.sending(plan))(request, sending);
    },
    close: () => bytes.close(),
  };
}

/** Of faults that hide the answer the strongest applies: a timeout, then a broken connection, then another answer. */
function hidingAnswer({ faults }: WireOrder, send: Transmit): Transmit {
  const has = (kind: WireFault["kind"]) => faults.some((fault) => fault.kind === kind);
  if (has("timeout")) return notSeeingAnswer(send);
  if (has("lost-response")) return losingResponse(send);
  const override = faults.find((fault) => fault.kind === "override-status");
  return override === undefined ? send : overridingStatus(override.status, send);
}

/** Loaded on first use: most mocks never need byte faults, and browsers have no sockets. */
class ByteLayer {
  readonly #connector: ConnectorOptions;
  #connections: Promise<Connections> | null = null;
  #isClosed = false;

  constructor(connector: ConnectorOptions) {
    this.#connector = connector;
  }

  sending(plan: BytePlan): Transmit {
    return async (request, sending) => {
      this.#connections ??= import("./connections.ts").then((module) => new module.Connections(this.#connector));
      const [connections, { exchangingBytes }] = await Promise.all([this.#connections, import("./byte-exchange.ts")]);
      if (this.#isClosed) connections.close();
      return exchangingBytes(connections, plan)(request, sending);
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    (await this.#connections)?.close();
  }
}

/** Waits for the receiver's answer and then drops it. Without an answer the result is unchanged. */
function losingResponse(send: Transmit): Transmit {
  return async (request, sending) => {
    const result = await send(request, sending);
    if (!isAnswered(result)) return result;
    const error = wireError(
      "FAULT_LOST_RESPONSE",
      "the receiver answered, and the connection broke before the answer was read",
    );
    return { outcome: "network_error", status: null, error, response: null };
  };
}

/**
 * The receiver does its work and answers, but the sender waits until its timeout has passed. A receiver that does not answer hits the usual
 * timeout; a broken connection is reported as such.
 */
function notSeeingAnswer(send: Transmit): Transmit {
  return async (request, sending) => {
    const result = await send(request, sending);
    if (!isAnswered(result)) return result;
    await sending.timedOut();
    const error = wireError("TIMEOUT", "the receiver answered, and the answer was not seen within the timeout");
    return { outcome: "timeout", status: null, error, response: null, isAnswered: true };
  };
}
