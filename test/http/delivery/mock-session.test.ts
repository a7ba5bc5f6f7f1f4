import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createMock } from "../../../src/mock/create-mock.ts";
import type { MockOptions, SmartLeadMock } from "../../../src/mock/mock.ts";
import { EVENT_TYPES } from "../../../src/smartlead/events/event-types.ts";
import { type HttpReceiver, startHttpReceiver } from "./http-receiver.ts";
import { answer, startRawReceiver } from "./raw-receiver.ts";

const NOW = Date.UTC(2026, 0, 5, 9);

let receivers: { close(): Promise<void> }[] = [];
let mocks: SmartLeadMock[] = [];

afterEach(async () => {
  for (const mock of mocks) await mock.close(0);
  for (const receiver of receivers) await receiver.close();
  [receivers, mocks] = [[], []];
});

function aMock(options: MockOptions): SmartLeadMock {
  const mock = createMock({ clock: "virtual", now: NOW, seed: 1, run: "r", ...options });
  mocks.push(mock);
  return mock;
}

async function aReceiver(...parameters: Parameters<typeof startHttpReceiver>): Promise<HttpReceiver> {
  const receiver = await startHttpReceiver(...parameters);
  receivers.push(receiver);
  return receiver;
}

/** Everything that a session has sent and written, as one text, against a receiver that fails every third request. */
async function sessionOf(options: MockOptions): Promise<string> {
  const receiver = await aReceiver((_, number) => (number % 3 === 0 ? 500 : 200));
  const mock = aMock({ target: receiver.url, concurrencyTotal: 1, signingSecret: "s", ...options });
  for (const eventType of EVENT_TYPES) mock.emit({ eventType });
  for (let step = 0; step < 40; step += 1) mock.step();
  await mock.settled();
  const sent = receiver.received.map(({ headers, body }) => {
    const { "x-request-id": id, "x-mock-time": time, "x-smartlead-signature": signature } = headers;
    return `${id} ${time} ${signature} ${body}`;
  });
  const written = mock.journal
    .since(0)
    .map((entry) => JSON.stringify(entry, (key, value) => (key === "duration_ms" ? 0 : value)));
  // The port and what a server writes of its own into an answer are no part of the session.
  return [...sent, ...written]
    .join("\n")
    .replaceAll(receiver.url, "http://receiver/")
    .replace(/"date":"[^"]*"/g, "");
}

describe("the same seed, run, now and answers", () => {
  it("give the same events, ids, bytes and order", { timeout: 30_000 }, async () => {
    const [one, other] = [await sessionOf({}), await sessionOf({})];
    expect(other).toBe(one);
    expect(one.split("\n").length).toBeGreaterThan(150);
  });

  it.each([
    ["seed", { seed: 2 }],
    ["run", { run: "another" }],
    ["now", { now: NOW + 1 }],
  ])("but another %s gives another session", { timeout: 30_000 }, async (_, options) => {
    expect(await sessionOf(options)).not.toBe(await sessionOf({}));
  });

  it("with another run has the same people and none of the same ids", async () => {
    const receiver = await aReceiver(() => 200);
    for (const run of ["one", "other"]) {
      const mock = aMock({ target: receiver.url, run });
      mock.emit({ eventType: "EMAIL_SENT" });
      await mock.settled();
    }
    const [one, other] = receiver.received.map(({ body }) => JSON.parse(body));
    expect([one.to_name, one.custom_subject]).toEqual([other.to_name, other.custom_subject]);
    expect(one.to_name).toMatch(/^\w+ \w+/);
    expect(one.message_id).not.toBe(other.message_id);
    expect(receiver.received[0]?.headers["x-request-id"]).not.toBe(receiver.received[1]?.headers["x-request-id"]);
  });
});

describe("a receiver that misbehaves", () => {
  const floodOf = (socket: Socket) => {
    const chunk = Buffer.alloc(64 * 1024, "x");
    const go = () => {
      while (!socket.destroyed && socket.write(chunk));
      socket.once("drain", go);
    };
    go();
  };
  const MISBEHAVIOURS: [string, (socket: Socket) => void, string][] = [
    ["resets", (socket) => socket.resetAndDestroy(), "network_error"],
    [
      "answers garbage and terminal escapes",
      (socket) => socket.end("\u001b[2J\u001b]0;owned\u0007\r\n\r\n"),
      "network_error",
    ],
    [
      "sends headers without end",
      (socket) => socket.write("HTTP/1.1 200 OK\r\n") && socket.write(`X: ${"a".repeat(10_000)}\r\n`.repeat(20)),
      "network_error",
    ],
    ["floods without end", (socket) => socket.write("HTTP/1.1 200 OK\r\n\r\n") && floodOf(socket), "timeout"],
    [
      "answers escapes in a whole answer",
      (socket) => socket.write(answer(200, "\u001b[31mred\u202e", { "X-Evil": "\u0080" })),
      "success",
    ],
  ];

  it.each(MISBEHAVIOURS)(
    "%s harms nothing: the delivery settles, and another receiver gets its own",
    { timeout: 30_000 },
    async (_, onRequest, outcome) => {
      const bad = await startRawReceiver({ onRequest });
      const good = await aReceiver(() => 200);
      receivers.push(bad);
      const campaignId = { level: "campaign" as const, eventTypeMap: { EMAIL_REPLY: true } };
      const mock = aMock({ minTimeoutMs: 200 });
      const [campaign] = mock.world.campaigns;
      mock.webhooks.create({ name: "bad", url: bad.url, campaignId: campaign?.id ?? 0, ...campaignId });
      mock.webhooks.create({ name: "good", url: good.url, campaignId: campaign?.id ?? 0, ...campaignId });
      const before = process.memoryUsage().rss;
      mock.emit({ eventType: "EMAIL_REPLY", campaignId: campaign?.id ?? 0, count: 3 });
      await mock.settled();
      const outcomes = mock.deliveries
        .list({ q: "bad" }, { limit: 10 })
        .data.flatMap(({ attempts }) => attempts.map((attempt) => attempt.outcome));
      expect(outcomes).toEqual(new Array(outcome === "success" ? 3 : 9).fill(outcome));
      expect(mock.deliveries.list({ q: "good" }, { limit: 10 }).data.map(({ state }) => state)).toEqual([
        "delivered",
        "delivered",
        "delivered",
      ]);
      expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
    },
  );
});

