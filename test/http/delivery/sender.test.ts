import { createHmac } from "node:crypto";
import type { Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RESPONSE_BODY_LIMIT_BYTES } from "../../../src/delivery/delivery.ts";
import { outgoingRequest } from "../../../src/delivery/outgoing-request.ts";
import { AbortHandle, type Sender } from "../../../src/delivery/sender.ts";
import { createUndiciSender } from "../../../src/delivery/undici-sender.ts";
import { answer, freePort, type RawBehaviour, type RawReceiver, startRawReceiver, turns } from "./raw-receiver.ts";

let sender: Sender;
let receivers: RawReceiver[];

beforeEach(() => {
  sender = createUndiciSender();
  receivers = [];
});

afterEach(async () => {
  await sender.close();
  for (const receiver of receivers) await receiver.close();
});

async function aReceiver(behaviour: RawBehaviour): Promise<RawReceiver> {
  const receiver = await startRawReceiver(behaviour);
  receivers.push(receiver);
  return receiver;
}

function aRequest(url: string, body = '{"event_type":"EMAIL_REPLY"}') {
  return outgoingRequest({
    url,
    body,
    level: "user",
    requestId: "11111111-2222-4333-8444-555555555555",
    signingSecret: null,
  });
}

function send(url: string, cut = new AbortHandle()) {
  return sender.send(aRequest(url), cut);
}

/** An answer of so many bytes, as fast as the other end reads. */
function flood(socket: Socket, bytes: number, head: string): void {
  const chunk = Buffer.alloc(64 * 1024, "x");
  let left = bytes;
  const go = () => {
    while (left > 0) {
      const part = left >= chunk.length ? chunk : chunk.subarray(0, left);
      left -= part.length;
      if (!socket.write(part)) return void socket.once("drain", go);
    }
  };
  socket.write(head);
  go();
}

describe("a complete answer", () => {
  it.each([
    [200, "success"],
    [201, "success"],
    [204, "success"],
    [208, "success"],
    [300, "redirect"],
    [304, "redirect"],
    [400, "rejected"],
    [401, "rejected"],
    [408, "rejected"],
    [429, "rejected"],
    [499, "rejected"],
    [500, "server_error"],
    [503, "server_error"],
    [599, "server_error"],
    [999, "server_error"],
  ])("with status %d is %s", async (status, outcome) => {
    const receiver = await aReceiver({ onRequest: (socket) => socket.write(answer(status)) });
    expect(await send(receiver.url)).toMatchObject({ outcome, status, error: null });
  });

  it.each([301, 302, 303, 307, 308])("with status %d is a redirect that is not followed", async (status) => {
    const elsewhere = await aReceiver({ onRequest: (socket) => socket.write(answer(200)) });
    const receiver = await aReceiver({
      onRequest: (socket) => socket.write(answer(status, "", { Location: elsewhere.url })),
    });
    expect(await send(receiver.url)).toMatchObject({ outcome: "redirect", status, error: null });
    expect([receiver.requests.length, elsewhere.connections]).toEqual([1, 0]);
  });

  it("is kept with its headers and text", async () => {
    const text = '{"status":"already_processed","note":"Grüße 👩‍💻"}';
    const headers = { "X-Mixed-Case": "kept", "Set-Cookie": "a=1\r\nSet-Cookie: b=2" };
    const receiver = await aReceiver({ onRequest: (socket) => socket.write(answer(200, text, headers)) });
    expect((await send(receiver.url)).response).toEqual({
      headers: {
        "content-length": String(Buffer.byteLength(text)),
        "x-mixed-case": "kept",
        "set-cookie": ["a=1", "b=2"],
      },
      body: text,
      bytes: Buffer.byteLength(text),
      truncated: false,
    });
  });

  it.each([
    ["chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", false],
    ["until the end of the connection", "HTTP/1.0 200 OK\r\n\r\nabcde", true],
    [
      "after 100 Continue's cousins",
      "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde",
      false,
    ],
  ])("may come %s", async (_, bytes, ends) => {
    const receiver = await aReceiver({ onRequest: (socket) => (ends ? socket.end(bytes) : socket.write(bytes)) });
    expect(await send(receiver.url)).toMatchObject({ outcome: "success", response: { body: "abcde", bytes: 5 } });
  });

  it("just at the limit is whole, one byte more is truncated", async () => {
    const receiver = await aReceiver({
      onRequest: (socket, _, number) => socket.write(answer(200, "x".repeat(RESPONSE_BODY_LIMIT_BYTES + number - 1))),
    });
    const [whole, more] = [await send(receiver.url), await send(receiver.url)];
    expect(whole.response).toMatchObject({ bytes: RESPONSE_BODY_LIMIT_BYTES, truncated: false });
    expect(more.response).toMatchObject({ bytes: RESPONSE_BODY_LIMIT_BYTES + 1, truncated: true });
    expect(more.response?.body).toHaveLength(RESPONSE_BODY_LIMIT_BYTES);
  });

  it("of 100 MB is counted and dropped but for its beginning, and takes no memory", async () => {
    const bytes = 100 * 1024 * 1024;
    const head = `HTTP/1.1 200 OK\r\nContent-Length: ${bytes}\r\n\r\n`;
    const receiver = await aReceiver({ onRequest: (socket) => flood(socket, bytes, head) });
    const before = process.memoryUsage().rss;
    const { outcome, response } = await send(receiver.url);
    expect({ outcome, bytes: response?.bytes, truncated: response?.truncated }).toEqual({
      outcome: "success",
      bytes,
      truncated: true,
    });
    expect(response?.body).toBe("x".repeat(RESPONSE_BODY_LIMIT_BYTES));
    expect(process.memoryUsage().rss - before).toBeLessThan(80 * 1024 * 1024);
  });
});

