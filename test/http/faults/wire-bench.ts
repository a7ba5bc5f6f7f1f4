import type { Sending } from "../../../src/delivery/attempt-faults.ts";
import { createWireSender } from "../../../src/delivery/faults/wire/create-wire-sender.ts";
import type { WireOrder, WireSender } from "../../../src/delivery/faults/wire-fault.ts";
import { outgoingRequest } from "../../../src/delivery/outgoing-request.ts";
import { AbortHandle, type Sender } from "../../../src/delivery/sender.ts";
import { createUndiciSender } from "../../../src/delivery/undici-sender.ts";
import { startWireReceiver, type WireReceiver } from "./wire-receiver.ts";

/** Letters of one to four bytes, so that a cut may fall into one. */
export const BODY = '{"event_type":"EMAIL_REPLY","text":"Grüße 👩‍💻 مرحبا"}';

const started: { close(): Promise<void> }[] = [];

/** For `afterEach`. */
export async function closeAll(): Promise<void> {
  for (const one of started.splice(0).reverse()) await one.close();
}

export function closing<T extends { close(): Promise<void> }>(one: T): T {
  started.push(one);
  return one;
}

export async function receiver(...args: Parameters<typeof startWireReceiver>): Promise<WireReceiver> {
  return closing(await startWireReceiver(...args));
}

type Connector = Omit<Parameters<typeof createWireSender>[0], "plain">;

/** A wire sender over a plain one of its own. Takes any certificate unless told otherwise. */
export function wireSender(options: Connector = {}, plain?: Sender): WireSender {
  const connector = { insecureTls: true, ...options };
  return closing(createWireSender({ ...connector, plain: plain ?? closing(createUndiciSender(connector)) }));
}

export function aRequest(url: string, body = BODY) {
  const requestId = "11111111-2222-4333-8444-555555555555";
  return outgoingRequest({ url, body, level: "user", requestId, signingSecret: "s3cret" });
}

/** An attempt on the real clock: it may time out when it is cut. */
export class Attempting implements Sending {
  readonly cut = new AbortHandle();
  #timeUp: () => void = () => {};
  readonly #isTimeUp = new Promise<void>((resolve) => {
    this.#timeUp = resolve;
  });

  timedOut(): Promise<void> {
    return this.#isTimeUp;
  }

  timeUp(): void {
    this.#timeUp();
    this.cut.abort();
  }
}

interface SendOptions extends Partial<WireOrder> {
  readonly body?: string;
  readonly sending?: Sending;
  readonly sender?: WireSender;
}

export function send(url: string, { body, sending, sender, faults = [], gate = null }: SendOptions) {
  return (sender ?? wireSender()).send(aRequest(url, body), sending ?? new Attempting(), { faults, gate });
}
