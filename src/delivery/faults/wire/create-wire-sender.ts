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
  /** Sends what has no fault in its bytes: connections are kept alive as usual. It is closed by its owner. */
  readonly plain: Sender;
}

/**
 * Sends with faults of the wire.
 *
 * Two layers. The bytes: `reset`, `slow-body`, `truncated-body` and a gate need their own connection and therefore a URL that
 * can be connected to (a function as a target cannot have them); all else goes through `plain`. The answer: `timeout`, `lost-response` and
 * `override-status` let the receiver answer, whatever happened to the bytes, and then keep the answer from being seen.
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

/** Of faults that keep the answer from being seen the one that hides most counts: nothing at all, then a broken connection, then another answer. */
function hidingAnswer({ faults }: WireOrder, send: Transmit): Transmit {
  const has = (kind: WireFault["kind"]) => faults.some((fault) => fault.kind === kind);
  if (has("timeout")) return notSeeingAnswer(send);
  if (has("lost-response")) return losingResponse(send);
  const override = faults.find((fault) => fault.kind === "override-status");
  return override === undefined ? send : overridingStatus(override.status, send);
}

/** Loaded when first needed: most mocks never break a byte, and a browser has no sockets. */
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

/** The receiver's answer is waited for and then lost. One that never came cannot be lost: what came of it stands. */
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
 * The receiver does its work and answers, but the sender waits until its timeout has passed. A receiver that does not answer
 * runs into the usual cut, one that breaks off is told as what it is.
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
