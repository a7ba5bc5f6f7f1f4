import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type CallOptions, type ControlBench, call, openControl } from "./control-bench.ts";

let bench: ControlBench;
afterEach(() => bench.close());

const TOKEN = "correct horse";

/** The status of a WebSocket handshake at the stream: 101 when it is taken. */
function handshake(headers: Record<string, string>, query = ""): Promise<number | undefined> {
  return new Promise((resolve) => {
    const { host, origin, ...others } = headers;
    const socket = new WebSocket(`${bench.server.streamUrl}${query}`, {
      headers: { ...others, ...(host === undefined ? {} : { host }) },
      ...(origin === undefined ? {} : { origin }),
    });
    socket.on("error", () => {});
    socket.on("open", () => {
      resolve(101);
      socket.terminate();
    });
    socket.on("unexpected-response", (_request, response) => resolve(response.statusCode));
  });
}

describe("a mock on loopback", () => {
  beforeEach(async () => {
    bench = await openControl({
      allowNames: ["Mock.Test"],
      restRoutes: (app) => {
        app.get("/api/v1/campaigns", () => []);
      },
    });
  });

  const GOOD: Record<string, string>[] = [
    { host: "localhost" },
    { host: "LOCALHOST:80" },
    { host: "localhost." },
    { host: "tenant.localhost:7627" },
    { host: "127.0.0.1" },
    { host: "127.9.9.9:1" },
    { host: "[::1]:7627" },
    { host: "host.docker.internal:7627" },
    { host: "mock.test:7627" },
    { origin: "http://localhost:3000" },
    { origin: "https://127.0.0.1" },
    { origin: "http://[::1]:5173" },
    { origin: "https://mock.test" },
  ];
  const FOREIGN: Record<string, string>[] = [
    { host: "evil.test" },
    { host: "evil.test:7627" },
    { host: "localhost.evil.test" },
    { host: "127.0.0.1.evil.test" },
    { host: "10.0.0.1" },
    { host: "[::2]" },
    { host: "localhost@evil.test" },
    { host: "evil.test/localhost" },
    { origin: "null" },
    { origin: "https://evil.test" },
    { origin: "http://localhost.evil.test" },
    { origin: "http://localhost@evil.test" },
    { origin: "file://localhost" },
    { origin: "chrome-extension://localhost" },
    { origin: "http://localhost, https://evil.test" },
  ];

  test.each(GOOD)("takes calls and handshakes with %j", async (headers) => {
    for (const path of ["/_mock/health", "/api/v1/campaigns"]) {
      expect((await bench.call(path, { headers })).status).toBe(200);
    }
    expect(await handshake(headers)).toBe(101);
  });

  test.each(FOREIGN)("refuses calls and handshakes with %j", async (headers) => {
    for (const path of ["/_mock/health", "/_mock/nope", "/api/v1/campaigns", "/"]) {
      const { status, json } = await bench.call(path, { headers });
      expect(status).toBe(403);
      expect(json.error.code).toBe("forbidden");
      expect(json.error.message).toMatch(/--allow-name/);
    }
    expect(await handshake(headers)).toBe(403);
  });

  test("does nothing that a foreign page asks for", async () => {
    const body = { event_type: "EMAIL_REPLY" };
    await bench.call("/_mock/events", { body, headers: { origin: "https://evil.test" } });
    expect(bench.mock.state().counters.events).toBe(0);
  });

  test("gives no page leave to read: no CORS headers, no preflight", async () => {
    const { headers } = await bench.call("/_mock/health", { headers: { origin: "http://localhost:3000" } });
    expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    const preflight = await bench.call("/_mock/events", { method: "OPTIONS", headers: { origin: "http://localhost" } });
    expect(preflight.status).toBe(404);
  });

  test("refuses a request without a Host, or with an empty Origin", async () => {
    expect(await rawStatus("GET /_mock/health HTTP/1.0\r\n\r\n")).toBe("403");
    expect(await rawStatus("GET /_mock/health HTTP/1.1\r\nHost:\r\n\r\n")).toBe("403");
    expect(await rawStatus("GET /_mock/health HTTP/1.1\r\nHost: localhost\r\nOrigin:\r\n\r\n")).toBe("403");
  });

  test.each(["/_mock/health", "/api/v1/campaigns", "/"])(
    "refuses %s to a page of another site that sends no Origin, and to two Hosts",
    async (path) => {
      for (const site of ["cross-site", "Cross-Site", "same-origin, cross-site"]) {
        const { status, json } = await bench.call(path, { headers: { "sec-fetch-site": site } });
        expect([status, json.error.message]).toEqual([403, expect.stringContaining("a page of another site")]);
      }
      for (const second of ["localhost", "evil.test"]) {
        expect(await rawStatus(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nHost: ${second}\r\n\r\n`)).toBe("403");
      }
      for (const site of ["none", "same-origin", "same-site"]) {
        expect((await bench.call(path, { headers: { "sec-fetch-site": site } })).status).not.toBe(403);
      }
      // A page of one's own, on a name that browsers hold to be another site.
      const own = { "sec-fetch-site": "cross-site", origin: "http://localhost:3000" };
      expect((await bench.call(path, { headers: own })).status).not.toBe(403);
    },
  );

  test("lets a link on another site lead to the console, and to nothing else, nor into a frame", async () => {
    const link = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
    const status = async (path: string, headers: Record<string, string>, method = "GET") =>
      (await bench.call(path, { headers, method })).status;
    expect(await status("/?token=x", link)).not.toBe(403);
    expect(await status("/_mock/health", link)).toBe(403);
    expect(await status("/page.js", link)).toBe(403);
    expect(await status("/", link, "POST")).toBe(403);
    expect(await status("/", { ...link, "sec-fetch-dest": "iframe" })).toBe(403);
    expect(await status("/", { ...link, "sec-fetch-mode": "no-cors" })).toBe(403);
    expect(await status("/", { ...link, host: "evil.test" })).toBe(403);
  });

  test("refuses handshakes of a page of another site, and those with two Hosts", async () => {
    expect(await handshake({ "sec-fetch-site": "cross-site" })).toBe(403);
    const head = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13";
    const twice = `GET /_mock/stream HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n${head}\r\n\r\n`;
    expect(await rawStatus(twice)).toBe("403");
  });

  test("asks for no token", async () => {
    expect((await bench.call("/_mock/state")).status).toBe(200);
  });

  test("takes a call whose client offers to upgrade to HTTP/2, as Java's does", async () => {
    const body = '{"event_type":"EMAIL_OPEN"}';
    const head = [
      "POST /_mock/events HTTP/1.1",
      "Host: localhost",
      "Connection: Upgrade, HTTP2-Settings",
      "Upgrade: h2c",
      "HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA",
      `Content-Length: ${body.length}`,
    ];
    expect(await rawStatus(`${head.join("\r\n")}\r\n\r\n${body}`)).toBe("202");
    expect(bench.mock.state().counters.events).toBe(1);
  });

  test("guards a call that offers an upgrade like any other", async () => {
    const head = "GET /_mock/health HTTP/1.1\r\nHost: evil.test\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n";
    expect(await rawStatus(head)).toBe("403");
  });
});

describe("a mock with a token", () => {
  beforeEach(async () => {
    bench = await openControl({
      token: TOKEN,
      host: "0.0.0.0",
      apiKey: "key-1",
      restRoutes: (app, apiKey) => {
        app.get("/api/v1/key", () => ({ apiKey }));
      },
    });
  });

  const withToken = (token: string): CallOptions => ({ headers: { authorization: `Bearer ${token}` } });

  test("opens the control API to its bearer only", async () => {
    bench = await reopened("s3cret");
    expect((await bench.call("/_mock/state", withToken("s3cret"))).status).toBe(200);
    for (const wrong of ["s3cre", "s3cret2", "S3CRET", "x".repeat(5_000)]) {
      expect((await bench.call("/_mock/state", withToken(wrong))).status).toBe(401);
    }
    const { status, json, headers } = await bench.call("/_mock/state");
    expect(status).toBe(401);
    expect(headers["www-authenticate"]).toBe("Bearer");
    expect(json.error.code).toBe("forbidden");
  });

  test("does not tell strangers which calls there are", async () => {
    expect((await bench.call("/_mock/nope")).status).toBe(401);
    expect((await bench.call("/_mock/health")).status).toBe(401);
  });

  test("takes it on the stream as header or in the query", async () => {
    expect(await handshake({}, `?token=${encodeURIComponent(TOKEN)}`)).toBe(101);
    expect(await handshake({}, "?token=wrong")).toBe(401);
    expect(await handshake({})).toBe(401);
    bench = await reopened("s3cret");
    expect(await handshake({ authorization: "Bearer s3cret" })).toBe(101);
  });

  test("leaves SmartLead's own API to its own key", async () => {
    expect((await bench.call("/api/v1/key")).json).toEqual({ apiKey: "key-1" });
  });

  test("still refuses foreign pages and names", async () => {
    const authorization = `Bearer ${TOKEN}`;
    expect((await bench.call("/_mock/state", { headers: { authorization, host: "evil.test" } })).status).toBe(403);
    const origin = "https://evil.test";
    expect((await bench.call("/_mock/state", { headers: { authorization, origin } })).status).toBe(403);
  });

  test("can be reached by the address that it listens on, though it is no loopback name", async () => {
    // The wildcard takes every address of this machine; over loopback that is the only one a test may count on.
    const url = `http://127.0.0.1:${bench.server.port}/api/v1/key`;
    expect((await call(url)).status).toBe(200);
  });

  async function reopened(token: string): Promise<ControlBench> {
    await bench.close();
    return openControl({ token, host: "0.0.0.0", apiKey: "key-1" });
  }
});

describe("the address", () => {
  test("beyond loopback without a token is refused before anything listens", async () => {
    bench = await openControl();
    for (const host of ["0.0.0.0", "::", "192.168.1.5", "mock.example.com", ""]) {
      await expect(openControl({ host })).rejects.toMatchObject({
        name: "SmartLeadMockError",
        code: "usage",
        message: expect.stringMatching(/--token, which guards \/_mock, and --api-key, which guards/),
      });
      await expect(openControl({ host, token: TOKEN })).rejects.toMatchObject({
        code: "usage",
        message: `--host ${host} lets others reach the mock; add --api-key, which guards SmartLead's API.`,
      });
    }
  });

  test("that is taken is told with its port and what to do", async () => {
    bench = await openControl();
    await expect(openControl({ port: bench.server.port })).rejects.toMatchObject({
      code: "port_in_use",
      message: `Port ${bench.server.port} on 127.0.0.1 is in use; stop the program that uses it, or choose another --port (0 takes a free one).`,
    });
  });

  test("that is not this machine's is told so", async () => {
    bench = await openControl();
    await expect(openControl({ host: "192.0.2.1", token: TOKEN, apiKey: "k" })).rejects.toMatchObject({
      code: "usage",
    });
  });

  test("is given as http and ws", async () => {
    bench = await openControl();
    const { url, streamUrl, port } = bench.server;
    expect({ url, streamUrl }).toEqual({
      url: `http://127.0.0.1:${port}`,
      streamUrl: `ws://127.0.0.1:${port}/_mock/stream`,
    });
  });

  test("localhost takes calls and handshakes by both of its families", async () => {
    bench = await openControl({ host: "localhost" });
    expect((await call(`http://127.0.0.1:${bench.server.port}/_mock/health`)).status).toBe(200);
    expect(await handshake({})).toBe(101);
  });
});

describe("closing the server", () => {
  test("does not wait for a refused handshake whose client never closes", async () => {
    bench = await openControl();
    const stubborn = connect({ port: bench.server.port, host: "127.0.0.1", allowHalfOpen: true });
    const refused = new Promise((resolve) => stubborn.once("data", resolve));
    stubborn.on("error", () => {});
    stubborn.write(
      "GET /elsewhere HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    );
    expect(String(await refused)).toMatch(/^HTTP\/1\.1 404 /);
    await bench.server.close();
    stubborn.destroy();
  });

  test("ends the stream with 1001 and open calls at once, and may be asked for twice", async () => {
    bench = await openControl();
    const client = new WebSocket(bench.server.streamUrl);
    await new Promise((resolve) => client.once("message", resolve));
    const idle = connect(bench.server.port, "127.0.0.1");
    const idleEnded = new Promise((resolve) => idle.once("close", resolve));
    await new Promise((resolve) => idle.once("connect", resolve));
    const closed = new Promise((resolve) => client.once("close", resolve));
    await Promise.all([bench.server.close(), bench.server.close()]);
    expect(await closed).toBe(1001);
    await idleEnded;
    await expect(bench.call("/_mock/health")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});

/** Sends bytes as they are; gives the status of the answer. */
function rawStatus(text: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(bench.server.port, "127.0.0.1", () => socket.write(text));
    socket.on("error", reject);
    socket.once("data", (data) => {
      resolve(/^HTTP\/1\.\d (\d+)/.exec(data.toString())?.[1]);
      socket.destroy();
    });
  });
}
