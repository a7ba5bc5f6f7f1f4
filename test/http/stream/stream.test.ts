import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ClientOptions } from "ws";
import type { Frame } from "../../../src/journal/entry.ts";
import { MAX_STREAM_CLIENTS } from "../../../src/server/stream.ts";
import { HOLD_BACK_BYTES } from "../../../src/server/stream-client.ts";
import { aFact, coverOf, Listener, openStream, type StreamBench } from "./stream-bench.ts";

let bench: StreamBench;
const listeners: Listener[] = [];

beforeEach(async () => {
  bench = await openStream();
});
afterEach(async () => {
  for (const listener of listeners.splice(0)) listener.close();
  await bench.close();
});

function listen(query = "", options: ClientOptions = {}): Listener {
  const listener = new Listener(`${bench.url}${query}`, options);
  listeners.push(listener);
  return listener;
}

function append(count: number, text = "tick"): void {
  for (let index = 0; index < count; index += 1) bench.journal.append(aFact(text));
}

const seqsOf = (frames: readonly Frame[]) => frames.flatMap((frame) => ("seq" in frame ? [frame.seq] : []));

describe("the first frame", () => {
  test("is a hello with version, format, run and the numbers that are held, in an array of its own", async () => {
    append(3);
    const client = listen();
    await client.untilHello();
    expect(client.messages).toEqual([
      [{ type: "hello", version: "1.2.3", format: 1, run: "run-1", first_seq: 1, last_seq: 3 }],
    ]);
  });
});

