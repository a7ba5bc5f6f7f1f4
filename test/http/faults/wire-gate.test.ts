import { afterEach, describe, expect, it } from "vitest";
import { createGate } from "../../../src/delivery/faults/wire/gate.ts";
import { answer, freePort } from "../delivery/raw-receiver.ts";
import { selfSigned } from "../delivery/self-signed.ts";
import { Attempting, BODY, closeAll, receiver, send, wireSender } from "./wire-bench.ts";
import type { OnChange } from "./wire-receiver.ts";

const MEMBERS = 20;
/** Real ms that no test waits for. */
const FOREVER = 3_600_000;

afterEach(closeAll);

/** Notes, in order, when a head and when the first byte of a body came; answers what is whole. */
function watching(log: string[]): OnChange {
  const heads = new Set<number>();
  const bodies = new Set<number>();
  const answered = new Set<number>();
  return ({ socket, head, body }, index) => {
    if (head !== "" && !heads.has(index)) log.push("head");
    if (head !== "") heads.add(index);
    if (body.length > 0 && !bodies.has(index)) log.push("body");
    if (body.length > 0) bodies.add(index);
    if (body.length < Buffer.byteLength(BODY) || answered.has(index)) return;
    answered.add(index);
    socket.write(answer(200));
  };
}

describe("requests that meet at a gate", () => {
  it.each([
    ["plain", null],
    ["TLS", selfSigned()],
  ])("over %s have all sent their headers before any sends a byte of its body", async (_, tls) => {
    const log: string[] = [];
    const got = await receiver(watching(log), tls);
    const gate = createGate(MEMBERS, FOREVER);
    const sender = wireSender();
    const waiting = Array.from({ length: MEMBERS - 1 }, () => send(got.url, { gate, sender }));
    const heads = Array(MEMBERS - 1).fill("head");
    await expect.poll(() => log).toEqual(heads);
    const results = await Promise.all([...waiting, send(got.url, { gate, sender })]);
    expect(results.map(({ outcome }) => outcome)).toEqual(Array(MEMBERS).fill("success"));
    // In which order a receiver reads what lies in several sockets is its own matter, so where the last head stands says nothing.
    expect(log.toSorted()).toEqual([...Array(MEMBERS).fill("body"), ...heads, "head"]);
  });

  it("tell how far apart their bodies were sent", async () => {
    const got = await receiver(watching([]));
    const met: { readonly requests: number; readonly spreadMs: number }[] = [];
    const gate = createGate(MEMBERS, FOREVER, (one) => met.push(one));
    const sender = wireSender();
    await Promise.all(Array.from({ length: MEMBERS }, () => send(got.url, { gate, sender })));
    expect(met).toEqual([{ requests: MEMBERS, spreadMs: expect.any(Number) }]);
    expect(met[0]?.spreadMs).toBeGreaterThan(0);
  });

  it("go on without those that cannot connect, or are cut on their way", async () => {
    const log: string[] = [];
    const got = await receiver(watching(log));
    const hanging = await receiver();
    const gate = createGate(4, FOREVER);
    const sender = wireSender();
    const sending = new Attempting();
    const refused = send(`http://127.0.0.1:${await freePort()}/`, { gate, sender });
    const hung = send(hanging.url.replace("http:", "https:"), { gate, sender, sending });
    const whole = [send(got.url, { gate, sender }), send(got.url, { gate, sender })];
    await hanging.until(() => hanging.seen.some(({ bytes }) => bytes.length > 0));
    sending.timeUp();
    expect((await refused).error).toMatch(/^ECONNREFUSED: /);
    expect((await hung).outcome).toBe("timeout");
    expect((await Promise.all(whole)).map(({ outcome }) => outcome)).toEqual(["success", "success"]);
  });

  it("wait for a missing one only so long", async () => {
    const got = await receiver(watching([]));
    expect((await send(got.url, { gate: createGate(2, 20) })).outcome).toBe("success");
  });

  it("end at once when they are cut there, and keep nobody else from going", async () => {
    const got = await receiver(watching([]));
    const gate = createGate(2, FOREVER);
    const sender = wireSender();
    const sending = new Attempting();
    const first = send(got.url, { gate, sender, sending });
    await got.until(() => got.seen[0] !== undefined && got.seen[0].head !== "");
    sending.timeUp();
    expect((await first).outcome).toBe("timeout");
    expect((await send(got.url, { gate, sender })).outcome).toBe("success");
    expect(got.seen[0]?.body.length).toBe(0);
  });

  it("can have faults as well", async () => {
    const got = await receiver(watching([]));
    const gate = createGate(2, FOREVER);
    const sender = wireSender();
    const [lost, reset] = await Promise.all([
      send(got.url, { gate, sender, faults: [{ kind: "lost-response" }] }),
      send(got.url, { gate, sender, faults: [{ kind: "reset", at: "during" }] }),
    ]);
    expect([lost?.error, reset?.error].map((error) => error?.split(":")[0])).toEqual([
      "FAULT_LOST_RESPONSE",
      "FAULT_RESET",
    ]);
  });
});

describe("a gate", () => {
  it("opens for all in one turn, and stays open", async () => {
    const gate = createGate(3, FOREVER);
    const passed: number[] = [];
    const arrivals = [0, 1].map((member) => gate.arrive().then(() => passed.push(member)));
    await new Promise((resolve) => setImmediate(resolve));
    expect(passed).toEqual([]);
    gate.leave();
    await arrivals[0];
    await Promise.resolve();
    expect(passed).toEqual([0, 1]);
    await gate.arrive();
  });
});
