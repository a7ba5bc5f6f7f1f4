import { afterEach, describe, expect, it } from "vitest";
import type { WireFault } from "../../../src/delivery/faults/wire-fault.ts";
import { mayHaveReached } from "../../../src/delivery/idempotency/reach.ts";
import { AbortHandle } from "../../../src/delivery/sender.ts";
import { createUndiciSender } from "../../../src/delivery/undici-sender.ts";
import { answer, freePort } from "../delivery/raw-receiver.ts";
import { selfSigned } from "../delivery/self-signed.ts";
import { Attempting, aRequest, BODY, closeAll, closing, receiver, send, wireSender } from "./wire-bench.ts";
import type { OnChange, SeenConnection } from "./wire-receiver.ts";

const LENGTH = Buffer.byteLength(BODY);
const SLOW = { kind: "slow-body", overMs: 200, pieces: 4 } as const satisfies WireFault;
const CERTIFICATE = selfSigned();

afterEach(closeAll);

/** Answers once, when the whole body has come. */
function answering(bytes: string, length = LENGTH): OnChange {
  const done = new Set<SeenConnection>();
  return (connection) => {
    if (connection.body.length < length || connection.head === "" || done.has(connection)) return;
    done.add(connection);
    connection.socket.write(bytes);
  };
}

/** A timer may be early by so much. */
const EARLY_MS = 2;

/** Each byte comes in its part of the time or later: on a busy machine several pieces are read at once, but none too soon. */
function expectPaced(connection: SeenConnection | undefined, { since, bytes }: { since: number; bytes: number }): void {
  const arrivals = connection?.arrivals ?? [];
  expect(arrivals.at(-1)?.bytes).toBe(bytes);
  const early = arrivals.filter((one) => (one.bytes - 1) / bytes > (one.atMs - since + EARLY_MS) / SLOW.overMs);
  expect(early).toEqual([]);
}

describe("the headers", () => {
  it("are the plain sender's, byte for byte, but that the connection serves no second request", async () => {
    const got = await receiver(answering(answer(200)));
    const request = aRequest(got.url.replace("localhost", "us%40er:p%3Aw@localhost"));
    const odd = { ...request, headers: { ...request.headers, "x-OdD": "é ü", "X-Mock-Time": "2026-01-05T09:00:00Z" } };
    await closing(createUndiciSender()).send(odd, new AbortHandle());
    await wireSender().send(odd, new Attempting(), { faults: [SLOW], gate: null });
    const [plain, wire] = got.seen.map(({ bytes }) => bytes.toString("latin1"));
    expect(plain).toContain("connection: keep-alive");
    expect(plain).toContain("x-OdD: é ü");
    expect(wire).toBe(plain?.replace("connection: keep-alive", "connection: close"));
  });

  it("that HTTP does not allow are not sent", async () => {
    const got = await receiver();
    const request = aRequest(got.url);
    const bad = { ...request, headers: { ...request.headers, "X-Bad": "a\r\nX-Smuggled: b" } };
    const result = await wireSender().send(bad, new Attempting(), { faults: [SLOW], gate: null });
    expect(result).toMatchObject({ outcome: "network_error", error: expect.stringMatching(/^UND_ERR_INVALID_ARG: /) });
    await got.until(() => got.seen.every(({ end }) => end !== null));
    expect(got.seen.map(({ bytes }) => bytes.length).filter((length) => length > 0)).toEqual([]);
  });
});

describe.each([
  ["plain", null],
  ["TLS", CERTIFICATE],
])("a slow body over %s", (_, tls) => {
  it("comes whole, in its pieces, none before its time, and is answered", async () => {
    const got = await receiver(answering(answer(201, "thanks")), tls);
    const since = performance.now();
    const result = await send(got.url, { faults: [SLOW] });
    expect(got.seen[0]?.body.toString()).toBe(BODY);
    expectPaced(got.seen[0], { since, bytes: LENGTH });
    expect(result).toEqual({
      outcome: "success",
      status: 201,
      error: null,
      response: { headers: { "content-length": "6" }, body: "thanks", bytes: 6, truncated: false },
    });
  });
});

