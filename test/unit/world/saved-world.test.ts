import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALL_EVENT_TYPES } from "../../../src/events/event-types.ts";
import { seededRandom } from "../../../src/random.ts";
import { World, type WorldState } from "../../../src/world/world.ts";
import type { WorldCall } from "../../../src/world/world-call.ts";

const NOW = Date.UTC(2026, 0, 5, 9);

/** A call that may be lawful or not, with the minutes that pass before it. */
const aCall = fc.record({
  minutes: fc.nat(600),
  type: fc.constantFrom(null, ...ALL_EVENT_TYPES),
  campaignId: fc.constantFrom(undefined, 3600001, 3600002, 3600003, 3600004, 1),
});

function aWorld(seed: number, extra: { state?: WorldState; calls?: WorldCall[] } = {}) {
  const time = { now: NOW };
  const { state, calls } = extra;
  const world = new World({
    seed,
    run: "r",
    clock: { now: () => time.now },
    ...(state === undefined ? {} : { state }),
    ...(calls === undefined ? {} : { onCall: (call) => calls.push(JSON.parse(JSON.stringify(call))) }),
  });
  const live = ({ minutes, type, campaignId }: typeof aCall extends fc.Arbitrary<infer Call> ? Call : never) => {
    time.now += minutes * 60_000;
    try {
      if (type === null) return world.nextStep();
      return [world.happen(type, campaignId === undefined ? {} : { campaignId })];
    } catch (error) {
      return String(error);
    }
  };
  return { world, time, live };
}

const throughJson = (world: World): WorldState => JSON.parse(JSON.stringify(world.save()));

describe("a world that was saved", () => {
  it("goes on as if it had lived on, to the byte, and so does one made again from its calls", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000 }),
        fc.array(aCall, { maxLength: 25 }),
        fc.array(aCall, { maxLength: 15 }),
        fc.array(aCall, { minLength: 1, maxLength: 15 }),
        (seed, past, since, future) => {
          const calls: WorldCall[] = [];
          const living = aWorld(seed, { calls });
          for (const call of past) living.live(call);
          const state = throughJson(living.world);
          calls.length = 0;
          for (const call of since) living.live(call);

          const replayed = aWorld(seed, { state });
          for (const call of calls) replayed.world.replay(call);
          expect(throughJson(replayed.world)).toEqual(throughJson(living.world));

          const restored = aWorld(seed, { state: throughJson(living.world) });
          restored.time.now = living.time.now;
          replayed.time.now = living.time.now;
          for (const call of future) {
            const expected = JSON.stringify(living.live(call));
            expect(JSON.stringify(restored.live(call))).toBe(expected);
            expect(JSON.stringify(replayed.live(call))).toBe(expected);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it("has the same records under the same names", () => {
    const { world, live } = aWorld(5);
    for (let step = 0; step < 300; step += 1) live({ minutes: 3, type: null, campaignId: undefined });
    const { world: again } = aWorld(5, { state: throughJson(world) });
    for (const { id } of world.leads) {
      expect(again.lead(id)).toEqual(world.lead(id));
      expect(again.enrolmentsOfLead(id)).toEqual(world.enrolmentsOfLead(id));
    }
    for (const { id } of world.campaigns) expect(again.enrolmentsOf(id)).toEqual(world.enrolmentsOf(id));
    expect(again.leadByEmail(world.leads[7]?.email ?? "")).toEqual(world.leads[7]);
    expect(again.untrackedReplies).toEqual(world.untrackedReplies);
  });

  it("is refused in a sentence when it lacks a part", () => {
    const state = throughJson(aWorld(1).world);
    const { leads: _leads, ...rest } = state.records;
    expect(() => aWorld(1, { state: { ...state, records: rest as WorldState["records"] } })).toThrow(
      "The saved account lacks a part.",
    );
    expect(() => aWorld(1, { state: { ...state, random: [1, 2] } })).toThrow("A saved stream of chance is damaged.");
  });
});

describe("a stream of chance", () => {
  it("goes on from where it was saved, whatever was drawn", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(50), (seed, drawn) => {
        const random = seededRandom(seed, "s");
        for (let draw = 0; draw < drawn; draw += 1) random.uuid();
        const state = JSON.parse(JSON.stringify(random.save()));
        const later = seededRandom(seed + 1, "other");
        later.restore(state);
        expect([later.next(), later.uuid(), later.int(0, 1e6)]).toEqual([
          random.next(),
          random.uuid(),
          random.int(0, 1e6),
        ]);
      }),
    );
  });
});
