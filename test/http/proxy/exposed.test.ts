import { request as httpRequest } from "node:http";
import { describe, expect, it } from "vitest";
import { openListener } from "../../../src/capture/proxy/exposed-listener.ts";
import { MAX_BODY_BYTES } from "../../../src/capture/proxy/inbound-request.ts";
import { aProxy, aReceiver, closing, dial, post } from "./proxy-bench.ts";

/** What the journal was told of refusals. */
function refusals(mock: Awaited<ReturnType<typeof aProxy>>["mock"]): string[] {
  return mock.journal.since(0).flatMap((entry) => (entry.type === "world.changed" ? [entry.change] : []));
}

describe("the exposed listener", () => {
  it("takes POST to its path, and answers 404 to all else", async () => {
    const receiver = await aReceiver();
    const { proxy, mock } = await aProxy(receiver.url);
    const origin = proxy.url.replace("/hook", "");
    const statusOf = async (path: string, method = "POST") => (await post(`${origin}${path}`, "{}", [], method)).status;
    expect(await statusOf("/hook")).toBe(200);
    expect(await statusOf("/hook/")).toBe(200);
    expect(await statusOf("/hook?token=1")).toBe(200);
    for (const method of ["GET", "PUT", "DELETE", "OPTIONS", "PATCH"])
      expect(await statusOf("/hook", method)).toBe(404);
    for (const path of [
      "/",
      "/hooks",
      "/hook/x",
      "//hook",
      "/_mock/state",
      "/_mock/events",
      "/api/v1/campaigns",
      "/%68ook",
    ]) {
      expect([path, await statusOf(path)]).toEqual([path, 404]);
    }
    expect(receiver.got).toHaveLength(3);
    // The first is told at once; the others as a number, so that a scan does not flood the journal.
    expect(refusals(mock)).toEqual([
      "the proxy refused a request with 404: only POST to the configured path is accepted",
    ]);
    await proxy.close();
    expect(refusals(mock).at(-1)).toBe(
      "the proxy refused 12 more requests with 404: only POST to the configured path is accepted",
    );
  });

  it("refuses bodies that are too long, announced or not, and stays up", async () => {
    const receiver = await aReceiver();
    const { proxy, mock } = await aProxy(receiver.url);
    const announced = await post(proxy.url, Buffer.alloc(50 * 1024 * 1024, 32));
    expect([announced.status, announced.body.toString()]).toEqual([413, expect.stringContaining("longer than 10 MiB")]);
    const chunked = await new Promise<number>((resolve, reject) => {
      const request = httpRequest(proxy.url, { method: "POST", agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      request.on("error", reject);
      for (let sent = 0; sent <= MAX_BODY_BYTES; sent += 1024 * 1024) request.write(Buffer.alloc(1024 * 1024, 32));
      request.end();
    });
    expect(chunked).toBe(413);
    expect((await post(proxy.url, Buffer.alloc(MAX_BODY_BYTES, 32))).status).toBe(200);
    expect(receiver.got.map(({ body }) => body.length)).toEqual([MAX_BODY_BYTES]);
    expect(refusals(mock)).toEqual(["the proxy refused a request with 413: its body is longer than 10 MiB"]);
  });

  it("gives up on who comes too slowly", async () => {
    const refused: number[] = [];
    const listener = await openListener({
      host: "127.0.0.1",
      port: 0,
      path: "/hook",
      requestWithinMs: 50,
      onDelivery: async () => {},
      onDefect: () => {},
      onRefused: ({ status }) => refused.push(status),
    });
    closing(() => listener.close());
    const url = `http://127.0.0.1:${listener.port}/hook`;
    const headers = dial(url);
    headers.socket.write("POST /hook HTTP/1.1\r\nHost: a\r\nX-Slow");
    const body = dial(url);
    body.socket.write("POST /hook HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{");
    expect(await headers.closed).toMatch(/^HTTP\/1\.1 408 /);
    expect(await body.closed).toMatch(/^HTTP\/1\.1 408 /);
    expect(refused.filter((status) => status === 408)).toHaveLength(2);
  });

  it("answers what is no HTTP, and headers without end", async () => {
    const receiver = await aReceiver();
    const { proxy, mock } = await aProxy(receiver.url);
    const noise = dial(proxy.url);
    noise.socket.write("\u0016\u0003\u0001 hello\r\n\r\n");
    expect(await noise.closed).toMatch(/^HTTP\/1\.1 400 /);
    const long = dial(proxy.url);
    long.socket.write(`POST /hook HTTP/1.1\r\nHost: a\r\nX-Long: ${"x".repeat(40_000)}\r\n\r\n`);
    expect(await long.closed).toMatch(/^HTTP\/1\.1 431 /);
    expect(refusals(mock)).toEqual([
      "the proxy refused a request with 400: it is not HTTP",
      "the proxy refused a request with 431: its headers are longer than 32 KiB",
    ]);
  });

  it("takes so many at once and no more", async () => {
    const waiting: (() => void)[] = [];
    const receiver = await aReceiver((response) => waiting.push(() => response.end()));
    const { proxy } = await aProxy(receiver.url);
    const first = Array.from({ length: 256 }, (_, index) => post(proxy.url, `{"index":${index}}`));
    await receiver.count(256);
    const more = await post(proxy.url, "{}");
    expect([more.status, more.rawHeaders]).toEqual([503, expect.arrayContaining(["Retry-After", "5"])]);
    for (const end of waiting) end();
    expect(new Set((await Promise.all(first)).map(({ status }) => status))).toEqual(new Set([200]));
    expect(receiver.got).toHaveLength(256);
  });

  it("bounds the bytes that are under way", async () => {
    const waiting: (() => void)[] = [];
    const receiver = await aReceiver((response) => waiting.push(() => response.end()));
    const { proxy } = await aProxy(receiver.url);
    const large = Buffer.alloc(MAX_BODY_BYTES, 32);
    const first = Array.from({ length: 6 }, () => post(proxy.url, large));
    await receiver.count(6);
    expect((await post(proxy.url, large)).status).toBe(503);
    for (const end of waiting) end();
    await Promise.all(first);
    const again = post(proxy.url, large);
    await receiver.count(7);
    waiting.at(-1)?.();
    expect((await again).status).toBe(200);
  });

  it("ends on time when the receiver does not, and when SmartLead hangs up", async () => {
    const receiver = await aReceiver(() => {});
    const slow = await aProxy(receiver.url, { timeoutMs: 30 });
    expect((await post(slow.proxy.url, "{}")).status).toBe(504);
    expect(await slow.settled(1)).toMatchObject([
      { attempts: [{ outcome: "timeout", error: expect.stringContaining("TIMEOUT") }] },
    ]);
    const patient = await aProxy(receiver.url, { timeoutMs: null });
    const controller = new AbortController();
    const waiting = fetch(patient.proxy.url, { method: "POST", body: "{}", signal: controller.signal });
    await receiver.count(2);
    controller.abort();
    await expect(waiting).rejects.toThrow();
    expect(await patient.settled(1)).toMatchObject([
      {
        state: "failed",
        attempts: [{ outcome: "timeout", error: "TIMEOUT: SmartLead closed the connection before it was answered" }],
      },
    ]);
  });

  it("lets what is under way end when it closes, and marks what it breaks off", async () => {
    const waiting: (() => void)[] = [];
    const receiver = await aReceiver((response) => waiting.push(() => response.end("late")));
    const { proxy, settled } = await aProxy(receiver.url);
    const first = post(proxy.url, "{}");
    await receiver.count(1);
    const closed = proxy.close(60_000);
    waiting[0]?.();
    expect((await first).body.toString()).toBe("late");
    await closed;
    expect(await settled(1)).toMatchObject([{ attempts: [{ outcome: "success" }] }]);

    const other = await aProxy(receiver.url);
    const second = post(other.proxy.url, "{}");
    await receiver.count(2);
    await other.proxy.close();
    await expect(second).rejects.toThrow();
    expect(await other.settled(1)).toMatchObject([{ state: "failed", attempts: [{ outcome: "interrupted" }] }]);
  });

  it("goes on after a defect of its own", async () => {
    const defects: unknown[] = [];
    let count = 0;
    const listener = await openListener({
      host: "127.0.0.1",
      port: 0,
      path: "/hook",
      onDelivery: async (_arrived, response) => {
        count += 1;
        if (count === 1) throw new Error("broken");
        response.end("ok");
      },
      onRefused: () => {},
      onDefect: (error) => defects.push(error),
    });
    closing(() => listener.close());
    const url = `http://127.0.0.1:${listener.port}/hook`;
    await expect(post(url, "{}")).rejects.toThrow();
    expect((await post(url, "{}")).status).toBe(200);
    expect(defects).toEqual([new Error("broken")]);
  });

  it("says that its port is taken", async () => {
    const receiver = await aReceiver();
    const { proxy } = await aProxy(receiver.url);
    await expect(aProxy(receiver.url, { port: proxy.port })).rejects.toMatchObject({
      code: "port_in_use",
      message: expect.stringContaining("choose another --listen"),
    });
  });
});
