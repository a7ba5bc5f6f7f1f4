import { afterEach, describe, expect, it } from "vitest";
import { createMock } from "../../../src/mock/create-mock.ts";
import type { EmitRequest, MockOptions, SmartLeadMock } from "../../../src/mock/mock.ts";
import { type Behaviour, type HttpReceiver, startHttpReceiver } from "../delivery/http-receiver.ts";

const NOW = Date.UTC(2026, 0, 5, 9);
const MINUTE = 60_000;

let receiver: HttpReceiver;
let mock: SmartLeadMock;

afterEach(async () => {
  await mock.close(0);
  await receiver.close();
});

async function start(options: MockOptions = {}, behaviour: Behaviour = () => 200): Promise<void> {
  receiver = await startHttpReceiver(behaviour);
  mock = createMock({ target: receiver.url, clock: "virtual", now: NOW, seed: 1, run: "r", ...options });
}

/** Emits replies that carry their number, all at the same moment, and waits until everything has settled. */
async function emitted(count: number, request: Partial<EmitRequest> = {}): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    mock.emit({ eventType: "EMAIL_REPLY", overrides: { number }, ...request });
  }
  await mock.settled();
}

const numbers = () => receiver.received.map(({ body }) => Number(JSON.parse(body).number));
const mockTimes = () => receiver.received.map(({ headers }) => Date.parse(String(headers["x-mock-time"])) - NOW);
const requestIds = () => new Set(receiver.received.map(({ headers }) => headers["x-request-id"]));
const faultsOfDeliveries = () =>
  [...mock.deliveries.list({}, { limit: 200 }).data]
    .reverse()
    .map(({ attempts }) => attempts.map(({ faults }) => faults));

describe("a duplicate", () => {
  it("is another delivery of the event with the same request id, and is judged", async () => {
    await start({ faults: [{ kind: "duplicate", copies: 2, spacing: "10m" }] }, ({ headers }, number) =>
      headers["x-request-id"] !== undefined && number <= 3 ? 200 : 500,
    );
    await emitted(1);
    expect(requestIds().size).toBe(1);
    expect(mockTimes()).toEqual([0, 10 * MINUTE, 20 * MINUTE]);
    const [original, ...copies] = [...mock.deliveries.list({}, { limit: 10 }).data].reverse();
    expect(copies.map(({ resent_from, event_id }) => [resent_from, event_id])).toEqual(
      new Array(2).fill([original?.id, original?.event_id]),
    );
    expect(original?.duplicate).toBeNull();
    expect(copies.map(({ duplicate }) => duplicate)).toEqual(["unproven", "unproven"]);
    expect(faultsOfDeliveries()).toEqual(new Array(3).fill([["duplicate"]]));
    expect(mock.event(original?.event_id ?? "")?.deliveries).toHaveLength(3);
  });

  it("at the same moment is there before the first has been answered", async () => {
    let open = 0;
    let most = 0;
    receiver = await startHttpReceiver((_request, _number, response) => {
      open += 1;
      most = Math.max(most, open);
      // Nobody is answered before all five have come whole.
      waiting.push(() => response.writeHead(200).end("{}"));
      if (waiting.length === 5) for (const answer of waiting) answer();
      return "nothing";
    });
    const waiting: (() => void)[] = [];
    mock = createMock({ target: receiver.url, clock: "virtual", now: NOW, faults: [{ kind: "duplicate", copies: 4 }] });
    await emitted(1);
    expect(most).toBe(5);
    expect(requestIds().size).toBe(1);
    expect(mockTimes()).toEqual(new Array(5).fill(0));
    expect(new Set(receiver.received.map(({ headers }) => headers.connection))).toEqual(new Set(["close"]));
    expect(mock.state().counters).toMatchObject({ deliveries: 5, delivered: 5 });
  });

  it("is not made of a delivery that is sent again by hand", async () => {
    await start({ faults: [{ kind: "duplicate", spacing: "1m" }] });
    await emitted(1);
    mock.resend(mock.deliveries.list({}, { limit: 10 }).data[0]?.id ?? "");
    await mock.settled();
    expect(receiver.received).toHaveLength(3);
  });
});

