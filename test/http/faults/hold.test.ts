import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { afterReal } from "../../../src/base/time/system-clock.ts";
import type { Attempt, Delivery } from "../../../src/delivery/delivery.ts";
import type { FaultRule } from "../../../src/delivery/faults/fault.ts";
import { RETRY_POLICIES } from "../../../src/delivery/retry-policies.ts";
import { createMock } from "../../../src/mock/create-mock.ts";
import type { MockOptions, SmartLeadMock } from "../../../src/mock/mock.ts";
import type { Behaviour } from "../delivery/http-receiver.ts";
import { aFolder, aKeptMock, aReceiver, closedAfter } from "../persistence/a-kept-mock.ts";

const RULE: FaultRule = { kind: "hold", limit: 1 };

async function bench(options: MockOptions = {}, behaviour: Behaviour = () => 200) {
  const receiver = await aReceiver(behaviour);
  const mock = closedAfter(createMock({ target: receiver.url, faults: [RULE], run: "r", ...options }));
  return { receiver, mock };
}

/** The delivery of a new reply, once its attempt is held. */
async function heldReply(mock: SmartLeadMock): Promise<string> {
  const [event] = mock.emit({ eventType: "EMAIL_REPLY" });
  const id = event?.deliveries[0] ?? "";
  await changed(mock, id, "held");
  return id;
}

function changed(mock: SmartLeadMock, id: string, change: string): Promise<void> {
  return new Promise((resolve) => {
    if (change === "held" && mock.held.list().some((one) => one.delivery_id === id)) return resolve();
    const end = mock.journal.subscribe((entry) => {
      if (entry.type !== "hold.changed" || entry.delivery_id !== id || entry.change !== change) return;
      end();
      resolve();
    });
  });
}

const deliveryOf = (mock: SmartLeadMock, id: string): Delivery => mock.deliveries.get(id) ?? expect.fail("unknown");
const firstOf = (mock: SmartLeadMock, id: string): Attempt => deliveryOf(mock, id).attempts[0] ?? expect.fail("none");

