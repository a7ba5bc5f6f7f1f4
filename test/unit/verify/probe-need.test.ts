import { describe, expect, it, vi } from "vitest";
import { systemTime } from "../../../src/base/time/system-clock.ts";
import { Lags } from "../../../src/harness/probe/evidence-lags.ts";
import { ProbeMeter } from "../../../src/harness/probe/probe-meter.ts";
import { isProbeNeeded } from "../../../src/harness/verify/context/probe-need.ts";

const lead = null;
const order = { type: "EMAIL_REPLY", lead } as const;
const lagsOf = (probeMs: number, isNamed = true) => {
  const lags = new Lags();
  lags.note("probe", probeMs);
  if (isNamed) lags.note("effects", 0);
  return lags;
};
const LATE = { lags: lagsOf(2_000), isSeenByName: () => true };

describe("a number that rises late, beside effects that name their events", () => {
  it("is not waited for where an event comes once", () => {
    expect(isProbeNeeded({ isFresh: true, orders: [order] }, LATE)).toBe(false);
  });

  it.each([
    ["of what is sent again", { isFresh: false }],
    ["of what a fault may let come again", { orders: [{ ...order, faults: [{ kind: "lost-response" as const }] }] }],
    ["of what should not be worked on", { orders: [{ ...order, isUnwanted: true }] }],
    ["of what is awaited in a way of its own", { until: async () => {} }],
  ])("is waited for %s", (_what, phase) => {
    expect(isProbeNeeded({ isFresh: true, orders: [order], ...phase }, LATE)).toBe(true);
  });

  it("is read for each event where it rises soon, or nothing else shows the work", () => {
    const phase = { isFresh: true, orders: [order] };
    expect(isProbeNeeded(phase, { ...LATE, lags: lagsOf(100) })).toBe(true);
    expect(isProbeNeeded(phase, { ...LATE, isSeenByName: () => false })).toBe(true);
    expect(isProbeNeeded(phase, { ...LATE, lags: lagsOf(2_000, false) })).toBe(true);
    expect(isProbeNeeded({ ...phase, answersOnly: true }, { ...LATE, lags: lagsOf(100) })).toBe(false);
  });
});

describe("a number that rises once more after it was read", () => {
  it("is told of before the next event, so that it is nobody's by mistake", async () => {
    let rows = 0;
    const meter = new ProbeMeter({ read: async () => rows }, new Lags());
    expect(await meter.begin()).toBe(0);
    rows = 1;
    expect(await meter.risen({ expected: 1, patienceMs: 0 })).toBe(1);
    rows = 3;
    expect(await meter.begin()).toBe(2);
    expect(await meter.begin()).toBe(0);
  });

  it("is waited for as long as it was late before", async () => {
    const lags = new Lags();
    lags.note("probe", 20);
    const begun = systemTime.monotonicMs();
    const isLater = () => systemTime.monotonicMs() - begun > 60;
    const meter = new ProbeMeter({ read: async () => (isLater() ? 1 : 0) }, lags);
    await meter.begin();
    expect(await meter.risen({ expected: 0, patienceMs: 0 })).toBe(1);
  });
});

describe("a number whose rise is overdue", () => {
  const lateMeter = (read: () => number) => {
    const lags = new Lags();
    lags.note("probe", 1);
    vi.spyOn(lags, "patienceMs").mockReturnValue(0);
    vi.spyOn(lags, "lingerMs").mockReturnValue(0);
    return new ProbeMeter({ read: async () => read() }, lags);
  };
  const once = { expected: 1, patienceMs: 0, mayComeAgain: false };

  it("may be that of an earlier event, and accuses no later one (rule 1)", async () => {
    let rows = 0;
    const meter = lateMeter(() => rows);
    await meter.begin();
    expect(await meter.measured(once)).toEqual({ rise: 0, doubtful: 0 });
    await meter.begin();
    rows = 2;
    expect(await meter.measured(once)).toEqual({ rise: 2, doubtful: 1 });
    rows = 4;
    expect(await meter.measured(once), "it came only once").toEqual({ rise: 2, doubtful: 0 });
  });

  it("is waited for before the next event, though nobody asked for it", async () => {
    let rows = 0;
    const lags = new Lags();
    lags.note("probe", 1);
    vi.spyOn(lags, "lingerMs").mockReturnValue(0);
    const meter = new ProbeMeter({ read: async () => rows }, lags);
    await meter.begin();
    meter.leaveUnsettled(1);
    const begun = meter.begin();
    rows = 1;
    expect(await begun, "the rise of the earlier one").toBe(1);
    rows = 3;
    expect(await meter.measured(once)).toEqual({ rise: 2, doubtful: 0 });
  });

  it.each([
    ["and no more has come: nothing more is waited for", 1, 0],
    ["and another has come: the number is looked at until it rests", 2, 1],
  ])("is all that is due, %s", async (_what, rows, rests) => {
    let now = 0;
    const lags = new Lags();
    lags.note("probe", 1);
    const rest = vi.spyOn(lags, "lingerMs").mockReturnValue(0);
    const meter = new ProbeMeter({ read: async () => now }, lags);
    await meter.begin();
    meter.leaveUnsettled(1, true);
    now = rows;
    expect(await meter.begin()).toBe(rows);
    expect(rest.mock.calls.length > 0 ? 1 : 0).toBe(rests);
  });

  it("is not waited for once the number has fallen, and still accuses nobody", async () => {
    let rows = 5;
    const lags = new Lags();
    lags.note("probe", 1);
    vi.spyOn(lags, "lingerMs").mockReturnValue(0);
    vi.spyOn(lags, "patienceMs").mockReturnValue(600_000);
    const meter = new ProbeMeter({ read: async () => rows }, lags);
    await meter.begin();
    meter.leaveUnsettled(2);
    rows = 1;
    expect(await meter.begin()).toBe(-4);
    expect(await meter.begin()).toBe(0);
    rows = 3;
    expect(await meter.measured(once), "one of two was due before").toEqual({ rise: 2, doubtful: 1 });
  });
});