describe("no complete answer", () => {
  const BROKEN: [string, RawBehaviour, string][] = [
    [
      "a connection that is closed at once",
      { onConnection: (socket) => socket.destroy() },
      "UND_ERR_SOCKET|ECONNRESET|EPIPE",
    ],
    ["a connection closed after the request", { onRequest: (socket) => socket.end() }, "UND_ERR_SOCKET"],
    ["a reset before the answer", { onRequest: (socket) => socket.resetAndDestroy() }, "ECONNRESET"],
    [
      "what is not HTTP",
      { onRequest: (socket) => socket.write("\u001b[2J\u001b]0;owned\u0007 garbage\r\n\r\n") },
      "HTTPParserError",
    ],
    ["a status that is none", { onRequest: (socket) => socket.write("HTTP/1.1 OK\r\n\r\n") }, "HTTPParserError"],
    [
      "random bytes",
      { onRequest: (socket) => socket.write(Buffer.from([0x16, 0x03, 0, 0xff, 0x80, 0x0a])) },
      "HTTPParserError",
    ],
    [
      "an answer to another protocol",
      {
        onRequest: (socket) =>
          socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
      },
      "UND_ERR_SOCKET",
    ],
  ];

  it.each(BROKEN)("%s is a network error", async (_, behaviour, code) => {
    const receiver = await aReceiver(behaviour);
    const result = await send(receiver.url);
    expect(result).toMatchObject({ outcome: "network_error", status: null, response: null });
    expect(result.error).toMatch(new RegExp(`^(${code})\\w*: .`));
  });

  it("headers without end are given up, not collected", async () => {
    let written = 0;
    const receiver = await aReceiver({
      onRequest: (socket) => {
        const line = Buffer.from(`X-Line: ${"a".repeat(1_000)}\r\n`);
        const go = () => {
          while (!socket.destroyed && socket.write(line)) written += line.length;
          if (!socket.destroyed) socket.once("drain", go);
        };
        socket.write("HTTP/1.1 200 OK\r\n");
        go();
      },
    });
    expect(await send(receiver.url)).toMatchObject({
      outcome: "network_error",
      error: expect.stringMatching(/^UND_ERR_HEADERS_OVERFLOW: /),
    });
    await receiver.allClosed();
    expect(written).toBeLessThan(16 * 1024 * 1024);
  });

  it.each([
    ["a reset", (socket: Socket) => socket.resetAndDestroy()],
    ["the end of the connection", (socket: Socket) => socket.end()],
  ])("%s in mid-body is a network error that keeps the status and what came", async (_, end) => {
    const receiver = await aReceiver({
      onRequest: async (socket) => {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart");
        await turns();
        end(socket);
      },
    });
    expect(await send(receiver.url)).toMatchObject({
      outcome: "network_error",
      status: 200,
      error: expect.stringMatching(/^(ECONNRESET|UND_ERR_SOCKET): /),
      response: { body: "part", bytes: 4, truncated: false },
    });
  });

  it("a refused connection is a network error that names the address", async () => {
    const port = await freePort();
    expect(await send(`http://127.0.0.1:${port}/`)).toEqual({
      outcome: "network_error",
      status: null,
      error: `ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:${port}`,
      response: null,
    });
  });

  it("a name that does not resolve is a network error", async () => {
    const { outcome, error } = await send("http://receiver.invalid/");
    expect(outcome).toBe("network_error");
    expect(error).toMatch(/^(ENOTFOUND|EAI_AGAIN): /);
  });

  it.each(["no url", "ftp://localhost/", "http://%zz@localhost/"])(
    "a URL such as %s is a network error, never an exception",
    async (url) => {
      expect(await send(url)).toMatchObject({
        outcome: "network_error",
        status: null,
        error: expect.stringMatching(/^\w+: ./),
      });
    },
  );

  it("what breaks one attempt does not break the next", async () => {
    const receiver = await aReceiver({
      onRequest: (socket, _, number) => (number === 1 ? socket.write("garbage\r\n\r\n") : socket.write(answer(200))),
    });
    expect((await send(receiver.url)).outcome).toBe("network_error");
    expect((await send(receiver.url)).outcome).toBe("success");
  });
});