describe("a slow body", () => {
  it("of fewer bytes than pieces comes byte by byte, an empty one at once", async () => {
    const got = await receiver(answering(answer(200), 2));
    const since = performance.now();
    expect((await send(got.url, { faults: [{ ...SLOW, pieces: 50 }], body: "{}" })).outcome).toBe("success");
    expectPaced(got.seen[0], { since, bytes: 2 });
    const empty = await receiver(answering(answer(200), 0));
    expect((await send(empty.url, { faults: [{ ...SLOW, overMs: 3_600_000 }], body: "" })).outcome).toBe("success");
  });

  it("is not finished once the receiver has answered", async () => {
    const got = await receiver(({ socket, head, end }) => {
      if (head !== "" && end === null) socket.write(answer(413));
    });
    const result = await send(got.url, { faults: [{ ...SLOW, overMs: 3_600_000 }] });
    expect(result).toMatchObject({ outcome: "rejected", status: 413, error: null });
    await got.until(() => got.seen[0]?.end != null);
    expect(got.seen[0]?.body.length).toBe(0);
  });

  it("that is cut is a timeout that reached nobody whole", async () => {
    const got = await receiver();
    const sending = new Attempting();
    const sent = send(got.url, { faults: [{ ...SLOW, overMs: 3_600_000 }], sending });
    await got.until(() => got.seen[0] !== undefined && got.seen[0].head !== "");
    sending.timeUp();
    const result = await sent;
    expect(result).toEqual({
      outcome: "timeout",
      status: null,
      error: `FAULT_TRUNCATED: the timeout had passed when 0 of the body's ${LENGTH} bytes had been sent`,
      response: null,
    });
    expect(mayHaveReached(result)).toBe(false);
    await got.until(() => got.seen[0]?.end != null);
  });
});

describe.each([
  ["plain", null],
  ["TLS", CERTIFICATE],
])("a truncated body over %s", (_, tls) => {
  it("comes in part under the full Content-Length, then a FIN; the receiver's answer to that counts", async () => {
    const got = await receiver(({ socket, end }) => {
      if (end === "fin" && socket.writable) socket.end(answer(400, "incomplete"));
    }, tls);
    const result = await send(got.url, { faults: [{ kind: "truncated-body", share: 0.25 }] });
    expect(got.seen[0]?.head).toContain(`content-length: ${LENGTH}`);
    expect(got.seen[0]?.body).toEqual(Buffer.from(BODY).subarray(0, Math.floor(LENGTH / 4)));
    expect(result).toMatchObject({ outcome: "rejected", status: 400, error: null, response: { body: "incomplete" } });
  });

  it("that is not answered is a network error that reached nobody", async () => {
    const got = await receiver(({ socket, end }) => void (end === "fin" && socket.end()), tls);
    const result = await send(got.url, { faults: [{ kind: "truncated-body", share: 0 }] });
    expect(result).toEqual({
      outcome: "network_error",
      status: null,
      error: `FAULT_TRUNCATED: only 0 of the body's ${LENGTH} bytes were sent`,
      response: null,
    });
    expect(mayHaveReached(result)).toBe(false);
  });
});

describe("a truncated body", () => {
  it("of which nothing is missing is not called so", async () => {
    const got = await receiver(({ socket, end }) => void (end === "fin" && socket.end()));
    for (const [body, share] of [
      [BODY, 1],
      ["", 0.5],
    ] as const) {
      const result = await send(got.url, { faults: [{ kind: "truncated-body", share }], body });
      expect(result).toMatchObject({ outcome: "network_error", error: "UND_ERR_SOCKET: other side closed" });
    }
  });

  it("that nobody reacts to is a timeout when it is cut", async () => {
    const got = await receiver();
    const sending = new Attempting();
    const sent = send(got.url, { faults: [{ kind: "truncated-body", share: 0.5 }], sending });
    await got.until(() => got.seen[0]?.end === "fin");
    sending.timeUp();
    expect(await sent).toMatchObject({ outcome: "timeout", error: expect.stringMatching(/^FAULT_TRUNCATED: /) });
  });
});

