import { createServer as createHttpsServer, type Server } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mayHaveReached } from "../../../src/delivery/idempotency/reach.ts";
import { outgoingRequest } from "../../../src/delivery/outgoing-request.ts";
import { AbortHandle, type Sender } from "../../../src/delivery/sender.ts";
import { createUndiciSender } from "../../../src/delivery/undici-sender.ts";
import { answer, type RawReceiver, startRawReceiver } from "./raw-receiver.ts";
import { selfSigned } from "./self-signed.ts";

const CERTIFICATE = selfSigned();

let https: Server;
let receivers: RawReceiver[];
let senders: Sender[];

beforeEach(() => {
  receivers = [];
  senders = [];
  https = createHttpsServer(CERTIFICATE, (request, response) => {
    request.resume();
    request.on("end", () => response.end("hello over TLS"));
  });
});

afterEach(async () => {
  for (const sender of senders) await sender.close();
  for (const receiver of receivers) await receiver.close();
  https.closeAllConnections();
  await new Promise((resolve) => https.close(resolve));
});

function aSender(options: Parameters<typeof createUndiciSender>[0]): Sender {
  const sender = createUndiciSender(options);
  senders.push(sender);
  return sender;
}

async function listenHttps(): Promise<string> {
  await new Promise<void>((resolve) => https.listen(0, "127.0.0.1", resolve));
  return `https://localhost:${(https.address() as AddressInfo).port}/hook`;
}

/** Never answers the handshake of its first connections, then hands them to the HTTPS server. */
async function aReceiverThatHangs(firstConnections: number): Promise<RawReceiver & { httpsUrl: string }> {
  const receiver = await startRawReceiver({
    onConnection: (socket: Socket, number) => {
      if (number > firstConnections) https.emit("connection", socket);
      else socket.resume();
    },
  });
  receivers.push(receiver);
  return Object.assign(receiver, { httpsUrl: `https://localhost:${receiver.port}/hook` });
}

function send(sender: Sender, url: string, cut = new AbortHandle()) {
  const parts = {
    url,
    body: "{}",
    level: "user",
    requestId: "11111111-2222-4333-8444-555555555555",
    signingSecret: null,
  } as const;
  return sender.send(outgoingRequest(parts), cut);
}

describe("TLS", () => {
  it("with a certificate that nobody vouches for is refused", async () => {
    const result = await send(aSender({}), await listenHttps());
    expect(result).toEqual({
      outcome: "network_error",
      status: null,
      // Node 24 goes on with a hint.
      error: expect.stringMatching(/^DEPTH_ZERO_SELF_SIGNED_CERT: self-signed certificate/),
      response: null,
    });
    expect(mayHaveReached(result)).toBe(false);
  });

  it("with such a certificate is accepted when the user says so", async () => {
    const result = await send(aSender({ insecureTls: true }), await listenHttps());
    expect(result).toMatchObject({ outcome: "success", response: { body: "hello over TLS" } });
  });

  it("spoken to a receiver without TLS is a network error that reached nobody", async () => {
    const plain = await startRawReceiver({ onRequest: (socket) => socket.write(answer(200)) });
    receivers.push(plain);
    const cut = new AbortHandle();
    const sent = send(aSender({}), plain.url.replace("http:", "https:"), cut);
    await plain.connected(1);
    cut.abort();
    expect((await sent).outcome).toBe("timeout");
    expect(plain.requests).toEqual([]);
  });

  it("spoken to an HTTP server is told in one line", async () => {
    const plain = await startRawReceiver({ onConnection: (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n") });
    receivers.push(plain);
    const result = await send(aSender({}), plain.url.replace("http:", "https:"));
    expect(result.outcome).toBe("network_error");
    expect(result.error).toMatch(/^[A-Z_]+: \S.*\S$/);
    expect(mayHaveReached(result)).toBe(false);
  });

  it("not spoken to a receiver with TLS is a network error or a refusal, never a success", async () => {
    const { outcome } = await send(aSender({}), (await listenHttps()).replace("https:", "http:"));
    expect(["network_error", "rejected"]).toContain(outcome);
  });
});

describe("a TLS handshake that hangs", () => {
  it("is a timeout when it is cut, and the next attempt is not held up by it", async () => {
    const receiver = await aReceiverThatHangs(1);
    const sender = aSender({ insecureTls: true });
    const cut = new AbortHandle();
    const hung = send(sender, receiver.httpsUrl, cut);
    await receiver.connected(1);
    cut.abort();
    expect(await hung).toMatchObject({ outcome: "timeout", status: null, response: null });
    expect(await send(sender, receiver.httpsUrl)).toMatchObject({ outcome: "success" });
  });

  it("is not waited for by others", async () => {
    const receiver = await aReceiverThatHangs(1);
    const sender = aSender({ insecureTls: true });
    const cut = new AbortHandle();
    const hung = send(sender, receiver.httpsUrl, cut);
    await receiver.connected(1);
    expect((await send(sender, receiver.httpsUrl)).outcome).toBe("success");
    cut.abort();
    expect((await hung).outcome).toBe("timeout");
  });

  it("leaves no connection behind once the sender is closed, cut or not", async () => {
    const receiver = await aReceiverThatHangs(2);
    const sender = aSender({ insecureTls: true });
    const cut = new AbortHandle();
    const first = send(sender, receiver.httpsUrl, cut);
    await receiver.connected(1);
    cut.abort();
    await first;
    const second = send(sender, receiver.httpsUrl);
    await receiver.connected(2);
    await sender.close();
    expect((await second).outcome).toBe("network_error");
    await receiver.allClosed();
    expect(receiver.openConnections).toBe(0);
  });

  it("is given up as a timeout by the sender itself where it has a limit for connecting", async () => {
    const receiver = await aReceiverThatHangs(1);
    const sender = aSender({ insecureTls: true, connectTimeoutMs: 50 });
    expect(await send(sender, receiver.httpsUrl)).toMatchObject({
      outcome: "timeout",
      error: expect.stringMatching(/^UND_ERR_CONNECT_TIMEOUT: /),
    });
    await receiver.allClosed();
  });
});
