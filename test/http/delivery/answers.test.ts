import { createHash } from "node:crypto";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import type { AttemptOutcome } from "../../../src/delivery/delivery.ts";
import { createWireSender } from "../../../src/delivery/faults/wire/create-wire-sender.ts";
import type { WireOrder } from "../../../src/delivery/faults/wire-fault.ts";
import { AbortHandle, type SendResult } from "../../../src/delivery/sender.ts";
import { createUndiciSender } from "../../../src/delivery/undici-sender.ts";
import { Attempting, aRequest } from "../faults/wire-bench.ts";
import { ANSWER_ROWS, KEPT_HEADERS, type Speak } from "./answer-rows.ts";
import { type RawReceiver, startRawReceiver } from "./raw-receiver.ts";

/** Every way by which an answer may come to a sender. The first is the rule, the others must see the same. */
const plain = createUndiciSender();
const fresh = createUndiciSender({ freshConnections: true });
const wire = createWireSender({ plain });
const onWire = (order: Partial<WireOrder>) => (url: string) =>
  wire.send(aRequest(url), new Attempting(), { faults: [], gate: null, ...order });
const noGate = { arrive: async () => {}, leave: () => {}, sent: () => {} };

const SENDERS: readonly (readonly [string, (url: string) => Promise<SendResult>])[] = [
  ["plain", (url) => plain.send(aRequest(url), new AbortHandle())],
  ["plain, on fresh connections", (url) => fresh.send(aRequest(url), new AbortHandle())],
  ["with a slow body", onWire({ faults: [{ kind: "slow-body", overMs: 2, pieces: 2 }] })],
  ["at a gate", onWire({ gate: noGate })],
];

afterAll(async () => {
  await wire.close();
  await Promise.all([plain.close(), fresh.close()]);
});

let receivers: RawReceiver[] = [];
afterEach(async () => {
  for (const one of receivers.splice(0)) await one.close();
  receivers = [];
});

async function answerTo(send: (url: string) => Promise<SendResult>, speak: Speak): Promise<SendResult> {
  const receiver = await startRawReceiver({ onRequest: speak });
  receivers.push(receiver);
  return send(receiver.url);
}

it.each(Object.entries(KEPT_HEADERS))("the headers of an answer are kept: %s", async (name, kept) => {
  const { speak } = ANSWER_ROWS[name] ?? {};
  if (speak === undefined) throw new Error(`There is no row ${name}.`);
  for (const [, send] of SENDERS) {
    const { "content-length": _, ...headers } = (await answerTo(send, speak)).response?.headers ?? {};
    expect(Object.entries(headers)).toEqual(Object.entries(kept));
  }
});

describe.each(Object.entries(ANSWER_ROWS))("an answer: %s", (_name, { outcome, status, error, speak }) => {
  it("is the same to every sender", { timeout: 20_000 }, async () => {
    const results: SendResult[] = [];
    for (const [, send] of SENDERS) results.push(await answerTo(send, speak));
    const [first] = results;
    expect(first).toMatchObject({ outcome, status });
    expect(first?.error ?? null).toEqual(error === null ? null : expect.stringMatching(error));
    // What had come of an endless answer is a matter of chance.
    const comparable = (result: SendResult | undefined) => ({ ...result, response: digestOf(result, outcome) });
    expect(results.map(comparable)).toEqual(SENDERS.map(() => comparable(first)));
  });
});

/** Headers always; the body only of answers that came whole. */
function digestOf(result: SendResult | undefined, outcome: AttemptOutcome): unknown {
  const response = result?.response ?? null;
  if (response === null || outcome !== "network_error") return response;
  return createHash("sha256").update(JSON.stringify(response.headers)).digest("hex");
}