describe("a delay", () => {
  it("keeps a delivery back, and the world does not end before it", async () => {
    await start({ faults: [{ kind: "delay", by: "1h", first: 1 }] });
    await emitted(2);
    expect(numbers()).toEqual([2, 1]);
    expect(mockTimes()).toEqual([0, 60 * MINUTE]);
    expect(faultsOfDeliveries()).toEqual([[["delay"]], [[]]]);
  });

  it("is not sent once more at a retry", async () => {
    await start({ faults: [{ kind: "delay", by: "1h" }] }, (_, number) => (number === 1 ? 500 : 200));
    await emitted(1);
    expect(mockTimes()).toEqual([60 * MINUTE, 61 * MINUTE]);
    expect(faultsOfDeliveries()).toEqual([[["delay"], []]]);
  });
});

describe("a reorder", () => {
  it("lets later deliveries to the same webhook go before", async () => {
    await start({ faults: [{ kind: "reorder", behind: 2, first: 1 }] });
    await emitted(4);
    expect(numbers().indexOf(1)).toBeGreaterThan(numbers().indexOf(2));
    expect(numbers().indexOf(1)).toBeGreaterThan(numbers().indexOf(3));
    expect(new Set(numbers())).toEqual(new Set([1, 2, 3, 4]));
    expect(mockTimes()).toEqual([0, 0, 0, 0]);
    expect(faultsOfDeliveries()[0]).toEqual([["reorder"]]);
  });

  it("waits until the time is over where nothing later comes", async () => {
    await start({ faults: [{ kind: "reorder", within: "5m" }] });
    await emitted(1);
    expect(mockTimes()).toEqual([5 * MINUTE]);
  });
});

describe("a burst", () => {
  it("gathers deliveries and sends them at the same moment", async () => {
    await start({ faults: [{ kind: "burst", size: 3, within: "10m" }] });
    await emitted(1);
    // One alone is sent when the time is over.
    expect(mockTimes()).toEqual([10 * MINUTE]);
    mock.emit({ eventType: "EMAIL_REPLY" });
    mock.emit({ eventType: "EMAIL_REPLY" });
    expect(mock.state().counters.in_flight).toBe(0);
    mock.emit({ eventType: "EMAIL_REPLY" });
    expect(mock.state().counters.in_flight).toBe(3);
    await mock.settled();
    expect(new Set(mockTimes().slice(1))).toEqual(new Set([10 * MINUTE]));
    expect(receiver.received).toHaveLength(4);
  });
});

describe("the rules that an emit brings along", () => {
  it("are for its events only, and gone when those have settled", async () => {
    await start({}, () => 200);
    mock.emit({ eventType: "EMAIL_REPLY", faults: [{ kind: "duplicate", spacing: "1m" }] });
    mock.emit({ eventType: "EMAIL_REPLY" });
    expect(mock.faults.list()).toMatchObject([{ kind: "duplicate", matched: 1, performed: 1 }]);
    await mock.settled();
    expect(receiver.received).toHaveLength(3);
    expect(mock.faults.list()).toEqual([]);
    const changes = mock.journal.since(0).flatMap((entry) => (entry.type === "fault.changed" ? [entry.change] : []));
    expect(changes).toEqual(["armed", "disarmed"]);
  });

  it("make no event when one of them is none", async () => {
    await start();
    const { lastSeq } = mock.journal;
    const wrong = { kind: "delay" as const, by: "soon" };
    expect(() => mock.emit({ eventType: "EMAIL_REPLY", faults: [{ kind: "delay" }, wrong] })).toThrow(
      "faults[1].by must be a duration such as 500ms, 30s or 10m.",
    );
    expect(mock.journal.lastSeq).toBe(lastSeq);
    expect(mock.faults.list()).toEqual([]);
  });
});

describe("a reset", () => {
  it("drops what is held, disarms all, and arms again what is configured", async () => {
    await start({ faults: [{ kind: "delay", by: "1h" }] });
    mock.faults.arm({ kind: "duplicate" });
    mock.emit({ eventType: "EMAIL_REPLY" });
    mock.reset();
    await mock.settled();
    expect(receiver.received).toEqual([]);
    expect(mock.faults.list()).toMatchObject([{ kind: "delay", matched: 0 }]);
  });
});

describe("the same seed", () => {
  it("hits the same deliveries, whatever the run is called", async () => {
    const hit: boolean[][] = [];
    for (const run of ["one", "two"]) {
      await start({
        run,
        faults: [
          { kind: "delay", probability: 0.5 },
          { kind: "extra-field", probability: 0.5 },
        ],
      });
      await emitted(20);
      hit.push(faultsOfDeliveries().map(([faults]) => (faults?.length ?? 0) > 0));
      if (run === "one") await Promise.all([mock.close(0), receiver.close()]);
    }
    expect(hit[0]).toEqual(hit[1]);
    expect(new Set(hit[0]).size).toBe(2);
  });
});
