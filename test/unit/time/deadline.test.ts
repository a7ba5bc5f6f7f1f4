import { beforeEach, describe, expect, it } from "vitest";
import type { MockClock } from "../../../src/base/time/clock.ts";
import { type ClockOptions, createClock } from "../../../src/base/time/simulated-clock.ts";
import { EPOCH, FakeRealTime } from "./fake-real-time.ts";

const TIMEOUT_MS = 30_000;
const MIN_REAL_MS = 2_000;

let real: FakeRealTime;
let cutAt: { readonly real: number; readonly mock: number } | null;

beforeEach(() => {
  real = new FakeRealTime();
  cutAt = null;
});

/** A clock with one attempt in flight that is never answered. */
function aHungAttempt(options: ClockOptions, minRealMs = MIN_REAL_MS): MockClock {
  const clock = createClock({ startAt: EPOCH, real, ...options });
  const hold = clock.hold();
  hold.onDeadline(TIMEOUT_MS, minRealMs, () => {
    expect(cutAt).toBeNull();
    cutAt = { real: hold.elapsedRealMs(), mock: clock.now() - EPOCH };
  });
  return clock;
}

async function advance(clock: MockClock, ms: number): Promise<void> {
  const advanced = clock.advance(ms);
  await real.run(() => false);
  await advanced;
}

describe("the deadline of an attempt", () => {
  it("real: after exactly the timeout, whatever the least real time is", async () => {
    aHungAttempt({}, 60_000);
    await real.run();
    expect(cutAt).toEqual({ real: TIMEOUT_MS, mock: TIMEOUT_MS });
  });

  it("real: not before the timeout though the machine's timers fire early", async () => {
    real = new FakeRealTime(0.9);
    aHungAttempt({});
    await real.run();
    expect(cutAt?.real).toBeGreaterThanOrEqual(TIMEOUT_MS);
    expect(cutAt?.real).toBeLessThan(TIMEOUT_MS + 1);
  });

  it("real: not sooner because somebody advanced the clock", async () => {
    const clock = aHungAttempt({});
    void clock.advance(3_600_000);
    await real.run();
    expect(cutAt?.real).toBe(TIMEOUT_MS);
  });

  it.each([
    ["10 times faster: the timeout on the clock is later", 10, 3_000],
    ["60 times faster: the least real time is later", 60, MIN_REAL_MS],
    ["half as fast: a minute for 30 s", 0.5, 60_000],
  ])("scaled, %s", async (_, speed, realMs) => {
    aHungAttempt({ speed });
    await real.run();
    expect(cutAt?.real).toBe(realMs);
  });

  it("scaled: moved by the new speed when the speed changes in flight", async () => {
    const clock = aHungAttempt({ speed: 2 });
    await real.pass(5_000);
    clock.setSpeed(10);
    await real.run();
    expect(cutAt).toEqual({ real: 7_000, mock: TIMEOUT_MS });
  });

  it("scaled: at once when an advance passes it, the least real time permitting", async () => {
    const clock = aHungAttempt({ speed: 2 });
    await real.pass(500);
    await advance(clock, 60_000);
    expect(cutAt?.real).toBe(MIN_REAL_MS);
  });

  it("virtual: after the least real time, while the clock stands", async () => {
    aHungAttempt({ mode: "virtual" });
    await real.run();
    expect(cutAt).toEqual({ real: MIN_REAL_MS, mock: 0 });
  });

  it("manual: never while nobody moves the clock", async () => {
    aHungAttempt({ mode: "manual" });
    await real.pass(86_400_000);
    expect(cutAt).toBeNull();
  });

  it("manual: not by an advance that stops short of it", async () => {
    const clock = aHungAttempt({ mode: "manual", patienceMs: 0 });
    await advance(clock, TIMEOUT_MS - 1);
    await real.pass(86_400_000);
    expect(cutAt).toBeNull();
    await advance(clock, 1);
    expect(cutAt).toEqual({ real: 86_400_000, mock: TIMEOUT_MS });
  });

  it("manual: past it, though not before the least real time", async () => {
    const clock = aHungAttempt({ mode: "manual", patienceMs: 0 });
    await advance(clock, TIMEOUT_MS);
    expect(cutAt).toEqual({ real: MIN_REAL_MS, mock: TIMEOUT_MS });
  });

  it("manual: on the way of a longer advance, when its own time is over", async () => {
    const clock = aHungAttempt({ mode: "manual", patienceMs: MIN_REAL_MS });
    await advance(clock, 3_600_000);
    expect(cutAt).toEqual({ real: MIN_REAL_MS, mock: TIMEOUT_MS });
    expect(clock.now()).toBe(EPOCH + 3_600_000);
  });

  it("manual: by next, where nothing else is due before", async () => {
    const clock = aHungAttempt({ mode: "manual", patienceMs: MIN_REAL_MS });
    const moved = clock.next();
    await real.run(() => false);
    await moved;
    expect(cutAt).toEqual({ real: MIN_REAL_MS, mock: TIMEOUT_MS });
  });

  it.each([
    ["virtual", MIN_REAL_MS + 1_000, 1_000],
    ["real", TIMEOUT_MS, 1_000],
  ] as const)("manual, then %s in flight: by the rule of the new mode", async (mode, realMs, passed) => {
    const clock = aHungAttempt({ mode: "manual" }, MIN_REAL_MS + 1_000);
    await real.pass(passed);
    clock.setMode(mode);
    await real.run();
    expect(cutAt?.real).toBe(realMs);
  });

  it("real, then manual in flight: it waits for somebody to move the clock past it", async () => {
    const clock = aHungAttempt({});
    await real.pass(10_000);
    clock.setMode("manual");
    await real.pass(60_000);
    expect(cutAt).toBeNull();
    await advance(clock, 20_000);
    expect(cutAt).toEqual({ real: 72_000, mock: TIMEOUT_MS });
  });

  it("does not come for an attempt that is over", async () => {
    const clock = createClock({ startAt: EPOCH, real });
    const [released, cancelled] = [clock.hold(), clock.hold()];
    const fail = () => {
      throw new Error("cut though it was over");
    };
    released.onDeadline(TIMEOUT_MS, 0, fail);
    released.release();
    cancelled.onDeadline(TIMEOUT_MS, 0, fail)();
    expect(real.timerCount).toBe(0);
    clock.setSpeed(1_000);
    await real.pass(60_000);
    expect(real.timerCount).toBe(0);
  });

  it("books its time only where the clock stood still for it", () => {
    const [realClock, manual] = [
      createClock({ startAt: EPOCH, real }),
      createClock({ startAt: EPOCH, real, mode: "manual" }),
    ];
    for (const clock of [realClock, manual]) {
      clock.hold().bookUntil(EPOCH + TIMEOUT_MS);
      expect(clock.now()).toBe(EPOCH);
    }
  });
});
