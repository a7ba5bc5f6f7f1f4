import { beforeEach, describe, expect, it } from "vitest";
import type { ClockState, MockClock } from "../../../src/base/time/clock.ts";
import { type ClockOptions, createClock } from "../../../src/base/time/simulated-clock.ts";
import { EPOCH, FakeRealTime } from "./fake-real-time.ts";

let real: FakeRealTime;
let log: string[];

beforeEach(() => {
  real = new FakeRealTime();
  log = [];
});

function aClock(options: ClockOptions = {}): MockClock {
  return createClock({ startAt: EPOCH, real, ...options });
}

/** Notes a name, and the mock's seconds since the start. */
function noting(clock: MockClock, name: string): () => void {
  return () => log.push(`${name} ${(clock.now() - EPOCH) / 1_000}`);
}

describe("every clock", () => {
  it.each(["real", "virtual", "manual"] as const)("%s: starts at the present unless told otherwise", (mode) => {
    expect(createClock({ mode, real }).now()).toBe(real.epochMs());
    expect(createClock({ mode, real, startAt: 5 }).state()).toEqual({ mode, speed: 1, now: 5 });
  });

  it.each(["real", "virtual"] as const)("%s: wakes in order of time, ties in order of asking", async (mode) => {
    const clock = aClock({ mode });
    for (const [name, at] of [
      ["c", 2_000],
      ["a", 1_000],
      ["d", 2_000],
      ["b", 1_000],
    ] as const) {
      clock.wakeAt(EPOCH + at, noting(clock, name));
    }
    await real.pass(5_000);
    expect(log).toEqual(["a 1", "b 1", "c 2", "d 2"]);
  });

  it.each(["real", "virtual", "manual"] as const)("%s: what is past is due now, though never at once", async (mode) => {
    const clock = aClock({ mode });
    clock.wakeAt(EPOCH - 60_000, noting(clock, "past"));
    expect(log).toEqual([]);
    await real.pass(1);
    expect(log).toHaveLength(1);
    expect(log[0]).toMatch(/^past 0/);
  });

  it.each(["real", "virtual"] as const)(
    "%s: a cancelled wake-up never comes, not even cancelled by one due with it",
    async (mode) => {
      const clock = aClock({ mode });
      clock.wakeAt(EPOCH + 1_000, noting(clock, "early"))();
      clock.wakeAt(EPOCH + 2_000, () => cancelLate());
      const cancelLate = clock.wakeAt(EPOCH + 2_000, noting(clock, "late"));
      clock.wakeAt(EPOCH + 2_000, noting(clock, "kept"));
      await real.pass(5_000);
      expect(log).toEqual(["kept 2"]);
    },
  );

  it.each(["real", "virtual"] as const)("%s: a wake-up between two milliseconds comes at the next", async (mode) => {
    const clock = aClock({ mode });
    clock.wakeAt(EPOCH + 0.5, noting(clock, "half"));
    await real.pass(10);
    expect(log).toEqual(["half 0.001"]);
  });

  it("knows the next due time", () => {
    const clock = aClock({ mode: "manual" });
    expect(clock.nextDueAt()).toBeNull();
    const cancel = clock.wakeAt(EPOCH + 5, () => {});
    clock.wakeAt(EPOCH + 9, () => {});
    expect(clock.nextDueAt()).toBe(EPOCH + 5);
    cancel();
    expect(clock.nextDueAt()).toBe(EPOCH + 9);
  });

  it.each(["real", "virtual", "manual"] as const)(
    "%s: once stopped it wakes nobody and leaves no timer",
    async (mode) => {
      const clock = aClock({ mode });
      clock.wakeAt(EPOCH + 1_000, noting(clock, "never"));
      clock.stop();
      clock.wakeAt(EPOCH + 2_000, noting(clock, "never"));
      await clock.advance(10_000);
      await real.pass(10_000);
      expect(log).toEqual([]);
      expect([real.timerCount, real.isBusy]).toEqual([0, false]);
    },
  );
});

