import { describe, expect, it } from "vitest";
import { sample } from "../../unit/drift/samples.ts";
import { aProxy, aReceiver, post } from "./proxy-bench.ts";

const text = (dialect: string, event: string, more: object = {}) =>
  JSON.stringify({ ...sample(dialect, event), ...more });

describe("duplicates of the real SmartLead", () => {
  it("are known by the request id, whatever the body says", async () => {
    const receiver = await aReceiver();
    const { proxy, settled } = await aProxy(receiver.url);
    const send = (id: string, body: string) =>
      post(proxy.url, body, ["Content-Type", "application/json", "X-REQUEST-ID", id]);
    await send("a", text("live", "EMAIL_REPLY"));
    await send("a", text("live", "EMAIL_REPLY", { preview_text: "other" }));
    await send("b", text("live", "EMAIL_REPLY"));
    const deliveries = await settled(3);
    expect(deliveries.map(({ duplicate }) => duplicate)).toEqual([null, "unproven", null]);
    expect(deliveries.map(({ attempts }) => attempts[0]?.number)).toEqual([1, 2, 1]);
  });

  it.each([
    ["live", "EMAIL_REPLY", "campaign_id, to_email, event_type, event_timestamp"],
    ["guide", "EMAIL_SENT", "campaign_id, to_email, event_type, time_sent"],
    ["live", "LEAD_UNSUBSCRIBED", "campaign_id, to_email, event_type, event_timestamp"],
    ["core", "EMAIL_OPEN", "campaign_id, lead.email, event_type, timestamp"],
    ["guide", "LEAD_UNSUBSCRIBED", "whole body"],
  ])("of %s %s are known by %s where no request id comes, and the verdict says so", async (dialect, event, key) => {
    const receiver = await aReceiver();
    const { proxy, settled } = await aProxy(receiver.url);
    const body = text(dialect, event);
    for (let time = 0; time < 2; time += 1) await post(proxy.url, body);
    await post(proxy.url, body.replaceAll("2026-03-05", "2026-03-06").replaceAll("lead@", "other@"));
    const [first, second, other] = await settled(3);
    expect(first?.proxied?.known_by).toBe(key);
    expect(second).toMatchObject({ request_id: first?.request_id, resent_from: first?.id, duplicate: "unproven" });
    expect(second?.attempts[0]?.duplicate?.evidence[0]).toBe(
      `The request has no X-Request-Id; it was recognized by its ${key}.`,
    );
    expect(other?.request_id).not.toBe(first?.request_id);
  });

  it("are not what shares ids without being the same: an open and a click of one mail, a bounce of what was sent", async () => {
    const receiver = await aReceiver();
    const { proxy, settled } = await aProxy(receiver.url);
    for (const event of ["EMAIL_SENT", "EMAIL_OPEN", "EMAIL_LINK_CLICK", "EMAIL_BOUNCE"]) {
      const at = "2026-03-05T12:01:58.023+00:00";
      await post(
        proxy.url,
        text("live", event, { event_timestamp: at, to_email: "lead@example.com", campaign_id: 3600001 }),
      );
    }
    expect((await settled(4)).map(({ duplicate }) => duplicate)).toEqual([null, null, null, null]);
  });

  it("are judged anew when the receiver reports what it did", async () => {
    const receiver = await aReceiver();
    const { mock, proxy, settled } = await aProxy(receiver.url);
    const send = () =>
      post(proxy.url, text("live", "EMAIL_REPLY"), ["Content-Type", "application/json", "X-Request-Id", "e1"]);
    await send();
    await send();
    mock.effects.add("e1", "crm");
    expect((await settled(2))[1]?.duplicate).toBe("effect-once");
    mock.effects.add("e1", "crm");
    expect((await settled(2))[1]?.duplicate).toBe("reprocessed");
  });

  it("are swallowed where the receiver calls done what it had failed at", async () => {
    const receiver = await aReceiver((response, _got, count) => {
      response.statusCode = count === 1 ? 500 : 200;
      response.end(count === 1 ? "oops" : '{"status":"already_processed"}');
    });
    const { proxy, settled } = await aProxy(receiver.url);
    const send = () =>
      post(proxy.url, text("live", "EMAIL_REPLY"), ["Content-Type", "application/json", "X-Request-Id", "s1"]);
    await send();
    await send();
    expect((await settled(2)).map(({ state, duplicate }) => [state, duplicate])).toEqual([
      ["failed", null],
      ["delivered", "swallowed"],
    ]);
  });

  it("are remembered beyond what the journal holds in memory", async () => {
    const receiver = await aReceiver();
    const { mock, proxy, settled } = await aProxy(receiver.url);
    const big = { reply_body: "x".repeat(9_000_000) };
    const send = (id: string, more: object = {}) =>
      post(proxy.url, text("live", "EMAIL_REPLY", more), ["Content-Type", "application/json", "X-Request-Id", id]);
    await send("first");
    const [first] = await settled(1);
    for (const id of ["2", "3", "4"]) await send(id, big);
    expect(mock.deliveries.get(first?.id ?? "")).toBeUndefined();
    await send("first");
    const last = mock.deliveries.list({}, { limit: 1, cursor: null }).data[0];
    expect(last).toMatchObject({ resent_from: first?.id, duplicate: "unproven", attempts: [{ number: 2 }] });
  });
});
