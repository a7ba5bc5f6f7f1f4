import { describe, expect, it } from "vitest";
import type { Attempt } from "../../../src/delivery/delivery.ts";
import type { SmartLeadMock } from "../../../src/mock/mock.ts";
import { sample } from "../../unit/drift/samples.ts";
import { aProxy, aReceiver, post } from "./proxy-bench.ts";

const body = JSON.stringify(sample("live", "EMAIL_REPLY"));
const withId = (id: string) => ["Content-Type", "application/json", "X-Request-Id", id];

/** The delivery of the next attempt that is held. */
function held(mock: SmartLeadMock): Promise<string> {
  return new Promise((resolve) => {
    mock.journal.subscribe((entry) => entry.type === "hold.changed" && resolve(entry.delivery_id));
  });
}

describe("a fault between SmartLead and the receiver", () => {
  it("loses the answer, so that the retry is judged", async () => {
    const receiver = await aReceiver((response, _got, count) =>
      response.end(count === 1 ? '{"status":"processed"}' : '{"status":"already_processed"}'),
    );
    const { mock, proxy, settled } = await aProxy(receiver.url);
    mock.faults.arm({ kind: "lost-response", attempt: 1 });
    await expect(post(proxy.url, body, withId("r1"))).rejects.toMatchObject({ code: "ECONNRESET" });
    const retry = await post(proxy.url, body, withId("r1"));
    expect(retry.body.toString()).toContain("already_processed");
    const [lost, second] = await settled(2);
    expect(lost).toMatchObject({
      state: "failed",
      attempts: [
        { outcome: "network_error", error: expect.stringContaining("FAULT_LOST_RESPONSE"), faults: ["lost-response"] },
      ],
    });
    expect(second).toMatchObject({
      event_id: lost?.event_id,
      resent_from: lost?.id,
      duplicate: "acknowledged",
      max_attempts: 3,
      attempts: [{ number: 2, faults: [] }],
    });
    expect(receiver.got.map((got) => got.body.toString())).toEqual([body, body]);
  });

  it("puts a gateway's answer in the place of the receiver's", async () => {
    const receiver = await aReceiver();
    const { mock, proxy, settled } = await aProxy(receiver.url);
    mock.faults.arm({ kind: "override-status", status: 503, event_type: "EMAIL_REPLY" });
    const answer = await post(proxy.url, body);
    expect([answer.status, answer.body.toString()]).toEqual([503, expect.stringContaining("Service Unavailable")]);
    expect(await settled(1)).toMatchObject([
      { attempts: [{ outcome: "server_error", status: 503, faults: ["override-status"] }] },
    ]);
    expect(receiver.got).toHaveLength(1);
  });

  it("holds what SmartLead sends, until somebody lets it go with another body", async () => {
    const receiver = await aReceiver();
    const { mock, proxy, settled } = await aProxy(receiver.url);
    mock.faults.arm({ kind: "hold" });
    const isHeld = held(mock);
    const answer = post(proxy.url, body, withId("h1"));
    const id = await isHeld;
    expect(mock.held.get(id)).toMatchObject({ request_id: "h1", at: "request" });
    expect(receiver.got).toEqual([]);
    mock.held.release(id, { body: '{"edited":true}' });
    expect((await answer).status).toBe(200);
    expect(receiver.got.map((got) => got.body.toString())).toEqual(['{"edited":true}']);
    expect(await settled(1)).toMatchObject([{ state: "delivered", attempts: [{ faults: ["hold"] }] }]);
  });

  it("lets go of SmartLead when it closes while something is held", async () => {
    const receiver = await aReceiver();
    const { mock, proxy } = await aProxy(receiver.url);
    mock.faults.arm({ kind: "hold" });
    const isHeld = held(mock);
    const answer = post(proxy.url, body).catch((error: NodeJS.ErrnoException) => error.code);
    const id = await isHeld;
    await proxy.close(0);
    expect(await answer).toBe("ECONNRESET");
    expect(mock.deliveries.get(id)?.attempts).toMatchObject([{ outcome: "interrupted" }]);
    expect(receiver.got).toEqual([]);
  });

  it("delays, on the mock's clock", async () => {
    const receiver = await aReceiver();
    const { mock, proxy, settled, deliveries } = await aProxy(receiver.url, {}, { clock: "manual" });
    mock.faults.arm({ kind: "delay", by: "20s" });
    const answer = post(proxy.url, body);
    await new Promise<void>((resolve) =>
      mock.journal.subscribe(({ type }) => type === "delivery.created" && resolve()),
    );
    expect([receiver.got.length, deliveries()[0]?.state]).toEqual([0, "queued"]);
    await mock.clock.advance(20_000);
    expect((await answer).status).toBe(200);
    expect(await settled(1)).toMatchObject([{ attempts: [{ faults: ["delay"] }] }]);
  });

  it("sends copies to the receiver, and answers SmartLead once", async () => {
    const receiver = await aReceiver();
    const { mock, proxy, settled } = await aProxy(receiver.url);
    mock.faults.arm({ kind: "duplicate", copies: 2 });
    expect((await post(proxy.url, body, withId("c1"))).status).toBe(200);
    const deliveries = await settled(3);
    expect(receiver.got.map((got) => got.body.toString())).toEqual([body, body, body]);
    expect(new Set(deliveries.map(({ request_id }) => request_id))).toEqual(new Set(["c1"]));
    const [original, ...copies] = deliveries;
    expect(original).toMatchObject({ proxied: { arrival: 1 }, resent_from: null, duplicate: null });
    for (const copy of copies)
      expect(copy).toMatchObject({ proxied: { arrival: null }, resent_from: original?.id, duplicate: "unproven" });
  });

  it("lets later ones go first, and gathers what is to come at once", async () => {
    const order: string[] = [];
    const receiver = await aReceiver((response, got) => {
      order.push(String(got.body));
      response.end();
    });
    const { mock, proxy, deliveries } = await aProxy(receiver.url, {}, { clock: "manual" });
    const created = (count: number) =>
      new Promise<void>((resolve) => {
        const look = () => (deliveries().length >= count ? resolve() : undefined);
        mock.journal.subscribe(look);
        look();
      });
    const rule = mock.faults.arm({ kind: "reorder", behind: 1, limit: 1 });
    const first = post(proxy.url, '"1"');
    await created(1);
    await Promise.all([post(proxy.url, '"2"'), first]);
    expect(order).toEqual(['"2"', '"1"']);
    mock.faults.disarm(rule.id);
    mock.faults.arm({ kind: "burst", size: 3 });
    const three = ['"3"', '"4"', '"5"'];
    const pending = [post(proxy.url, '"3"'), post(proxy.url, '"4"')];
    await created(4);
    expect(order).toHaveLength(2);
    await Promise.all([...pending, post(proxy.url, '"5"')]);
    expect(order.slice(2).sort()).toEqual(three);
  });

  it("changes what the receiver gets, and says what that was", async () => {
    const receiver = await aReceiver();
    const { mock, proxy, settled } = await aProxy(receiver.url);
    mock.faults.arm({ kind: "drop-field", path: "preview_text" });
    expect((await post(proxy.url, body, [...withId("f1"), "X-Custom", "Kept"])).status).toBe(200);
    const got = JSON.parse(String(receiver.got[0]?.body));
    expect([got.preview_text, got.reply_body]).toEqual([undefined, sample("live", "EMAIL_REPLY").reply_body]);
    expect(receiver.got[0]?.rawHeaders).toEqual(expect.arrayContaining(["X-Custom", "Kept", "X-Request-Id", "f1"]));
    const [delivery] = await settled(1);
    const attempt: Attempt | undefined = delivery?.attempts[0];
    expect(attempt).toMatchObject({ faults: ["drop-field"], sent: { url: receiver.url } });
  });

  it("breaks the connection to the receiver; SmartLead gets a 502", async () => {
    const receiver = await aReceiver();
    const { mock, proxy, settled } = await aProxy(receiver.url);
    mock.faults.arm({ kind: "reset", at: "during" });
    expect((await post(proxy.url, body)).status).toBe(502);
    expect(await settled(1)).toMatchObject([{ attempts: [{ outcome: "network_error", faults: ["reset"] }] }]);
    expect(receiver.got).toEqual([]);
  });

  it("holds the answer back until SmartLead gives up", async () => {
    const receiver = await aReceiver();
    const { mock, proxy, settled } = await aProxy(receiver.url, { timeoutMs: null });
    mock.faults.arm({ kind: "timeout" });
    const controller = new AbortController();
    const waiting = fetch(proxy.url, { method: "POST", body, signal: controller.signal });
    await receiver.count(1);
    controller.abort();
    await expect(waiting).rejects.toThrow();
    expect(await settled(1)).toMatchObject([{ attempts: [{ outcome: "timeout", status: null, faults: ["timeout"] }] }]);
  });
});