describe("real", () => {
  it("moves with the machine", async () => {
    const clock = aClock();
    await real.pass(1_234);
    expect(clock.now()).toBe(EPOCH + 1_234);
    clock.wakeAt(EPOCH + 2_000, noting(clock, "due"));
    await real.pass(765);
    expect(log).toEqual([]);
    await real.pass(1);
    expect(log).toEqual(["due 2"]);
  });

  it("wakes nobody too early, though the machine's timers fire early", async () => {
    real = new FakeRealTime(0.9);
    const clock = aClock();
    clock.wakeAt(EPOCH + 1_000, noting(clock, "due"));
    await real.pass(2_000);
    expect(log).toEqual(["due 1"]);
  });

  it("takes a wake-up that is asked for later but due earlier first", async () => {
    const clock = aClock();
    clock.wakeAt(EPOCH + 9_000, noting(clock, "b"));
    clock.wakeAt(EPOCH + 3_000, noting(clock, "a"));
    await real.pass(10_000);
    expect(log).toEqual(["a 3", "b 9"]);
  });
});

describe("scaled", () => {
  it("runs N times faster", async () => {
    const clock = aClock({ speed: 60 });
    clock.wakeAt(EPOCH + 60_000, noting(clock, "minute"));
    await real.pass(999);
    expect(log).toEqual([]);
    await real.pass(1);
    expect(log).toEqual(["minute 60"]);
    expect(clock.state()).toEqual({ mode: "real", speed: 60, now: EPOCH + 60_000 });
  });

  it("keeps its time when the speed changes, and wakes by the new one", async () => {
    const clock = aClock({ speed: 10 });
    clock.wakeAt(EPOCH + 100_000, noting(clock, "due"));
    await real.pass(1_000);
    clock.setSpeed(90);
    expect(clock.now()).toBe(EPOCH + 10_000);
    await real.pass(1_000);
    expect(log).toEqual(["due 100"]);
  });
});

describe("virtual", () => {
  it("jumps to what is due next and on, without real time", async () => {
    const clock = aClock({ mode: "virtual" });
    clock.wakeAt(EPOCH + 3_600_000, () => {
      noting(clock, "hour")();
      clock.wakeAt(clock.now() + 86_400_000, noting(clock, "day"));
    });
    await real.settle();
    expect(log).toEqual(["hour 3600", "day 90000"]);
    expect(real.monotonicMs()).toBe(0);
  });

  it("stands still where nobody waits", async () => {
    const clock = aClock({ mode: "virtual" });
    await real.pass(60_000);
    expect(clock.now()).toBe(EPOCH);
  });

  it("stands still while an attempt is in flight, until the last one is over", async () => {
    const clock = aClock({ mode: "virtual" });
    const [one, other] = [clock.hold(), clock.hold()];
    clock.wakeAt(EPOCH + 1_000, noting(clock, "due"));
    await real.pass(10_000);
    one.release();
    one.release();
    await real.pass(10_000);
    expect([log, clock.now()]).toEqual([[], EPOCH]);
    other.release();
    await real.settle();
    expect(log).toEqual(["due 1"]);
  });

  it("plays what is due at this very moment though an attempt is in flight", async () => {
    const clock = aClock({ mode: "virtual" });
    clock.hold();
    clock.wakeAt(EPOCH, noting(clock, "now"));
    await real.settle();
    expect(log).toEqual(["now 0"]);
  });

  it("books a timeout: the attempt's start + 30 s, never backwards, and what lies between is played late, not lost", async () => {
    const clock = aClock({ mode: "virtual" });
    const [one, other] = [clock.hold(), clock.hold()];
    clock.wakeAt(EPOCH + 10_000, noting(clock, "between"));
    one.bookUntil(EPOCH + 30_000);
    expect(clock.now()).toBe(EPOCH + 30_000);
    other.bookUntil(EPOCH + 20_000);
    expect(clock.now()).toBe(EPOCH + 30_000);
    one.release();
    other.release();
    await real.settle();
    expect(log).toEqual(["between 30"]);
  });
});