describe("an attempt that is cut", () => {
  const TIMEOUT = "TIMEOUT: no complete answer within the timeout";

  it("before any answer is a timeout, and its connection is closed", async () => {
    const receiver = await aReceiver({});
    const cut = new AbortHandle();
    const result = send(receiver.url, cut);
    await receiver.got(1);
    cut.abort();
    expect(await result).toEqual({ outcome: "timeout", status: null, error: TIMEOUT, response: null });
    await receiver.allClosed();
  });

  it("in mid-body is a timeout that keeps the status and what came", async () => {
    const receiver = await aReceiver({
      onRequest: (socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart"),
    });
    const cut = new AbortHandle();
    const result = send(receiver.url, cut);
    await receiver.got(1);
    await turns();
    cut.abort();
    expect(await result).toMatchObject({
      outcome: "timeout",
      status: 200,
      error: TIMEOUT,
      response: { body: "part", bytes: 4 },
    });
    await receiver.allClosed();
  });

  it.each([
    ["of the body", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"],
    ["of the headers", "HTTP/1.1 200 OK\r\nX-Slow: "],
  ])("while a byte %s trickles in now and then is a timeout", async (_, head) => {
    let trickled = 0;
    let onTenth: () => void = () => {};
    const tenth = new Promise<void>((resolve) => {
      onTenth = resolve;
    });
    const receiver = await aReceiver({
      onRequest: (socket) => {
        socket.write(head);
        const timer = setInterval(() => {
          trickled += 1;
          socket.write("x");
          if (trickled === 10) onTenth();
        }, 5);
        socket.on("close", () => clearInterval(timer));
      },
    });
    const cut = new AbortHandle();
    const result = send(receiver.url, cut);
    await tenth;
    cut.abort();
    expect((await result).outcome).toBe("timeout");
    await receiver.allClosed();
  });

  it("in a flood without end is a timeout that has kept no more than its limit", async () => {
    const receiver = await aReceiver({
      onRequest: (socket) => flood(socket, Number.POSITIVE_INFINITY, "HTTP/1.1 200 OK\r\n\r\n"),
    });
    const cut = new AbortHandle();
    const result = send(receiver.url, cut);
    await receiver.got(1);
    await turns(200);
    cut.abort();
    const { outcome, status, response } = await result;
    expect([outcome, status, response?.truncated]).toEqual(["timeout", 200, true]);
    expect(response?.body).toHaveLength(RESPONSE_BODY_LIMIT_BYTES);
  });

  it("before it began is a timeout", async () => {
    const receiver = await aReceiver({ onRequest: (socket) => socket.write(answer(200)) });
    const cut = new AbortHandle();
    cut.abort();
    expect((await send(receiver.url, cut)).outcome).toBe("timeout");
  });

  it("leaves others to the same receiver alone, and the next one gets a connection of its own", async () => {
    let release: () => void = () => {};
    const used = new Set<Socket>();
    const receiver = await aReceiver({
      onRequest: (socket, _, number) => {
        used.add(socket);
        if (number === 2) release = () => socket.write(answer(200, "second"));
        if (number === 3) socket.write(answer(200, "third"));
      },
    });
    const cut = new AbortHandle();
    const hung = send(receiver.url, cut);
    await receiver.got(1);
    const other = send(receiver.url);
    await receiver.got(2);
    cut.abort();
    expect((await hung).outcome).toBe("timeout");
    expect((await send(receiver.url)).response?.body).toBe("third");
    release();
    expect((await other).response?.body).toBe("second");
    expect(used.size).toBe(3);
  });
});

describe("what is sent", () => {
  it("is these bytes", async () => {
    const receiver = await aReceiver({ onRequest: (socket) => socket.write(answer(200)) });
    const body = '{"text":"Grüße 👩‍💻 \u2028 مرحبا","html":"<b>a</b>"}';
    const url = `${receiver.url}?a=1&b=%20x#fragment`;
    const parts = { url, body, level: "campaign", requestId: "11111111-2222-4333-8444-555555555555" } as const;
    const request = outgoingRequest({ ...parts, signingSecret: "s3cret" });
    await sender.send(request, new AbortHandle());
    const [got] = receiver.requests;
    const signature = createHmac("sha256", "s3cret")
      .update(got?.body ?? "")
      .digest("hex");
    expect(got?.body).toEqual(Buffer.from(body, "utf8"));
    expect(got?.head.split("\r\n")).toEqual([
      "POST /hook?a=1&b=%20x HTTP/1.1",
      `host: 127.0.0.1:${receiver.port}`,
      "connection: keep-alive",
      "Content-Type: application/json",
      "X-Request-Id: 11111111-2222-4333-8444-555555555555",
      "X-Webhook-Level: campaign",
      "User-Agent: SmartLead-Webhook/1.0 (smartlead-mock)",
      `X-Smartlead-Signature: sha256=${signature}`,
      `content-length: ${Buffer.byteLength(body)}`,
    ]);
  });

  it("carries the URL's credentials as Basic authorization, not in the request line", async () => {
    const receiver = await aReceiver({ onRequest: (socket) => socket.write(answer(200)) });
    await send(`http://us%40er:p%3Aw@127.0.0.1:${receiver.port}/hook`);
    const head = receiver.requests[0]?.head ?? "";
    expect(head).toContain(`Authorization: Basic ${Buffer.from("us@er:p:w").toString("base64")}`);
    expect(head.split("\r\n")[0]).toBe("POST /hook HTTP/1.1");
  });

  it("may be empty, or a megabyte", async () => {
    const receiver = await aReceiver({ onRequest: (socket) => socket.write(answer(200)) });
    for (const body of ["", "é".repeat(500_000)]) {
      expect((await sender.send(aRequest(receiver.url, body), new AbortHandle())).outcome).toBe("success");
    }
    expect(receiver.requests.map(({ body }) => body.length)).toEqual([0, 1_000_000]);
    expect(receiver.requests[0]?.head).toContain("content-length: 0");
  });
});

describe("connections", () => {
  it("are one for each request where that is asked for", async () => {
    const fresh = createUndiciSender({ freshConnections: true });
    const receiver = await aReceiver({ onRequest: (socket) => socket.end(answer(200)) });
    for (let time = 0; time < 3; time += 1) {
      expect((await fresh.send(aRequest(receiver.url), new AbortHandle())).outcome).toBe("success");
    }
    await fresh.close();
    expect(receiver.connections).toBe(3);
    expect(receiver.requests[0]?.head).toContain("connection: close");
  });

  it("are kept alive between attempts", async () => {
    const receiver = await aReceiver({ onRequest: (socket) => socket.write(answer(200)) });
    for (let count = 0; count < 20; count += 1) expect((await send(receiver.url)).outcome).toBe("success");
    // A second one is made for an attempt that starts in the moment in which the first is being given back.
    expect(receiver.connections).toBeLessThanOrEqual(2);
  });

  it("that a receiver closes after 600 ms of idleness are never the reason of a failure", async () => {
    const receiver = await aReceiver({
      onRequest: (socket) => {
        socket.write(answer(200));
        const idle = setTimeout(() => socket.destroy(), 600);
        socket.once("data", () => clearTimeout(idle));
        socket.once("close", () => clearTimeout(idle));
      },
    });
    const outcomes: string[] = [];
    for (let count = 0; count < 4; count += 1) {
      // The next one starts just when the receiver is about to close.
      const almost = new Promise((resolve) => setTimeout(resolve, 598));
      outcomes.push((await send(receiver.url)).outcome);
      await almost;
    }
    expect(outcomes).toEqual(["success", "success", "success", "success"]);
    expect(receiver.connections).toBe(4);
    await receiver.allClosed();
  });

  it("are all closed with the sender, also one that nothing came of yet", async () => {
    const receiver = await aReceiver({ onRequest: (socket) => socket.write(answer(200)) });
    await Promise.all([send(receiver.url), send(receiver.url), send(receiver.url)]);
    expect(receiver.openConnections).toBe(3);
    await sender.close();
    await receiver.allClosed();
  });

  it("go to many receivers, more than there are pools", { timeout: 30_000 }, async () => {
    const many = await Promise.all(
      Array.from({ length: 70 }, () => aReceiver({ onRequest: (socket) => socket.write(answer(200)) })),
    );
    for (let round = 0; round < 2; round += 1) {
      const results = await Promise.all(many.map(({ url }) => send(url)));
      expect(results.map(({ outcome, error }) => error ?? outcome)).toEqual(many.map(() => "success"));
    }
  });
});
