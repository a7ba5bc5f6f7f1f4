import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Hold, MockClock } from "../../../src/base/time/clock.ts";
import { createClock } from "../../../src/base/time/simulated-clock.ts";
import { EPOCH, FakeRealTime } from "./fake-real-time.ts";

/** Something due after so long (from the asking), with what it asks for when it comes. */
interface Item {
  readonly inMs: number;
  readonly after: readonly Item[];
}

interface Fired {
  readonly id: number;
  readonly at: number;
}

const inMs = fc.integer({ min: -5, max: 40 });
const leaf: fc.Arbitrary<Item> = fc.record({ inMs, after: fc.constant([]) });
const twig: fc.Arbitrary<Item> = fc.record({ inMs, after: fc.array(leaf, { maxLength: 3 }) });
const item: fc.Arbitrary<Item> = fc.record({ inMs, after: fc.array(twig, { maxLength: 3 }) });

/** What a clock that jumps must do, said slowly: take the earliest, tie by asking, at its time or now if that is past. */
class SlowClock {
  now = EPOCH;
  readonly fired: Fired[] = [];
  #pending: { readonly at: number; readonly id: number; readonly item: Item }[] = [];
  #nextId = 0;

  ask(one: Item): void {
    this.#pending.push({ at: this.now + one.inMs, id: this.#nextId, item: one });
    this.#nextId += 1;
  }

  get nextAt(): number | null {
    return this.#pending.length === 0 ? null : Math.min(...this.#pending.map(({ at }) => at));
  }

  /** Everything due at one look is called before what those callbacks ask for. */
  playUntil(target: number): void {
    for (let at = this.nextAt; at !== null && at <= target; at = this.nextAt) {
      this.now = Math.max(this.now, at);
      const due = this.#pending.filter((one) => one.at <= this.now).sort((a, b) => a.at - b.at || a.id - b.id);
      this.#pending = this.#pending.filter((one) => one.at > this.now);
      for (const one of due) {
        this.fired.push({ id: one.id, at: this.now });
        for (const next of one.item.after) this.ask(next);
      }
    }
    if (Number.isFinite(target)) this.now = Math.max(this.now, target);
  }
}

/** Asks a clock for items and notes when they come. */
class Asker {
  readonly fired: Fired[] = [];
  readonly #clock: MockClock;
  #nextId = 0;

  constructor(clock: MockClock) {
    this.#clock = clock;
  }

  get asked(): number {
    return this.#nextId;
  }

