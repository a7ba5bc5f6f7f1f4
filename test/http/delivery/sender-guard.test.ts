import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { mayHaveReached } from "../../../src/delivery/idempotency/reach.ts";
import { outgoingRequest } from "../../../src/delivery/outgoing-request.ts";
import { AbortHandle } from "../../../src/delivery/sender.ts";
import { createUndiciSender } from "../../../src/delivery/undici-sender.ts";
import { answer, type RawReceiver, startRawReceiver } from "./raw-receiver.ts";

let receiver: RawReceiver;
/** What names resolve to; all others as on any day. */
let names: Map<string, string[]>;
const realLookup = dns.lookup;

beforeEach(async () => {
  names = new Map();
  receiver = await startRawReceiver({ onRequest: (socket) => socket.write(answer(200)) });
});

afterEach(async () => {
  vi.restoreAllMocks();
  dns.lookup = realLookup;
  syncBuiltinESMExports();
  await receiver.close();
});

async function send(url: string, allowTargets: string[] = []) {
  const sender = createUndiciSender({ allowTargets });
  const request = outgoingRequest({ url, body: "{}", level: "user", requestId: "r", signingSecret: null });
  const result = await sender.send(request, new AbortHandle());
  await sender.close();
  return result;
}

function resolveNames(): void {
  const lookup = (name: string, options: object, callback: (error: null, addresses: object[]) => void) => {
    const addresses = names.get(name);
    if (addresses === undefined) return Reflect.apply(realLookup, dns, [name, options, callback]);
    callback(
      null,
      addresses.map((address) => ({ address, family: net.isIP(address) })),
    );
  };
  Object.assign(dns, { lookup });
  syncBuiltinESMExports();
}

describe("where deliveries go", () => {
  it.each([
    ["http://93.184.215.14/hook", "93.184.215.14"],
    ["https://93.184.215.14:8443/", "93.184.215.14"],
    ["http://[2606:4700::1111]/", "2606:4700::1111"],
    ["http://[::ffff:93.184.215.14]/", "::ffff:5db8:d70e"],
    ["http://1572394766/", "93.184.215.14"],
  ])("is not the public address of %s: no connection is even tried", async (url, address) => {
    const connect = vi.spyOn(net, "connect");
    const result = await send(url);
    expect(result).toEqual({
      outcome: "network_error",
      status: null,
      error: `ETARGETREFUSED: ${address} is a public address; allow it with --allow-target ${address} if fake events may really be sent there.`,
      response: null,
    });
    expect(connect).not.toHaveBeenCalled();
    expect(mayHaveReached(result)).toBe(false);
  });

  it.each(["http://169.254.169.254/latest", "http://[fe80::1]/", "http://[::ffff:169.254.169.254]/"])(
    "is never the link-local address of %s, even when it was named",
    async (url) => {
      const connect = vi.spyOn(net, "connect");
      const { hostname } = new URL(url);
      const { error } = await send(url, [hostname, hostname.replace(/[[\]]/g, ""), "169.254.169.254"]);
      expect(error).toMatch(/^ETARGETREFUSED: .* is link-local; deliveries never go there\.$/);
      expect(connect).not.toHaveBeenCalled();
    },
  );

  it.each(["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433"])("may be %s", async (host) => {
    expect(await send(`http://${host}:${receiver.port}/`)).toMatchObject({ outcome: "success" });
  });

  it("is decided by the address that a name has when the connection is made", async () => {
    resolveNames();
    names.set("receiver.test", ["127.0.0.1"]);
    expect((await send(`http://receiver.test:${receiver.port}/`)).outcome).toBe("success");
    names.set("receiver.test", ["93.184.215.14"]);
    expect(await send(`http://receiver.test:${receiver.port}/`)).toMatchObject({
      outcome: "network_error",
      error: expect.stringContaining("ETARGETREFUSED: receiver.test (93.184.215.14) is a public address"),
    });
    expect(receiver.connections).toBe(1);
  });

  it("is only the allowed ones of a name's addresses", async () => {
    resolveNames();
    names.set("receiver.test", ["93.184.215.14", "169.254.1.1", "127.0.0.1"]);
    expect((await send(`http://receiver.test:${receiver.port}/`)).outcome).toBe("success");
  });

  it("is never a link-local address that a name resolves to, even when the name is allowed", async () => {
    resolveNames();
    names.set("metadata.test", ["169.254.169.254"]);
    expect((await send("http://metadata.test/", ["metadata.test"])).error).toBe(
      "ETARGETREFUSED: 169.254.169.254 is link-local; deliveries never go there.",
    );
  });

  it("may be a public address whose name the user allowed", async () => {
    resolveNames();
    names.set("hooks.test", ["93.184.215.14"]);
    const connect = vi.spyOn(net, "connect").mockImplementation(() => {
      throw Object.assign(new Error("this far and no further"), { code: "ESTOPPED" });
    });
    const { error } = await send("http://hooks.test/", ["hooks.test"]);
    expect(connect).toHaveBeenCalledOnce();
    expect(error).toBe("ESTOPPED: this far and no further");
  });
});