describe("a request that is held", () => {
  it("waits, is seen, lets everything else go by, and goes out when it is let go", async () => {
    const { receiver, mock } = await bench({ concurrencyPerWebhook: 1 });
    const id = await heldReply(mock);
    expect(firstOf(mock, id)).toMatchObject({ outcome: null, held: "request", faults: ["hold"] });
    expect(mock.held.list()).toMatchObject([{ delivery_id: id, attempt: 1, at: "request", answer: null }]);
    expect(mock.held.get(id).goes_on_in_ms).toBeGreaterThan(290_000);
    mock.emit({ eventType: "EMAIL_OPEN", count: 3 });
    await receiver.got(3);
    expect(receiver.received.map(({ body }) => JSON.parse(body).event_type)).toEqual(Array(3).fill("EMAIL_OPEN"));
    expect(mock.held.release(id)).toMatchObject({ delivery_id: id });
    await mock.settled();
    expect(receiver.received).toHaveLength(4);
    expect(deliveryOf(mock, id).state).toBe("delivered");
    expect(firstOf(mock, id)).not.toHaveProperty("held");
    expect(mock.held.list()).toEqual([]);
  });

  it("goes out with another body, signed anew, and other headers, and the attempt shows them", async () => {
    const { receiver, mock } = await bench({ signingSecret: "s3cret" });
    const id = await heldReply(mock);
    mock.held.release(id, { body: '{"edited":true}', headers: { "x-webhook-level": null, "X-Extra": "1" } });
    await mock.settled();
    const { body, headers } = receiver.received[0] ?? expect.fail("nothing came");
    expect(body).toBe('{"edited":true}');
    expect(headers).toMatchObject({ "x-extra": "1" });
    expect(headers).not.toHaveProperty("x-webhook-level");
    expect(headers["x-smartlead-signature"]).toBe(
      `sha256=${createHmac("sha256", "s3cret").update(body).digest("hex")}`,
    );
    expect(firstOf(mock, id).sent).toMatchObject({ body });
  });

  it("is never sent where somebody answers in the receiver's place: the next try is no duplicate", async () => {
    const { receiver, mock } = await bench({ clock: "virtual" });
    const id = await heldReply(mock);
    mock.held.answer(id, { status: 503, body: "busy" });
    await mock.settled();
    expect(receiver.received).toHaveLength(1);
    expect(deliveryOf(mock, id)).toMatchObject({ state: "delivered", duplicate: null });
    const [first, second] = deliveryOf(mock, id).attempts;
    expect(first).toMatchObject({ outcome: "server_error", status: 503, response: { body: "busy" } });
    expect(second).toMatchObject({ outcome: "success", duplicate: null });
  });

  it("is never sent where it is dropped", async () => {
    const { receiver, mock } = await bench({ clock: "virtual" });
    const id = await heldReply(mock);
    mock.held.drop(id);
    await mock.settled();
    expect(receiver.received).toHaveLength(1);
    expect(firstOf(mock, id)).toMatchObject({
      outcome: "network_error",
      error: expect.stringMatching(/^FAULT_RESET:/),
    });
    expect(deliveryOf(mock, id).duplicate).toBeNull();
  });

  it("goes on by itself when its time is over, and has its whole timeout then", async () => {
    const slow: Behaviour = (_request, _number, response) => {
      afterReal(50, () => response.end("{}"));
      return "nothing";
    };
    const policy = { ...RETRY_POLICIES.guide, timeoutMs: 300 };
    const { mock } = await bench({ policy, faults: [{ ...RULE, for: "350ms" }] }, slow);
    const id = await heldReply(mock);
    await mock.settled();
    expect(deliveryOf(mock, id)).toMatchObject({ state: "delivered", attempts: [{ outcome: "success" }] });
    expect(firstOf(mock, id).duration_ms).toBeGreaterThan(390);
  });

  it("is interrupted when the mock is killed, and sent by the next one", async () => {
    const receiver = await aReceiver(() => 200);
    const path = aFolder();
    const killed = aKeptMock(path, { target: receiver.url, faults: [RULE] });
    const id = await heldReply(killed);
    killed.journal.flush();
    await killed.crash();
    const next = aKeptMock(path, { target: receiver.url });
    await next.settled();
    expect(receiver.received).toHaveLength(1);
    const [first, second] = deliveryOf(next, id).attempts;
    expect(first).toMatchObject({ outcome: "interrupted" });
    expect(first).not.toHaveProperty("held");
    expect(second).toMatchObject({ outcome: "success", duplicate: null });
  });

  it("ends at once when the mock closes", async () => {
    const { mock } = await bench();
    const id = await heldReply(mock);
    await mock.close(60_000);
    expect(firstOf(mock, id)).toMatchObject({ outcome: "interrupted" });
  });
});

describe("an answer that is held", () => {
  const rule: FaultRule = { ...RULE, at: "answer" };

  it("has reached nobody but the mock, and counts as it is when it is let go", async () => {
    const { receiver, mock } = await bench({ faults: [rule] });
    const id = await heldReply(mock);
    expect(receiver.received).toHaveLength(1);
    expect(mock.held.get(id)).toMatchObject({ at: "answer", answer: { status: 200, error: null } });
    mock.held.release(id);
    await mock.settled();
    expect(firstOf(mock, id)).toMatchObject({ outcome: "success", status: 200 });
  });

  it("counts as somebody says: changed, or lost", async () => {
    const { mock } = await bench({ faults: [{ ...rule, limit: 2 }], clock: "virtual" });
    const id = await heldReply(mock);
    mock.held.release(id, { status: 500 });
    await changed(mock, id, "held");
    mock.held.drop(id);
    await mock.settled();
    expect(deliveryOf(mock, id).attempts).toMatchObject([
      { outcome: "server_error", status: 500 },
      { outcome: "network_error", error: expect.stringMatching(/^FAULT_LOST_RESPONSE:/) },
      { outcome: "success" },
    ]);
  });
});

describe("the held attempts", () => {
  it("refuse what has no meaning, in one sentence", async () => {
    const { mock } = await bench();
    expect(() => mock.held.drop("dlv_unknown")).toThrow("No attempt of delivery dlv_unknown is held");
    const id = await heldReply(mock);
    expect(() => mock.held.release(id, { status: 500 })).toThrow("A held request has no status");
    expect(mock.held.releaseAll()).toBe(1);
    await mock.settled();
  });
});