  ask(one: Item): void {
    const id = this.#nextId;
    this.#nextId += 1;
    const dueAt = this.#clock.now() + one.inMs;
    this.#clock.wakeAt(dueAt, () => {
      expect(this.#clock.now()).toBeGreaterThanOrEqual(dueAt);
      this.fired.push({ id, at: this.#clock.now() });
      for (const next of one.after) this.ask(next);
    });
  }
}

describe("the virtual clock", () => {
  it("plays everything in order of time, each at its time, and skips nothing", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(item, { maxLength: 8 }), async (items) => {
        const real = new FakeRealTime();
        const clock = createClock({ mode: "virtual", startAt: EPOCH, real });
        const [asker, model] = [new Asker(clock), new SlowClock()];
        for (const one of items) {
          asker.ask(one);
          model.ask(one);
        }
        await real.settle();
        model.playUntil(Number.POSITIVE_INFINITY);
        expect(asker.fired).toEqual(model.fired);
        expect(asker.fired).toHaveLength(asker.asked);
        expect(clock.now()).toBe(model.now);
        expect(real.monotonicMs()).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});

describe("the manual clock", () => {
  const move = fc.oneof(
    fc.record({ kind: fc.constant("advance" as const), ms: fc.nat(60) }),
    fc.constant({ kind: "next" as const }),
    fc.record({ kind: fc.constant("ask" as const), item }),
  );

  it("plays on each move just what is due on the way, in order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 15 }), async (moves) => {
        const real = new FakeRealTime();
        const clock = createClock({ mode: "manual", startAt: EPOCH, real });
        const [asker, model] = [new Asker(clock), new SlowClock()];
        for (const one of moves) {
          if (one.kind === "ask") {
            asker.ask(one.item);
            model.ask(one.item);
            // What is past already is played at once.
            model.playUntil(model.now);
          } else {
            const target = one.kind === "advance" ? model.now + one.ms : Math.max(model.now, model.nextAt ?? model.now);
            const moved = one.kind === "advance" ? clock.advance(one.ms) : clock.next();
            await real.settle();
            await moved;
            model.playUntil(target);
          }
          await real.settle();
          expect(asker.fired).toEqual(model.fired);
          expect(clock.now()).toBe(model.now);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe("any clock, whatever is done to it", () => {
  const deed = fc.oneof(
    fc.record({ kind: fc.constant("ask" as const), item }),
    fc.record({ kind: fc.constant("pass" as const), ms: fc.double({ min: 0, max: 30, noNaN: true }) }),
    fc.record({ kind: fc.constant("advance" as const), ms: fc.nat(30) }),
    fc.constant({ kind: "next" as const }),
    fc.record({ kind: fc.constant("mode" as const), mode: fc.constantFrom("real", "virtual", "manual") }),
    fc.record({ kind: fc.constant("speed" as const), speed: fc.constantFrom(0.5, 2, 60) }),
    fc.record({ kind: fc.constant("hold" as const), timeoutMs: fc.nat(40), minRealMs: fc.nat(5) }),
    fc.constant({ kind: "release" as const }),
  );

  it("never runs backwards, calls nobody twice or before time, and in the end leaves nobody out", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 25 }), fc.constantFrom(0, 0.5), async (deeds, earlyMs) => {
        const real = new FakeRealTime(earlyMs);
        const clock = createClock({ startAt: EPOCH, real, patienceMs: 3 });
        const asker = new Asker(clock);
        const holds: Hold[] = [];
        let latest = clock.now();
        for (const one of deeds) {
          if (one.kind === "ask") asker.ask(one.item);
          else if (one.kind === "pass") await real.pass(one.ms);
          else if (one.kind === "advance") void clock.advance(one.ms);
          else if (one.kind === "next") void clock.next();
          else if (one.kind === "mode") clock.setMode(one.mode);
          else if (one.kind === "speed") clock.setSpeed(one.speed);
          else if (one.kind === "release") holds.pop()?.release();
          else holds.push(aHeldAttempt(clock, one));
          await real.settle();
          expect(clock.now()).toBeGreaterThanOrEqual(latest);
          latest = clock.now();
        }
        for (const hold of holds) hold.release();
        clock.setMode("virtual");
        await real.run();
        expect(asker.fired.map(({ id }) => id).sort((a, b) => a - b)).toEqual(
          Array.from({ length: asker.asked }, (_, id) => id),
        );
        const times = asker.fired.map(({ at }) => at);
        expect(times).toEqual([...times].sort((a, b) => a - b));
      }),
      { numRuns: 200 },
    );
  });
});

/** An attempt that is never answered: cut at its deadline, booked, over. */
function aHeldAttempt(clock: MockClock, { timeoutMs, minRealMs }: { timeoutMs: number; minRealMs: number }): Hold {
  const hold = clock.hold();
  const startedAt = clock.now();
  hold.onDeadline(timeoutMs, minRealMs, () => {
    const { mode, speed } = clock.state();
    // Cut neither before the timeout by the machine's clock, nor elsewhere before the least real time.
    if (mode === "real" && speed === 1) expect(hold.elapsedRealMs()).toBeGreaterThanOrEqual(timeoutMs);
    else expect(hold.elapsedRealMs()).toBeGreaterThanOrEqual(minRealMs);
    hold.bookUntil(startedAt + timeoutMs);
    hold.release();
  });
  return hold;
}