describe("faults together", () => {
  it("slow pieces of a truncated body, then a reset in the place of the end", async () => {
    const got = await receiver();
    const faults: WireFault[] = [SLOW, { kind: "truncated-body", share: 0.25 }, { kind: "reset", at: "after" }];
    const since = performance.now();
    const result = await send(got.url, { faults });
    await got.until(() => got.seen[0]?.end != null);
    expect(got.seen[0]?.end).toBe("ECONNRESET");
    expectPaced(got.seen[0], { since, bytes: Math.floor(LENGTH / 4) });
    expect(result.error).toMatch(/^FAULT_RESET: /);
  });

  it("a slow body whose answer is lost", async () => {
    const got = await receiver(answering(answer(200)));
    const since = performance.now();
    const result = await send(got.url, { faults: [{ kind: "lost-response" }, SLOW] });
    expectPaced(got.seen[0], { since, bytes: LENGTH });
    expect(result.error).toMatch(/^FAULT_LOST_RESPONSE: /);
  });
});

describe("a receiver", () => {
  it("that closes at once is its own network error", async () => {
    const got = await receiver(({ socket }) => socket.destroy());
    const result = await send(got.url, { faults: [{ ...SLOW, overMs: 3_600_000 }] });
    expect(result).toMatchObject({ outcome: "network_error", status: null, response: null });
    expect(result.error).toMatch(/^(UND_ERR_SOCKET|ECONNRESET|EPIPE): /);
  });

  it("that listens nowhere is refused, whatever was to be done to the bytes", async () => {
    const result = await send(`http://127.0.0.1:${await freePort()}/`, { faults: [{ kind: "reset", at: "after" }] });
    expect(result).toMatchObject({ outcome: "network_error", error: expect.stringMatching(/^ECONNREFUSED: /) });
  });

  it.each([
    ["garbage", "garbage\r\n\r\n", /^HTTPParserError: /, null],
    ["an upgrade", "HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n", /^[A-Z_]+: /, null],
    ["a bad chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", /^HTTPParserError: /, 200],
  ])("that answers with %s is a network error", async (_, bytes, error, status) => {
    const got = await receiver(answering(bytes));
    const result = await send(got.url, { faults: [SLOW] });
    expect(result).toMatchObject({ outcome: "network_error", status, error: expect.stringMatching(error) });
  });

  it("that breaks its answer off is told with what had come of it", async () => {
    const whole = answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n\r\nabc");
    const got = await receiver((connection, index) => {
      whole(connection, index);
      if (connection.body.length === LENGTH) connection.socket.end();
    });
    const result = await send(got.url, { faults: [SLOW] });
    expect(result).toMatchObject({ outcome: "network_error", status: 200 });
    expect(result.response).toMatchObject({ body: "abc", bytes: 3, headers: { "set-cookie": ["a", "b"] } });
  });

  it("that announces its answer, or redirects, is read as any other", async () => {
    const got = await receiver(
      answering(`HTTP/1.1 103 Early\r\nLink: </x>\r\n\r\n${answer(307, "", { Location: "/y" })}`),
    );
    expect(await send(got.url, { faults: [SLOW] })).toMatchObject({ outcome: "redirect", status: 307, error: null });
    expect(got.seen.length).toBe(1);
  });

  it("that answers with 10 MB is counted, and kept in its beginning", async () => {
    const got = await receiver(answering(answer(200, "x".repeat(10_000_000))));
    const { response, outcome } = await send(got.url, { faults: [SLOW] });
    expect(outcome).toBe("success");
    expect(response).toMatchObject({ bytes: 10_000_000, truncated: true });
    expect(response?.body).toHaveLength(16 * 1024);
  });

  it("with a certificate that nobody vouches for is refused, and nothing is left open", async () => {
    const got = await receiver(() => {}, CERTIFICATE);
    const result = await send(got.url, { faults: [SLOW], sender: wireSender({ insecureTls: false }) });
    expect(result).toEqual({
      outcome: "network_error",
      status: null,
      // Node 24 goes on with a hint.
      error: expect.stringMatching(/^DEPTH_ZERO_SELF_SIGNED_CERT: self-signed certificate/),
      response: null,
    });
    expect(mayHaveReached(result)).toBe(false);
  });

  it.each([
    ["http://93.184.215.14/", /93\.184\.215\.14 is a public address/],
    ["https://93.184.215.14/", /93\.184\.215\.14 is a public address/],
    ["http://[::ffff:169.254.169.254]/", /link-local/],
  ])("at %s is never connected to", async (url, reason) => {
    const result = await send(url, { faults: [SLOW] });
    expect(result.error).toMatch(/^ETARGETREFUSED: /);
    expect(result.error).toMatch(reason);
    expect(mayHaveReached(result)).toBe(false);
  });

  it("named by what is no http URL is a value, not a throw", async () => {
    expect((await send("nonsense", { faults: [SLOW] })).error).toMatch(/^ERR_INVALID_URL: /);
    expect((await send("ftp://localhost/", { faults: [SLOW] })).error).toMatch(/^UND_ERR_INVALID_ARG: /);
  });
});

