import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { WorkReading } from "../../../src/delivery/idempotency/effects.ts";
import type { Observations } from "../../../src/harness/scenarios/run/observations.ts";
import { knowledgeOf, ProbeTally } from "../../../src/harness/scenarios/run/probe-tally.ts";
import type { SmartLeadMock } from "../../../src/mock/mock.ts";

/** A receiver's number, and what is sent to it; deliveries settle at once, after one attempt unless said. */
function aStory() {
  let number = 0;
  const queue: number[] = [];
  const listeners: ((entry: unknown) => void)[] = [];
  const readings = new Map<string, WorkReading>();
  const attempts = new Map<string, number>();
  const mock = {
    effects: { measure: (key: string, reading: WorkReading) => void readings.set(key, reading) },
    deliveries: {
      withRequestId: (key: string) => [{ state: "delivered", attempts: Array(attempts.get(key) ?? 1).fill({}) }],
    },
  } as unknown as SmartLeadMock;
  const observations = {
    openCount: 0,
    onEntry: (listener: (entry: unknown) => void) => void listeners.push(listener),
  } as unknown as Observations;
  const probe = {
    read: async () => {
      number += queue.shift() ?? 0;
      return number;
    },
  };
  const tally = new ProbeTally(probe, { observations, mock: () => mock, patienceMs: 0, firstPatienceMs: 0 });
  const sendAll = async (events: readonly (readonly [key: string, lead: string])[], rises: readonly number[]) => {
    await tally.begin();
    queue.push(...rises);
    for (const [key, lead] of events) {
      const delivery = { request_id: key, event_type: "EMAIL_REPLY", lead_email: lead };
      for (const listener of listeners) listener({ type: "delivery.created", delivery });
    }
    await tally.end();
  };
  return {
    readings,
    /** The number is known to rise so many real ms after an answer. */
    isLateBy: (ms: number) => knowledgeOf(probe).lags.note("probe", ms),
    /** `rises`: by how much the number rises at each look from now on. */
    send: async (key: string, lead: string, rises: readonly number[], tries = 1) => {
      attempts.set(key, tries);
      await sendAll([[key, lead]], rises);
    },
    sendAll,
    /** The number rises at the next look, while nothing is under way. */
    later: (rise: number) => void queue.push(rise),
    tally,
  };
}

/** The same on a clock of its own, for a number that is waited for. */
function aLateStory() {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  onTestFinished(() => void vi.useRealTimers());
  const { send, ...story } = aStory();
  const sent = async (...event: Parameters<typeof send>) => {
    const done = send(...event);
    await vi.runAllTimersAsync();
    await done;
  };
  return { ...story, sent };
}

describe("the tally of a probe", () => {
  it("reads once more after the rise that is due, for one that should not come", async () => {
    const { send, readings } = aStory();
    await send("a", "ada@a.example", [1]);
    await send("b", "bob@b.example", [1, 1], 2);
    expect([readings.get("a"), readings.get("b")]).toEqual([
      { atLeast: 1, atMost: 1, isDue: true },
      { atLeast: 2, atMost: 2, isDue: true },
    ]);
  });

  it("takes no lead that is known for one that is new: a row that is there is updated, and nothing rises", async () => {
    const { send, readings } = aStory();
    await send("a", "ada@a.example", [1]);
    await send("b", "ada@a.example", [0]);
    await send("c", "cid@c.example", [0]);
    expect([readings.get("b"), readings.get("c")]).toEqual([
      { atLeast: 0, atMost: 0, isDue: false },
      { atLeast: 0, atMost: 0, isDue: true },
    ]);
  });

  it("learns what one event adds from what came once", async () => {
    const { send, readings } = aStory();
    await send("a", "ada@a.example", [4], 2);
    expect(readings.get("a")).toEqual({ atLeast: 1, atMost: 4, isDue: false });
    await send("b", "bob@b.example", [2]);
    expect(readings.get("a")).toEqual({ atLeast: 2, atMost: 2, isDue: true });
  });

  it("is certain of nothing that came before a rise that nobody waited for", async () => {
    const { send, later, readings, tally } = aStory();
    await send("a", "ada@a.example", [1]);
    expect(tally.of(new Set(["a"]))).toEqual({ certain: 1, possible: 0 });
    later(1);
    await send("b", "bob@b.example", [1]);
    expect([readings.get("a")?.atMost, readings.get("b")?.atMost]).toEqual([null, 1]);
    expect(tally.of(new Set(["a"]))).toEqual({ certain: 1, possible: null });
  });

  it("takes what may be the overdue work of an earlier event for no second effect of a later one", async () => {
    const { sent, isLateBy, readings, tally } = aLateStory();
    await sent("a", "ada@a.example", [1]);
    isLateBy(10);
    await sent("b", "bob@b.example", [0]);
    expect(readings.get("b")).toEqual({ atLeast: 0, atMost: 0, isDue: true });
    await sent("c", "cid@c.example", [0, 2]);
    expect([readings.get("b"), readings.get("c")]).toEqual([
      { atLeast: 0, atMost: null, isDue: true },
      { atLeast: 1, atMost: null, isDue: true },
    ]);
    expect(tally.of(new Set(["c"]))).toEqual({ certain: 1, possible: null });
  });

  it("owes nothing for a request that comes again, so that its second effect counts", async () => {
    const { sent, isLateBy, readings } = aLateStory();
    await sent("a", "ada@a.example", [1]);
    isLateBy(10);
    await sent("a", "ada@a.example", [0]);
    await sent("b", "bob@b.example", [2], 2);
    expect(readings.get("b")).toEqual({ atLeast: 2, atMost: 2, isDue: true });
  });

  it("shares a rise out where it is exactly what all add, each once, and where it is not, it does not", async () => {
    const { send, sendAll, tally } = aStory();
    await send("a", "ada@a.example", [2]);
    await sendAll(
      [
        ["b", "bob@b.example"],
        ["c", "cid@c.example"],
      ],
      [4],
    );
    expect(tally.of(new Set(["b"]))).toEqual({ certain: 2, possible: 0 });
    await sendAll(
      [
        ["d", "dan@d.example"],
        ["e", "eve@e.example"],
      ],
      [2],
    );
    expect(tally.of(new Set(["d"]))).toEqual({ certain: 0, possible: 2 });
    await sendAll(
      [
        ["b", "bob@b.example"],
        ["f", "fay@f.example"],
      ],
      [2],
    );
    expect(tally.of(new Set(["f"]))).toEqual({ certain: 0, possible: 2 });
  });

  it("counts in events: how often what one adds was added", async () => {
    const { send, sendAll, tally } = aStory();
    await send("a", "ada@a.example", [2]);
    await send("b", "bob@b.example", [4], 2);
    await sendAll(
      [
        ["c", "cid@c.example"],
        ["d", "dan@d.example"],
      ],
      [4],
    );
    const inEvents = (...keys: readonly string[]) => tally.of(new Set(keys), { inEvents: true }).certain;
    expect([inEvents("a"), inEvents("b"), inEvents("c"), inEvents("c", "d")]).toEqual([1, 2, 1, 2]);
    expect(tally.of(new Set(["a"])).certain).toBe(2);
    expect(tally.knowsUnitsOf(new Set(["a", "c"]))).toBe(true);
  });

  it("knows what one adds of none that came several times or together", async () => {
    const { send, tally } = aStory();
    await send("a", "ada@a.example", [4], 2);
    expect([tally.knowsUnitsOf(new Set(["a"])), tally.knowsUnitsOf(new Set(["b"])), tally.knowsUnitsOf(null)]).toEqual([
      false,
      true,
      false,
    ]);
  });
});
