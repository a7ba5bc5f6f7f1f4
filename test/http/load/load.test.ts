import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { afterReal } from "../../../src/base/time/system-clock.ts";
import { chaosRules } from "../../../src/delivery/faults/chaos-rules.ts";
import { loadItems, measuresOf, tableOf } from "../../../src/harness/load/load-items.ts";
import { type Loaded, loadReceiver } from "../../../src/harness/load/load-receiver.ts";
import { thresholdsOf } from "../../../src/harness/load/thresholds.ts";
import type { Probe } from "../../../src/harness/probe/probe.ts";
import { createMock } from "../../../src/mock/create-mock.ts";
import type { MockOptions, SmartLeadMock } from "../../../src/mock/mock.ts";
import { closersAfterEach } from "../../closers.ts";

/** Answers, and works by `mock.effects`. */
type Receive = (
  request: { id: string; count: number; body: string },
  response: ServerResponse,
  mock: SmartLeadMock,
) => void;

const closers = closersAfterEach();

async function loaded(
  receive: Receive,
  { rate = 200, forMs = 300, signal = new AbortController().signal, probe = null, ...options }: Wish = {},
): Promise<Loaded> {
  let count = 0;
  let mock: SmartLeadMock | null = null;
  const server = createServer((request: IncomingMessage, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      count += 1;
      if (mock !== null) receive({ id: String(request.headers["x-request-id"]), count, body }, response, mock);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const present = createMock({ target, run: "load", minTimeoutMs: 30_000, ...options });
  mock = present;
  closers.push(
    () => server.close(),
    () => server.closeAllConnections(),
    () => present.close(0),
  );
  return loadReceiver({ mock, rate, forMs, probe, signal, onProgress: () => {} });
}

interface Wish extends MockOptions {
  readonly rate?: number;
  readonly forMs?: number;
  readonly signal?: AbortSignal;
  readonly probe?: Probe | null;
}

function gradesOf(result: Loaded, texts: readonly string[] = [], rate = 200) {
  const measures = measuresOf(result, rate);
  const words = { seed: 1, run: "r", again: "smartlead-mock load" };
  const items = loadItems(result, { thresholds: thresholdsOf(texts), measures, words });
  return Object.fromEntries(items.map(({ id, grade }) => [id, grade]));
}

const once = () => {
  const seen = new Set<string>();
  const receive: Receive = ({ id }, response, mock) => {
    if (!seen.has(id)) mock.effects.add(id, "crm");
    seen.add(id);
    response.end("{}");
  };
  return receive;
};

describe("load", () => {
  it("sends as many events as asked for, at their times, and finds all of their work", async () => {
    const result = await loaded(once());
    expect(result).toMatchObject({ planned: 60, attempts: result.sent, acknowledged: result.sent, open: 0 });
    expect(result.sent).toBeGreaterThanOrEqual(60);
    expect(result.sent).toBeLessThanOrEqual(61);
    expect(measuresOf(result, 200)).toMatchObject({ done: result.sent, lost: 0, doubled: 0, errors: 0 });
    expect(gradesOf(result, ["p95=5s", "errors=0%"])).toEqual({ p95: "ok", errors: "ok", lost: "ok", doubled: "ok" });
  });

  it("measures from when an event was due, so that one slow answer shows in all that waited for it", async () => {
    let free = Promise.resolve();
    const oneAtATime: Receive = (_, response) => {
      free = free.then(() => new Promise<void>((resolve) => void afterReal(20, resolve)));
      void free.then(() => response.end("{}"));
    };
    const result = await loaded(oneAtATime, { concurrencyPerWebhook: 1, forMs: 100 });
    // 20 answers of 20 ms each were due within 100 ms: the last ones waited some 300 ms.
    expect(result.response?.p95).toBeGreaterThan(250);
    expect(result.late?.p95).toBeGreaterThan(200);
  });

  it("counts work that was done twice where a copy came meanwhile", async () => {
    const always: Receive = ({ id }, response, mock) => {
      mock.effects.add(id, "crm");
      response.end("{}");
    };
    const result = await loaded(always, { faults: chaosRules("duplicate=20%") });
    expect(result.copies).toBeGreaterThan(0);
    expect(measuresOf(result, 200)).toMatchObject({ doubled: result.copies, lost: 0, done: result.sent });
    expect(gradesOf(result)).toEqual({ lost: "ok", doubled: "fail" });
  });

  it("calls an event lost only where the same event, sent alone afterwards, is processed", async () => {
    const dropping: Receive = ({ id, count }, response, mock) => {
      if (count % 20 !== 7) mock.effects.add(id, "crm");
      response.end("{}");
    };
    const result = await loaded(dropping);
    expect(measuresOf(result, 200).lost).toBe(3);
    expect(gradesOf(result)).toEqual({ lost: "fail", doubled: "ok" });
  });

  it("blames nobody for events that the receiver leaves alone on purpose", async () => {
    const choosy: Receive = ({ id, body }, response, mock) => {
      if (Buffer.byteLength(body) % 2 === 0) mock.effects.add(id, "crm");
      response.end("{}");
    };
    const result = await loaded(choosy, { forMs: 100 });
    const { unproven, done, lost } = measuresOf(result, 200);
    expect([lost, done]).toEqual([0, result.sent - Number(unproven)]);
    expect(unproven).toBeGreaterThan(0);
    expect(gradesOf(result)).toEqual({ lost: "inconclusive", doubled: "ok" });
  });

  it("knows nothing of work that nothing shows", async () => {
    const result = await loaded((_, response) => response.end("{}"), { forMs: 50 });
    expect(measuresOf(result, 200)).toMatchObject({ done: null, lost: null, doubled: null });
    expect(gradesOf(result)).toEqual({ lost: "inconclusive", doubled: "inconclusive" });
  });

  it("takes a number that rises for each event once, where the sum is exactly right", async () => {
    let rows = 0;
    const seen = new Set<string>();
    const counting: Receive = ({ id }, response) => {
      rows += seen.has(id) ? 0 : 1;
      seen.add(id);
      response.end("{}");
    };
    const probe = { read: () => Promise.resolve(rows) };
    const result = await loaded(counting, { forMs: 100, probe, faults: chaosRules("duplicate=20%") });
    expect(result.probed).toMatchObject({ risen: result.sent, expected: result.sent });
    expect(measuresOf(result, 200)).toMatchObject({ done: result.sent, doubled: 0, lost: 0 });
    expect(gradesOf(result)).toEqual({ lost: "ok", doubled: "ok" });
  });

  it("accuses nobody by a number that rose too far, and says so", async () => {
    let rows = 0;
    const always: Receive = (_, response) => {
      rows += 1;
      response.end("{}");
    };
    const probe = { read: () => Promise.resolve(rows) };
    const result = await loaded(always, { forMs: 100, probe, faults: [{ kind: "duplicate", first: 3 }] });
    expect(result.probed).toMatchObject({ risen: result.sent + 3, expected: result.sent });
    expect(gradesOf(result)).toEqual({ lost: "inconclusive", doubled: "inconclusive" });
  });

  it("tells errors apart, makes the retries at the end, and fails where nothing is accepted", async () => {
    const broken: Receive = (_, response) => response.writeHead(503).end();
    const result = await loaded(broken, { forMs: 50 });
    expect(result.attempts).toBe(result.sent * 3);
    expect([...result.errors]).toEqual([["HTTP 503", result.attempts]]);
    expect(gradesOf(result)).toMatchObject({ accepted: "fail" });
    expect(gradesOf(result, ["errors=1%"])).toMatchObject({ errors: "fail" });
    expect(tableOf(result, 200).rows.find(([name]) => name === "errors")?.[1]).toBe(`${result.attempts} HTTP 503`);
  });

  it("ends at once when it is stopped, with what was measured so far", async () => {
    const controller = new AbortController();
    const stopping: Receive = ({ count }, response) => {
      response.end("{}");
      if (count === 5) controller.abort();
    };
    const result = await loaded(stopping, { forMs: 60_000, signal: controller.signal });
    expect(result).toMatchObject({ planned: 12_000, isStopped: true });
    expect(result.sent).toBeLessThan(1_000);
  });
});