describe("closing", () => {
  it("ends every connection and timer, lets what is in flight finish, and takes nothing new", async () => {
    let answerLate: () => void = () => {};
    const receiver = await aReceiver((_, number, response) => {
      if (number > 1) return 500;
      answerLate = () => response.writeHead(200).end("{}");
      return "nothing";
    });
    const before = activeTimers();
    const mock = aMock({ target: receiver.url, clock: "real" });
    mock.emit({ eventType: "EMAIL_REPLY", count: 3 });
    await receiver.got(3);
    mock.setRate(5);
    const closed = mock.close();
    expect(() => mock.emit({ eventType: "EMAIL_REPLY" })).toThrow(expect.objectContaining({ code: "closed" }));
    answerLate();
    await closed;
    expect(
      mock.deliveries
        .list({}, { limit: 10 })
        .data.map(({ state }) => state)
        .sort(),
    ).toEqual(["delivered", "waiting", "waiting"]);
    while ((await receiver.openConnections()) > 0) await new Promise((resolve) => setImmediate(resolve));
    // What an earlier test left behind may have ended meanwhile.
    expect(activeTimers().length).toBeLessThanOrEqual(before.length);
  });

  it("is one close however often it is asked for, and lets nobody wait for what will not be sent any more", async () => {
    let answerLate: () => void = () => {};
    const receiver = await aReceiver((_, __, response) => {
      answerLate = () => response.writeHead(500).end("{}");
      return "nothing";
    });
    const mock = aMock({ target: receiver.url, clock: "real" });
    mock.emit({ eventType: "EMAIL_REPLY" });
    await receiver.got(1);
    const settled = mock.settled();
    const ends: string[] = [];
    const first = mock.close().then(() => ends.push("first"));
    const second = mock.close().then(() => ends.push("second"));
    answerLate();
    await Promise.all([first, second, settled]);
    expect(ends).toEqual(["first", "second"]);
    expect(mock.deliveries.list({}, { limit: 1 }).data[0]).toMatchObject({ state: "waiting" });
  });

  it("cuts what never ends when the grace is over, as interrupted", async () => {
    const receiver = await aReceiver(() => "nothing");
    const mock = aMock({ target: receiver.url, clock: "real" });
    mock.emit({ eventType: "EMAIL_REPLY" });
    await receiver.got(1);
    await mock.close(20);
    expect(mock.deliveries.list({}, { limit: 1 }).data[0]).toMatchObject({
      state: "waiting",
      attempts: [{ outcome: "interrupted" }],
    });
  });

  it("does not wait for a connection that never stands", async () => {
    // Takes connections and never answers a TLS handshake.
    const silent = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const connected = new Promise<void>((resolve) => silent.once("connection", () => resolve()));
    const mock = aMock({ target: `https://127.0.0.1:${(silent.address() as AddressInfo).port}/`, clock: "real" });
    mock.emit({ eventType: "EMAIL_REPLY" });
    await connected;
    await mock.close(0);
    // Resolves only once every connection to it has ended.
    await new Promise((resolve) => silent.close(resolve));
    expect(mock.state().counters.in_flight).toBe(0);
  });
});

describe("a reset", () => {
  it("drops what is open without a trace, and goes on as from the start with higher numbers", async () => {
    const receiver = await aReceiver((_, number) => (number === 1 ? "nothing" : 200));
    const mock = aMock({ target: receiver.url, clock: "real" });
    mock.emit({ eventType: "EMAIL_REPLY" });
    await receiver.got(1);
    const { lastSeq } = mock.journal;
    mock.reset();
    await mock.settled();
    expect(mock.state().counters).toMatchObject({ events: 0, deliveries: 0, attempts: 0, in_flight: 0 });
    mock.emit({ eventType: "EMAIL_REPLY" });
    await mock.settled();
    expect(mock.state().counters).toMatchObject({ events: 1, deliveries: 1, delivered: 1 });
    const after = mock.journal.since(lastSeq).map(({ type }) => type);
    expect(after).toEqual([
      "world.changed",
      "webhook.changed",
      "event.emitted",
      "delivery.created",
      "attempt.started",
      "attempt.finished",
      "delivery.settled",
    ]);
  });
});

describe("the manual clock over real sockets", () => {
  it("plays both retries in one advance right after an event, each a minute or five after the one before", async () => {
    const receiver = await aReceiver((_, number) => (number < 3 ? 500 : 200));
    const mock = aMock({ target: receiver.url, clock: "manual" });
    mock.emit({ eventType: "EMAIL_REPLY" });
    await mock.clock.advance(360_000);
    expect(receiver.received.map(({ headers }) => headers["x-mock-time"])).toEqual([
      "2026-01-05T09:00:00.000Z",
      "2026-01-05T09:01:00.000Z",
      "2026-01-05T09:06:00.000Z",
    ]);
    expect(mock.state()).toMatchObject({ clock: { now: "2026-01-05T09:06:00.000Z" }, counters: { delivered: 1 } });
  });
});

function activeTimers(): string[] {
  return process.getActiveResourcesInfo().filter((kind) => kind === "Timeout" || kind === "Immediate");
}