describe("manual", () => {
  it("moves only when told", async () => {
    const clock = aClock({ mode: "manual" });
    clock.wakeAt(EPOCH + 1, noting(clock, "due"));
    await real.pass(86_400_000);
    expect([log, clock.now()]).toEqual([[], EPOCH]);
  });

  it("plays what falls due on the way, and what follows from it, in order", async () => {
    const clock = aClock({ mode: "manual" });
    clock.wakeAt(EPOCH + 60_000, () => {
      noting(clock, "first")();
      clock.wakeAt(clock.now() + 60_000, noting(clock, "retry"));
      clock.wakeAt(clock.now() + 600_000, noting(clock, "too late"));
    });
    clock.wakeAt(EPOCH + 90_000, noting(clock, "other"));
    const advanced = clock.advance(300_000);
    await real.settle();
    await advanced;
    expect(log).toEqual(["first 60", "other 90", "retry 120"]);
    expect(clock.now()).toBe(EPOCH + 300_000);
  });

  it("goes to the next due time with next, and stays where nothing is due", async () => {
    const clock = aClock({ mode: "manual" });
    clock.wakeAt(EPOCH + 60_000, noting(clock, "a"));
    clock.wakeAt(EPOCH + 60_000, noting(clock, "b"));
    clock.wakeAt(EPOCH + 61_000, noting(clock, "c"));
    const one = clock.next();
    await real.settle();
    await one;
    expect(log).toEqual(["a 60", "b 60"]);
    const all = Promise.all([clock.next(), clock.next()]);
    await real.settle();
    await all;
    expect(log).toEqual(["a 60", "b 60", "c 61"]);
    expect(clock.now()).toBe(EPOCH + 61_000);
  });

  it("takes advances that overlap one after the other", async () => {
    const clock = aClock({ mode: "manual" });
    clock.wakeAt(EPOCH + 15_000, noting(clock, "due"));
    const both = Promise.all([clock.advance(10_000), clock.advance(10_000)]);
    await real.settle();
    await both;
    expect(log).toEqual(["due 15"]);
    expect(clock.now()).toBe(EPOCH + 20_000);
  });

  it("lets what is in flight land before it moves, so that its retry is on the way", async () => {
    const clock = aClock({ mode: "manual" });
    const hold = clock.hold();
    real.after(20, () => {
      clock.wakeAt(clock.now() + 60_000, noting(clock, "retry"));
      hold.release();
    });
    const advanced = clock.advance(60_000);
    await real.run();
    await advanced;
    expect(log).toEqual(["retry 60"]);
  });

  it("does not wait longer than its patience for what was in flight before", async () => {
    const clock = aClock({ mode: "manual", patienceMs: 2_000 });
    clock.hold();
    let isDone = false;
    void clock.advance(5_000).then(() => {
      isDone = true;
    });
    await real.pass(1_999);
    expect([isDone, clock.now()]).toEqual([false, EPOCH]);
    await real.pass(1);
    expect([isDone, clock.now()]).toEqual([true, EPOCH + 5_000]);
  });

  it("waits for the attempts that an advance sets off, and books their timeouts", async () => {
    const clock = aClock({ mode: "manual" });
    clock.wakeAt(EPOCH + 60_000, () => {
      const hold = clock.hold();
      hold.onDeadline(30_000, 2_000, () => {
        noting(clock, "cut")();
        hold.bookUntil(EPOCH + 90_000);
        clock.wakeAt(clock.now() + 60_000, noting(clock, "retry"));
        hold.release();
      });
    });
    const advanced = clock.advance(600_000);
    await real.run();
    await advanced;
    expect(log).toEqual(["cut 60", "retry 150"]);
    expect(real.monotonicMs()).toBe(2_000);
    expect(clock.now()).toBe(EPOCH + 600_000);
  });

  it("ends what hangs in flight at its deadline, so that an advance at once is the same as one in parts", async () => {
    const clock = aClock({ mode: "manual" });
    const hold = clock.hold();
    hold.onDeadline(30_000, 2_000, () => {
      noting(clock, "cut")();
      clock.wakeAt(clock.now() + 60_000, noting(clock, "retry"));
      hold.release();
    });
    clock.wakeAt(EPOCH + 10_000, noting(clock, "before"));
    clock.wakeAt(EPOCH + 40_000, noting(clock, "after"));
    const advanced = clock.advance(3_600_000);
    await real.run();
    await advanced;
    expect(log).toEqual(["before 10", "cut 30", "after 40", "retry 90"]);
    expect(clock.now()).toBe(EPOCH + 3_600_000);
  });

  it("goes on after something that it played has thrown, and says so to whoever asked", async () => {
    const clock = aClock({ mode: "manual" });
    clock.wakeAt(EPOCH + 1_000, () => {
      throw new Error("defect");
    });
    const failed = expect(clock.advance(2_000)).rejects.toThrow("defect");
    await real.settle();
    await failed;
    clock.wakeAt(EPOCH + 3_000, noting(clock, "due"));
    const advanced = clock.advance(5_000);
    await real.settle();
    await advanced;
    expect(log).toEqual(["due 3"]);
  });

  it("ends an advance that waits when it is stopped", async () => {
    const clock = aClock({ mode: "manual" });
    clock.wakeAt(EPOCH + 1_000, () => clock.hold());
    clock.wakeAt(EPOCH + 2_000, noting(clock, "never"));
    const advanced = clock.advance(5_000);
    await real.settle();
    clock.stop();
    await real.settle();
    await advanced;
    expect(log).toEqual([]);
    expect(clock.now()).toBe(EPOCH + 1_000);
  });
});

