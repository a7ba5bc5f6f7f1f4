import { afterEach, describe, expect, it } from "vitest";
import type { WireFault } from "../../../src/delivery/faults/wire-fault.ts";
import { mayHaveReached } from "../../../src/delivery/idempotency/reach.ts";
import type { SendResult } from "../../../src/delivery/sender.ts";
import { answer, startRawReceiver } from "../delivery/raw-receiver.ts";
import { Attempting, closeAll, closing, send, wireSender } from "./wire-bench.ts";

const HIDING: WireFault[] = [{ kind: "lost-response" }, { kind: "override-status", status: 502 }, { kind: "timeout" }];

afterEach(closeAll);

async function answeringReceiver(bytes = answer(200, "done")) {
  return closing(await startRawReceiver({ onRequest: (socket) => socket.write(bytes) }));
}

describe("a lost response", () => {
  it("is a network error after the receiver has answered", async () => {
    const receiver = await answeringReceiver();
    const result = await send(receiver.url, { faults: [{ kind: "lost-response" }] });
    expect(receiver.requests.length).toBe(1);
    expect(result).toEqual({
      outcome: "network_error",
      status: null,
      error: "FAULT_LOST_RESPONSE: the receiver answered, and the connection broke before the answer was read",
      response: null,
    });
    expect(mayHaveReached(result)).toBe(true);
  });

  it("goes over the plain sender's kept connections", async () => {
    const receiver = await answeringReceiver();
    const sender = wireSender();
    for (let count = 0; count < 10; count += 1)
      await send(receiver.url, { faults: [{ kind: "lost-response" }], sender });
    expect(receiver.connections).toBeLessThanOrEqual(2);
    expect(receiver.requests[0]?.head).toContain("connection: keep-alive");
  });
});

describe("an overridden status", () => {
  it.each([
    [502, "server_error", "502 Bad Gateway"],
    [429, "rejected", "429 Too Many Requests"],
    [302, "redirect", "<h1>302</h1>"],
    [204, "success", ""],
  ])("%d takes the place of the receiver's answer, marked as the mock's", async (status, outcome, text) => {
    const receiver = await answeringReceiver();
    const result = await send(receiver.url, { faults: [{ kind: "override-status", status }] });
    expect(receiver.requests.length).toBe(1);
    expect(result).toMatchObject({ outcome, status, error: null });
    expect(result.response?.headers["x-mock-fault"]).toBe("override-status");
    expect(result.response?.body).toContain(text);
    expect(result.response?.body).not.toContain("done");
    expect(result.response?.bytes).toBe(Buffer.byteLength(result.response?.body ?? ""));
    expect(mayHaveReached(result)).toBe(true);
  });
});

describe("a timeout", () => {
  it("comes when its time is up and not before, though the receiver has answered, and says so", async () => {
    let answered: () => void = () => {};
    const hasAnswered = new Promise<void>((resolve) => {
      answered = resolve;
    });
    const sending = new Attempting();
    const timedOut = () => {
      answered();
      return sending.timedOut();
    };
    const watched = { cut: sending.cut, timedOut };
    const receiver = await answeringReceiver();
    let result: SendResult | null = null;
    const sent = send(receiver.url, { faults: [{ kind: "timeout" }], sending: watched }).then((it) => (result = it));
    await hasAnswered;
    await new Promise((resolve) => setImmediate(resolve));
    expect(result).toBeNull();
    sending.timeUp();
    expect(await sent).toEqual({
      outcome: "timeout",
      status: null,
      error: "TIMEOUT: the receiver answered, and the answer was not seen within the timeout",
      response: null,
      isAnswered: true,
    });
  });

  it("of a receiver that does not answer is the usual one, at the cut", async () => {
    const receiver = closing(await startRawReceiver({}));
    const sending = new Attempting();
    const sent = send(receiver.url, { faults: [{ kind: "timeout" }], sending });
    await receiver.got(1);
    sending.timeUp();
    const result = await sent;
    expect(result).toMatchObject({ outcome: "timeout", error: "TIMEOUT: no complete answer within the timeout" });
    expect(result.isAnswered).toBeUndefined();
  });
});

describe("a fault that hides an answer", () => {
  it.each(HIDING)("leaves a receiver's own failure as it is: $kind", async (fault) => {
    const receiver = closing(await startRawReceiver({ onRequest: (socket) => socket.destroy() }));
    const result = await send(receiver.url, { faults: [fault] });
    expect(result).toMatchObject({ outcome: "network_error", status: null });
    expect(result.error).not.toMatch(/^FAULT_/);
  });

  it("works on a sender without sockets: $kind", async () => {
    const whole: SendResult = { outcome: "success", status: 200, error: null, response: null };
    const plain = closing({ send: async () => whole, close: async () => {} });
    const sender = wireSender({}, plain);
    const sending = new Attempting();
    sending.timeUp();
    const results = await Promise.all(HIDING.map((fault) => send("function:", { faults: [fault], sender, sending })));
    expect(results.map(({ outcome }) => outcome)).toEqual(["network_error", "server_error", "timeout"]);
  });

  it("beside others of its sort: the one that hides most counts", async () => {
    const receiver = await answeringReceiver();
    const sending = new Attempting();
    const lost = await send(receiver.url, { faults: HIDING.slice(0, 2).reverse() });
    expect(lost.error).toMatch(/^FAULT_LOST_RESPONSE: /);
    const all = send(receiver.url, {
      faults: HIDING,
      sending: { cut: sending.cut, timedOut: () => Promise.resolve() },
    });
    expect((await all).outcome).toBe("timeout");
  });

  it("is not asked for: the answer is the receiver's", async () => {
    const receiver = await answeringReceiver();
    expect(await send(receiver.url, {})).toMatchObject({ outcome: "success", response: { body: "done" } });
  });
});
