import { afterEach, describe, expect, it, vi } from "vitest";
import { createMock } from "../../../src/mock/create-mock.ts";
import type { MockOptions, SmartLeadMock } from "../../../src/mock/mock.ts";
import { LEAD_EVENTS } from "../../../src/smartlead/account/account-events/lead-events.ts";
import { World } from "../../../src/smartlead/account/world.ts";

const NOW = Date.UTC(2026, 2, 23, 6);
const DAY_MS = 86_400_000;
const BROKEN = new TypeError("table[word] is not a function");

let mocks: SmartLeadMock[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const mock of mocks) await mock.close(0);
  mocks = [];
});

function aMock(options: MockOptions = {}) {
  const defects: unknown[] = [];
  const mock = createMock({ seed: 1, run: "t", now: NOW, onDefect: (error) => defects.push(error), ...options });
  mocks.push(mock);
  const notices: string[] = [];
  mock.journal.subscribe((entry) => {
    if (entry.type === "world.changed") notices.push(entry.change);
  });
  return { mock, defects, notices };
}

const sentence = (where: string) =>
  `smartlead-mock failed at ${where} (TypeError: table[word] is not a function); this is a bug in the mock, which continues without it.`;

describe("an error that belongs to no caller", () => {
  it("in traffic is a notice, once, and traffic goes on", async () => {
    const { mock, defects, notices } = aMock({ clock: "manual" });
    vi.spyOn(mock.world, "nextStep")
      .mockImplementationOnce(() => {
        throw BROKEN;
      })
      .mockImplementationOnce(() => {
        throw BROKEN;
      });
    const emitted = new Promise<void>((resolve) => {
      mock.journal.subscribe(({ type }) => type === "event.emitted" && resolve());
    });
    mock.setRate(500);
    await emitted;
    expect(notices.filter((text) => text.includes("failed"))).toEqual([sentence("generating traffic")]);
    expect(defects).toEqual([BROKEN, BROKEN]);
  });

  it("in the account that lives by itself is a notice, and what failed does not come again for ever", async () => {
    const { mock, notices } = aMock({ clock: "manual", worldTime: true });
    const types: string[] = [];
    mock.journal.subscribe((entry) => entry.type === "event.emitted" && types.push(entry.event_type));
    vi.spyOn(LEAD_EVENTS, "EMAIL_SENT").mockImplementation(() => {
      throw BROKEN;
    });
    vi.spyOn(LEAD_EVENTS, "EMAIL_OPEN").mockImplementation(() => {
      throw BROKEN;
    });
    await mock.clock.advance(3 * DAY_MS);
    expect(notices).toEqual([sentence("running the account")]);
    expect(types).not.toContain("EMAIL_OPEN");
    expect(types.length).toBeGreaterThan(5);
  });

  it("in what looks for the account's next moment is a notice, and calls are still answered", () => {
    const { mock, notices } = aMock({ clock: "manual", worldTime: true });
    vi.spyOn(mock.world, "nextDueAt").mockImplementation(() => {
      throw BROKEN;
    });
    expect(mock.change("campaign.create", { name: "Mine", clientId: null })).toBeGreaterThan(0);
    expect(notices).toEqual([sentence("running the account")]);
  });

  it("of a reader of the journal is a notice, and the other readers are told", () => {
    const { mock, notices } = aMock({ clock: "manual" });
    mock.journal.subscribe(({ type }) => {
      if (type === "event.emitted") throw BROKEN;
    });
    const seen: string[] = [];
    mock.journal.subscribe(({ type }) => void seen.push(type));
    mock.emit({ eventType: "EMAIL_OPEN" });
    expect(notices).toEqual([sentence("updating the state from an entry")]);
    expect(seen).toContain("event.emitted");
  });

  it("of a timer on the mock's clock is a notice, and what is due after it comes", async () => {
    const { mock, notices } = aMock({ clock: "manual" });
    const came: string[] = [];
    mock.clock.wakeAt(NOW + 1_000, () => {
      throw BROKEN;
    });
    mock.clock.wakeAt(NOW + 1_000, () => came.push("next"));
    await mock.clock.advance(2_000);
    expect([notices, came]).toEqual([[sentence("running what is due")], ["next"]]);
  });

  it("of the sender is a notice, and the delivery ends as one that could not be sent", async () => {
    const sender = {
      send: () => Promise.reject(BROKEN),
      close: () => Promise.resolve(),
    };
    const mock = createMock({ seed: 1, now: NOW, clock: "virtual", target: "http://127.0.0.1:9/hook" }, sender);
    mocks.push(mock);
    const notices: string[] = [];
    mock.journal.subscribe((entry) => entry.type === "world.changed" && notices.push(entry.change));
    const [event] = mock.emit({ eventType: "EMAIL_OPEN" });
    await mock.settled();
    const delivery = mock.deliveries.get(event?.deliveries[0] ?? "");
    expect(delivery).toMatchObject({ state: "failed", reason: "exhausted" });
    expect(delivery?.attempts[0]?.error).toBe("INTERNAL: the mock failed to send: table[word] is not a function");
    expect(notices).toEqual([sentence("sending")]);
  });
});

describe("a call that failed through a defect", () => {
  it("fails in silence when it is made again, and hands the defect back", () => {
    const calls: Parameters<World["replay"]>[0][] = [];
    const options = { seed: 1, run: "t", clock: { now: () => NOW } };
    const world = new World({ ...options, onCall: (call) => calls.push(call) });
    const broken = vi.spyOn(LEAD_EVENTS, "EMAIL_REPLY").mockImplementation(() => {
      throw BROKEN;
    });
    expect(() => world.apply("EMAIL_REPLY")).toThrow(BROKEN);
    const again = new World(options);
    expect(calls.map((call) => again.replay(call))).toEqual([BROKEN]);
    broken.mockRestore();
    expect(again.apply("EMAIL_OPEN").type).toBe("EMAIL_OPEN");
  });
});