describe("advancing a clock that runs", () => {
  it("plays what is due on the way, then runs on", async () => {
    const clock = aClock();
    clock.wakeAt(EPOCH + 60_000, noting(clock, "a"));
    clock.wakeAt(EPOCH + 61_000, noting(clock, "b"));
    const advanced = clock.advance(60_000);
    await real.settle();
    await advanced;
    expect(log).toEqual(["a 60"]);
    await real.pass(1_000);
    expect(log).toEqual(["a 60", "b 61"]);
  });

  it("waits for an attempt that it set off no longer than its patience, and does not shorten its timeout", async () => {
    const clock = aClock({ patienceMs: 2_000 });
    let cutAfterMs = 0;
    clock.wakeAt(EPOCH + 60_000, () => {
      clock.hold().onDeadline(30_000, 2_000, () => {
        cutAfterMs = real.monotonicMs();
      });
    });
    let isDone = false;
    void clock.advance(60_000).then(() => {
      isDone = true;
    });
    await real.pass(2_000);
    expect(isDone).toBe(true);
    await real.run();
    expect(cutAfterMs).toBe(30_000);
  });
});

describe("changing the clock while it is in use", () => {
  it("tells whoever listens of changes made by somebody, not of what it does by itself", async () => {
    const clock = aClock({ mode: "virtual" });
    const seen: ClockState[] = [];
    const cancel = clock.onChange((state) => seen.push(state));
    clock.wakeAt(EPOCH + 1_000, () => {});
    await real.settle();
    expect(seen).toEqual([]);
    clock.setMode("manual");
    clock.setSpeed(60);
    clock.setMode("real");
    expect(seen.map(({ mode, speed }) => `${mode} ${speed}`)).toEqual(["manual 1", "real 60", "real 1"]);
    const advanced = clock.advance(5_000);
    await real.settle();
    await advanced;
    expect(seen.at(-1)).toEqual({ mode: "real", speed: 1, now: EPOCH + 6_000 });
    cancel();
    clock.setMode("manual");
    expect(seen).toHaveLength(4);
  });

  it("takes what is due along from any mode to any other", async () => {
    const clock = aClock({ mode: "manual" });
    clock.wakeAt(EPOCH + 1_000, noting(clock, "a"));
    clock.wakeAt(EPOCH + 62_000, noting(clock, "b"));
    clock.wakeAt(EPOCH + 90_000, noting(clock, "c"));
    clock.wakeAt(EPOCH + 99_000, noting(clock, "d"));
    clock.setMode("real");
    await real.pass(2_000);
    clock.setSpeed(60);
    await real.pass(1_000);
    clock.setMode("manual");
    await real.pass(60_000);
    expect(log).toEqual(["a 1", "b 62"]);
    clock.setMode("virtual");
    await real.settle();
    expect(log).toEqual(["a 1", "b 62", "c 90", "d 99"]);
  });
});
