import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { sample } from "../../unit/drift/samples.ts";
import { aProxy, aReceiver, dial, post } from "./proxy-bench.ts";

const body = JSON.stringify(sample("live", "EMAIL_REPLY"));
const JSON_TYPE = ["Content-Type", "application/json"];
const withId = (id: string) => [...JSON_TYPE, "X-Request-Id", id];

describe("the proxy", () => {
  it("passes bytes, headers, their case and order on, and the answer back", async () => {
    const receiver = await aReceiver((response) => {
      response.sendDate = false;
      response.writeHead(202, "Taken", ["X-Trace", "1", "x-lower", "2", "X-Trace", "3", "Content-Length", "5"]);
      response.end("thänk".slice(0, 4));
    });
    const { proxy, settled } = await aProxy(receiver.url);
    const bytes = Buffer.from(`${body}\r\n  \u00e4\ud83d\ude00`);
    const headers = [
      "x-zebra",
      "1",
      "Content-Type",
      "application/json",
      "X-Request-Id",
      "Id-1",
      "x-Webhook-Level",
      "client",
      "X-Zebra",
      "2",
      "ACCEPT",
      "*/*",
    ];
    const answer = await post(`${proxy.url}?token=a%2Fb&x=+1`, bytes, headers);
    expect(answer).toMatchObject({ status: 202, reason: "Taken" });
    expect(answer.rawHeaders.slice(0, 8)).toEqual([
      "X-Trace",
      "1",
      "x-lower",
      "2",
      "X-Trace",
      "3",
      "Content-Length",
      "5",
    ]);
    expect(answer.body.toString()).toBe("thän");
    const [got] = receiver.got;
    expect(got?.url).toBe("/hook?token=a%2Fb&x=+1");
    expect(got?.body.equals(bytes)).toBe(true);
    const host = new URL(receiver.url).host;
    expect(got?.rawHeaders).toEqual([
      "Host",
      host,
      ...headers,
      "Content-Length",
      String(bytes.length),
      "Connection",
      "close",
    ]);
    const [delivery] = await settled(1);
    expect(delivery).toMatchObject({
      request_id: "Id-1",
      event_type: "UNKNOWN",
      dialect: "unknown",
      webhook: { id: 0, name: "smartlead", level: "client" },
      state: "delivered",
      attempts: [{ number: 1, outcome: "success", status: 202, response: { body: "thän", bytes: 5 } }],
      proxied: { arrival: 1, known_by: "X-Request-Id", remarks: ["The body is not JSON; it was passed on unchanged."] },
    });
  });

  it("sends what both the target and the caller have in their queries once", async () => {
    const receiver = await aReceiver();
    const { proxy, settled, mock } = await aProxy(`${receiver.url}?token=s3cret`);
    await post(`${proxy.url}?token=s3cret&from=campaign`, "{}");
    const [delivery] = await settled(1);
    mock.resend(delivery?.id ?? "");
    await receiver.count(2);
    expect(receiver.got.map(({ url }) => url)).toEqual(Array(2).fill("/hook?token=s3cret&from=campaign"));
  });

  it("recognises event, dialect, lead and campaign, and tells of an event of its own", async () => {
    const receiver = await aReceiver();
    const { mock, proxy, settled } = await aProxy(receiver.url);
    await post(proxy.url, body, withId("one"));
    const [delivery] = await settled(1);
    expect(delivery).toMatchObject({
      event_type: "EMAIL_REPLY",
      dialect: "live",
      campaign_id: 3600001,
      client_id: 111,
      lead_email: "lead@example.com",
      proxied: { event_name: "EMAIL_REPLY", signature: "unchecked", remarks: [] },
    });
    expect(mock.event(delivery?.event_id ?? "")).toMatchObject({
      cause: "smartlead",
      event_type: "EMAIL_REPLY",
      deliveries: [delivery?.id],
    });
    expect(mock.state().counters).toMatchObject({ events: 1, deliveries: 1, delivered: 1, in_flight: 0, attempts: 1 });
  });

  it("takes a body in chunks, one that is no UTF-8, and an empty one", async () => {
    const receiver = await aReceiver();
    const { mock, proxy, settled } = await aProxy(receiver.url);
    const line = dial(proxy.url);
    line.socket.write(
      `POST /hook HTTP/1.1\r\nHost: tunnel.example\r\nTransfer-Encoding: chunked\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: abc.tunnel.example\r\n\r\n5\r\n{"a":\r\n2\r\n1}\r\n0\r\n\r\n`,
    );
    await line.until(/processed/);
    const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x7d]);
    await post(proxy.url, bytes);
    await post(proxy.url, "");
    expect(receiver.got.map((got) => got.body)).toEqual([Buffer.from('{"a":1}'), bytes, Buffer.alloc(0)]);
    expect(receiver.got[0]?.rawHeaders).toEqual(
      expect.arrayContaining(["X-Forwarded-Host", "abc.tunnel.example", "Content-Length", "7"]),
    );
    expect(receiver.got[0]?.rawHeaders).not.toContain("Transfer-Encoding");
    const [chunked, binary, empty] = await settled(3);
    expect(chunked?.proxied).toMatchObject({ url: "https://abc.tunnel.example/hook" });
    expect(chunked?.proxied?.remarks).toContain("Its Content-Type is none, not JSON's.");
    expect(mock.deliveries.get(binary?.id ?? "")?.request).toMatchObject({ body_base64: bytes.toString("base64") });
    expect(empty?.proxied?.remarks).toContain("The body is empty.");
  });

  it("verifies the signature when a secret is given", async () => {
    const receiver = await aReceiver();
    const { proxy, settled } = await aProxy(receiver.url, { secret: "s3cret" });
    const hex = createHmac("sha256", "s3cret").update(body).digest("hex");
    const signed = (value: string, id: string) =>
      post(proxy.url, body, [...withId(id), "X-Smartlead-Signature", value]);
    await signed(`sha256=${hex}`, "a");
    await signed(hex, "b");
    await signed(`sha256=${"0".repeat(64)}`, "c");
    await post(proxy.url, body, withId("d"));
    const deliveries = await settled(4);
    expect(deliveries.map(({ proxied }) => proxied?.signature)).toEqual(["valid", "valid", "wrong", "missing"]);
    expect(deliveries[2]?.proxied?.remarks).toEqual(["X-Smartlead-Signature does not match the body and the secret."]);
    expect(receiver.got).toHaveLength(4);
  });

  it("answers 502 when the receiver is down, keeps the delivery, and can send it again", async () => {
    const down = await aReceiver();
    const { mock, proxy, settled } = await aProxy("http://127.0.0.1:9/hook");
    const answer = await post(`${proxy.url}?token=abc`, body, [...withId("down-1"), "X-Custom", "Kept"]);
    expect([answer.status, answer.body.toString()]).toEqual([
      502,
      expect.stringContaining("The receiver gave no answer (ECONNREFUSED)."),
    ]);
    const [delivery] = await settled(1);
    expect(delivery).toMatchObject({
      state: "failed",
      reason: null,
      attempts: [{ outcome: "network_error", error: expect.stringContaining("ECONNREFUSED") }],
    });
    expect(down.got).toEqual([]);
    const again = mock.resend(delivery?.id ?? "");
    expect(again).toMatchObject({
      resent_from: delivery?.id,
      request_id: "down-1",
      proxied: { arrival: null },
      request: {
        url: "http://127.0.0.1:9/hook?token=abc",
        body,
        headers: { "X-Custom": "Kept", "X-Request-Id": "down-1" },
      },
    });
  });

  it("sends again to where it went, with the same headers, and judges that as a duplicate", async () => {
    const receiver = await aReceiver((response, _got, count) =>
      response.end(count === 1 ? "{}" : '{"status":"already_processed"}'),
    );
    const { mock, proxy, settled } = await aProxy(receiver.url);
    await post(`${proxy.url}?token=abc`, body, [...withId("again-1"), "X-Custom", "Kept"]);
    const [first] = await settled(1);
    mock.resend(first?.id ?? "");
    mock.resend(first?.id ?? "", { requestId: "new" });
    const [, same, fresh] = await settled(3);
    expect(receiver.got.map(({ url }) => url)).toEqual(["/hook?token=abc", "/hook?token=abc", "/hook?token=abc"]);
    expect(receiver.got.map((got) => got.body.toString())).toEqual([body, body, body]);
    expect(receiver.got[1]?.rawHeaders).toEqual(
      expect.arrayContaining(["X-Custom", "Kept", "X-Request-Id", "again-1"]),
    );
    expect(same?.duplicate).toBe("acknowledged");
    expect([fresh?.duplicate, fresh?.request_id === "again-1"]).toEqual([null, false]);
  });

  it("keeps the order of requests on one connection, also when they are sent without waiting", async () => {
    const order: string[] = [];
    const receiver = await aReceiver((response, got, count) => {
      order.push(`in ${got.body}`);
      // The first takes longest.
      const end = () => {
        order.push(`out ${got.body}`);
        response.end(got.body);
      };
      if (count === 1) setImmediate(() => setImmediate(end));
      else end();
    });
    const { proxy } = await aProxy(receiver.url);
    const line = dial(proxy.url);
    const request = (text: string) =>
      `POST /hook HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n${text}`;
    line.socket.write(`${request("1")}${request("2")}${request("3")}`);
    const text = await line.until(/\r\n\r\n3/);
    expect(order).toEqual(["in 1", "out 1", "in 2", "out 2", "in 3", "out 3"]);
    expect(text.match(/\r\n\r\n(\d)/g)?.join("")).toBe("\r\n\r\n1\r\n\r\n2\r\n\r\n3");
  });

  it("passes long answers on in whole, and keeps their beginning", async () => {
    const long = Buffer.alloc(3_000_000, "ä");
    const receiver = await aReceiver((response) => response.end(long));
    const { proxy, settled } = await aProxy(receiver.url);
    const answer = await post(proxy.url, body);
    const hash = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
    expect(hash(answer.body)).toBe(hash(long));
    const [delivery] = await settled(1);
    expect(delivery?.attempts[0]?.response).toMatchObject({ bytes: long.length, truncated: true });
  });
});