describe("a cut", () => {
  it("before the beginning makes no request", async () => {
    const got = await receiver(answering(answer(200)));
    const sending = new Attempting();
    sending.timeUp();
    expect(await send(got.url, { faults: [SLOW], sending })).toMatchObject({ outcome: "timeout", status: null });
    expect(got.seen.every(({ bytes }) => bytes.length === 0)).toBe(true);
  });

  it("during a TLS handshake that hangs is a timeout, and the connection goes", async () => {
    const hanging = await receiver();
    const sending = new Attempting();
    const sent = send(hanging.url.replace("http:", "https:"), { faults: [SLOW], sending });
    await hanging.until(() => hanging.seen.some(({ bytes }) => bytes.length > 0));
    sending.timeUp();
    expect(await sent).toMatchObject({
      outcome: "timeout",
      error: expect.stringMatching(/^UND_ERR_CONNECT_TIMEOUT: /),
    });
    await hanging.until(() => hanging.seen[0]?.end != null);
  });

  it("while the answer is awaited, or comes, is a timeout with what has come", async () => {
    const got = await receiver(answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"));
    const sending = new Attempting();
    const sent = send(got.url, { faults: [{ ...SLOW, overMs: 0 }], sending });
    await got.until(() => got.seen[0]?.body.length === LENGTH);
    // The part of an answer is on its way.
    await new Promise((resolve) => setTimeout(resolve, 50));
    sending.timeUp();
    expect(await sent).toMatchObject({ outcome: "timeout", status: 200, error: expect.stringMatching(/^TIMEOUT: /) });
    await got.until(() => got.seen[0]?.end != null);
  });
});

describe("closing the sender", () => {
  it("ends every connection, those that are being made as well, and makes no other", async () => {
    const got = await receiver();
    const hanging = await receiver();
    const sender = wireSender();
    const slow = send(got.url, { faults: [{ ...SLOW, overMs: 3_600_000 }], sender });
    const handshake = send(hanging.url.replace("http:", "https:"), { faults: [SLOW], sender });
    await got.until(() => got.seen[0] !== undefined && got.seen[0].head !== "");
    await hanging.until(() => hanging.seen.some(({ bytes }) => bytes.length > 0));
    await sender.close();
    for (const result of await Promise.all([slow, handshake])) expect(result.outcome).toBe("network_error");
    await got.until(() => got.seen[0]?.end != null);
    await hanging.until(() => hanging.seen[0]?.end != null);
    expect((await send(got.url, { faults: [SLOW], sender })).error).toMatch(/^ECONNABORTED: /);
    expect(got.seen.length).toBe(1);
  });
});