describe("live frames", () => {
  test("come without the past when no place is asked for", async () => {
    append(3);
    const client = listen();
    await client.untilHello();
    append(2);
    expect(seqsOf(await client.untilSeq(5))).toEqual([4, 5]);
  });

  test("are gathered: what happens at once is one message", async () => {
    const client = listen();
    await client.untilHello();
    append(100);
    await client.untilSeq(100);
    expect(client.messages.map((message) => message.length)).toEqual([1, 100]);
  });

  test("carry the entry as the journal holds it", async () => {
    const client = listen();
    await client.untilHello();
    const entry = bench.journal.append(aFact("campaign 3 paused"));
    expect((await client.untilSeq(1)).at(-1)).toEqual(entry);
  });

  test("reach every client, wherever each of them began", async () => {
    append(5);
    const [early, late] = [listen("?since=0"), listen("?since=4")];
    await Promise.all([early.untilSeq(5), late.untilSeq(5)]);
    append(5);
    expect(seqsOf(await early.untilSeq(10))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(seqsOf(await late.untilSeq(10))).toEqual([5, 6, 7, 8, 9, 10]);
  });
});

describe("since", () => {
  test("replays what lies behind it and goes on live, with nothing missing or doubled", async () => {
    append(1_200);
    const client = listen("?since=100");
    client.socket.once("open", () => append(700));
    await client.untilSeq(1_900);
    append(5);
    const seqs = seqsOf(await client.untilSeq(1_905));
    expect(seqs).toEqual(Array.from({ length: 1_805 }, (_, index) => 101 + index));
  });

  test("at the newest entry replays nothing", async () => {
    append(3);
    const client = listen("?since=3&run=run-1");
    await client.untilHello();
    append(1);
    expect((await client.untilSeq(4)).map((frame) => frame.type)).toEqual(["hello", "world.changed"]);
  });

  test("before what is held gets a gap, then the rest", async () => {
    await bench.close();
    bench = await openStream({ maxEntries: 10 });
    append(30);
    const client = listen("?since=5");
    const frames = await client.untilSeq(30);
    expect(frames[0]).toMatchObject({ type: "hello", first_seq: 21, last_seq: 30 });
    expect(frames[1]).toEqual({ type: "gap", from: 6, to: 20 });
    expect(seqsOf(frames)).toEqual([21, 22, 23, 24, 25, 26, 27, 28, 29, 30]);
  });

  test.each(["?since=2&run=run-0", "?since=9", "?since=9&run=run-0"])(
    "of another run (%s) gets a gap over all of this one, then live frames",
    async (query) => {
      append(4);
      const client = listen(query);
      await client.until(() => client.messages.length === 2);
      append(1);
      const frames = await client.untilSeq(5);
      expect(frames[1]).toEqual({ type: "gap", from: 1, to: 4 });
      expect(seqsOf(frames)).toEqual([5]);
    },
  );

  test.each(["abc", "-1", "1.5", "1e3", "99999999999999999999"])(
    "that is not a number (%s) is told so",
    async (since) => {
      const client = listen(`?since=${since}`);
      expect(await client.closed).toEqual({ code: 1008, reason: "since must be a whole number, 0 or more." });
      expect(client.messages).toEqual([]);
    },
  );
});

describe("a client that does not read", () => {
  const ENTRY_TEXT = "x".repeat(2_000);

  test("is held back, then told by gaps what it missed, and takes no more than its share of memory", async () => {
    await bench.close();
    bench = await openStream({ maxEntries: 500 });
    const slow = listen();
    const quick = listen();
    await Promise.all([slow.untilHello(), quick.untilHello()]);
    slow.socket.pause();
    const total = 20_000;
    for (let sent = 0; sent < total; sent += 400) {
      append(400, ENTRY_TEXT);
      await quick.untilSeq(sent + 400);
    }
    expect(quick.frames.filter((frame) => frame.type === "gap")).toEqual([]);
    slow.socket.resume();
    const frames = (await slow.untilSeq(total)).slice(1);
    expect(frames.some((frame) => frame.type === "gap")).toBe(true);
    // Gaps and frames together account for every number once.
    let expected = 1;
    for (const frame of frames) {
      expect(coverOf(frame).from).toBe(expected);
      expected = coverOf(frame).to + 1;
    }
    expect(expected).toBe(total + 1);
    // 40 MB went by: it got what the two kernels and its share held, and what the journal still had.
    const held = 500 * ENTRY_TEXT.length;
    expect(slow.bytes).toBeLessThan(12 * 1024 * 1024 + HOLD_BACK_BYTES + held);
  });

  test("catches up completely when the journal still has all of it", async () => {
    const slow = listen();
    await slow.untilHello();
    slow.socket.pause();
    for (let round = 0; round < 20; round += 1) {
      append(400, ENTRY_TEXT);
      await new Promise((resolve) => setImmediate(resolve));
    }
    slow.socket.resume();
    expect(seqsOf(await slow.untilSeq(8_000))).toEqual(Array.from({ length: 8_000 }, (_, index) => index + 1));
  });
});

describe("the handshake", () => {
  test("is refused when there are too many clients, and taken again when one leaves", async () => {
    const all = Array.from({ length: MAX_STREAM_CLIENTS }, () => listen());
    await Promise.all(all.map((client) => client.untilHello()));
    expect(await refusedStatus(listen())).toBe(503);
    const [first] = all;
    first?.close();
    await first?.closed;
    // The server learns of it a moment after the client.
    while (!bench.stream.isOpen) await new Promise((resolve) => setImmediate(resolve));
    const next = listen();
    await next.untilHello();
    expect(next.messages).toHaveLength(1);
  });

  test("is refused anywhere but at the stream's path", async () => {
    const lost = new Listener(bench.url.replace("/_mock/stream", "/socket"));
    expect(await refusedStatus(lost)).toBe(404);
  });

  test("survives a client that vanishes in the middle of it", async () => {
    const socket = connect(Number(new URL(bench.url).port), "127.0.0.1");
    socket.write("GET /_mock/stream HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n");
    socket.write("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    socket.resetAndDestroy();
    const client = listen();
    await client.untilHello();
    append(1);
    expect(seqsOf(await client.untilSeq(1))).toEqual([1]);
  });
});

describe("what clients say", () => {
  test("is ignored while it is short", async () => {
    const client = listen();
    await client.untilHello();
    client.socket.send("hello?");
    append(1);
    expect(seqsOf(await client.untilSeq(1))).toEqual([1]);
  });

  test("ends the connection when it is a flood, and nobody else's", async () => {
    const [loud, other] = [listen(), listen()];
    await Promise.all([loud.untilHello(), other.untilHello()]);
    loud.socket.send("x".repeat(100_000));
    expect((await loud.closed).code).toBe(1009);
    append(1);
    expect(seqsOf(await other.untilSeq(1))).toEqual([1]);
  });
});

describe("signs of life", () => {
  test("are asked for: a client that gives none is cut off, one that does stays", async () => {
    await bench.close();
    bench = await openStream({ pingIntervalMs: 100 });
    const [dead, alive] = [listen("", { autoPong: false }), listen()];
    await Promise.all([dead.untilHello(), alive.untilHello()]);
    expect((await dead.closed).code).toBe(1006);
    append(1);
    expect(seqsOf(await alive.untilSeq(1))).toEqual([1]);
  });
});

describe("closing", () => {
  test("says goodbye with 1001", async () => {
    const client = listen();
    await client.untilHello();
    await bench.stream.close();
    expect((await client.closed).code).toBe(1001);
  });

  test("tells what happened last before it says goodbye", async () => {
    const client = listen();
    await client.untilHello();
    append(3);
    await bench.stream.close();
    await client.closed;
    expect(seqsOf(client.frames)).toEqual([1, 2, 3]);
  });

  test("lets a client that was held back take all of it first", async () => {
    const client = listen();
    await client.untilHello();
    append(5_000, "x".repeat(2_000));
    await bench.stream.close();
    expect((await client.closed).code).toBe(1001);
    expect(client.lastSeq).toBe(5_000);
    expect(client.frames.some(({ type }) => type === "gap")).toBe(false);
  });

  test("does not wait for a client that leaves meanwhile, as a page that is closed does", async () => {
    const client = listen();
    await client.untilHello();
    client.socket.pause();
    append(5_000, "x".repeat(2_000));
    const closing = bench.stream.close();
    client.socket.terminate();
    await closing;
    expect((await client.closed).code).toBe(1006);
  });

  // The WebSocket library itself would wait for half a minute.
  test("does not wait for a client that no longer reads", { timeout: 20_000 }, async () => {
    const client = listen();
    await client.untilHello();
    client.socket.pause();
    append(5_000, "x".repeat(2_000));
    await bench.stream.close();
    client.socket.resume();
    expect((await client.closed).code).toBe(1006);
  });
});

function refusedStatus(client: Listener): Promise<number | undefined> {
  return new Promise((resolve) => {
    client.socket.on("unexpected-response", (_request, response) => resolve(response.statusCode));
  });
}
