import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { World, type WorldState } from "../../../src/smartlead/account/world.ts";
import type { WorldCall } from "../../../src/smartlead/account/world-call.ts";
import { ALL_EVENT_TYPES } from "../../../src/smartlead/events/event-types.ts";
import { runs } from "../../depth.ts";
import { contentOf } from "./a-world.ts";
import { damagedStates, isLackOfKey } from "./damaged-states.ts";

const NOW = Date.UTC(2026, 0, 5, 9);

/** A call that may be lawful or not, with the minutes that pass before it; `lead` is a place in the list of leads, beyond its end a stranger's. */
const aCall = fc.record({
  minutes: fc.integer({ min: -60, max: 600 }),
  type: fc.constantFrom(null, ...ALL_EVENT_TYPES),
  campaignId: fc.constantFrom(undefined, 3600001, 3600002, 3600003, 3600004, 1),
  lead: fc.option(fc.nat(70), { nil: undefined }),
});
type Call = typeof aCall extends fc.Arbitrary<infer One> ? One : never;

const step = (minutes: number): Call => ({ minutes, type: null, campaignId: undefined, lead: undefined });

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
  const live = ({ minutes, type, campaignId, lead }: Call) => {
    time.now += minutes * 60_000;
    try {
      if (type === null) return world.nextStep();
      const leadEmail = lead === undefined ? undefined : (world.leads[lead]?.email ?? "nobody@nowhere.test");
      return [
        world.apply(type, {
          ...(campaignId === undefined ? {} : { campaignId }),
          ...(leadEmail === undefined ? {} : { leadEmail }),
        }),
      ];
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
      { numRuns: runs(40) },
    );
  });

  it("has the same records under the same names", () => {
    const { world, live } = aWorld(5);
    for (let count = 0; count < 300; count += 1) live(step(3));
    const { world: again } = aWorld(5, { state: throughJson(world) });
    for (const { id } of world.leads) {
      expect(again.lead(id)).toEqual(world.lead(id));
      expect(again.enrolmentsOfLead(id)).toEqual(world.enrolmentsOfLead(id));
    }
    for (const { id } of world.campaigns) expect(again.enrolmentsOf(id)).toEqual(world.enrolmentsOf(id));
    expect(again.leadByEmail(world.leads[7]?.email ?? "")).toEqual(world.leads[7]);
    expect(again.untrackedReplies).toEqual(world.untrackedReplies);
  });

  it("shares nothing with the world that lives on, nor with the worlds that are made from it", () => {
    const living = aWorld(7);
    for (let count = 0; count < 200; count += 1) living.live(step(2));
    const state = living.world.save();
    const text = JSON.stringify(state);
    const [one, other] = [aWorld(7, { state }), aWorld(7, { state })];
    other.time.now = living.time.now;
    for (const { live } of [living, one]) for (let count = 0; count < 500; count += 1) live(step(2));
    expect(JSON.stringify(state)).toBe(text);
    expect(JSON.stringify(other.world.save())).toBe(text);
    for (let count = 0; count < 500; count += 1) other.live(step(2));
    expect(contentOf(other.world)).toEqual(contentOf(living.world));
  });

  it("is never one that cannot be restored, however full it is, and does not grow for ever", () => {
    const { world, live } = aWorld(9);
    for (let count = 0; count < 6_000; count += 1) live(step(1));
    const sizes: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      for (let count = 0; count < 2_000; count += 1) live(step(1));
      const state = throughJson(world);
      expect(aWorld(9, { state }).world.save()).toEqual(state);
      sizes.push(JSON.stringify(state).length);
    }
    expect(Math.max(...sizes)).toBeLessThan(1.25 * Math.min(...sizes));
  });

  const saved = (() => {
    const { world, live } = aWorld(11);
    // Two leads in two campaigns, replies, bounces, an untracked reply, a manual step: every kind of part.
    for (const type of ALL_EVENT_TYPES) live({ ...step(5), type });
    return throughJson(world);
  })();

  it("is refused in a sentence when it lacks any part, wherever", () => {
    const freeMaps = ["customFields", "switches", "unsubscribedClientIdMap", "clickedLinks", "repliersByCategory"];
    // Older versions did not save it.
    const newParts = ["lastEventAt", "version", "records.crm.outsideMails"];
    const isNew = (path: readonly (string | number)[]) => newParts.includes(path.join("."));
    const notReady = damagedStates(saved).filter(
      ({ damage }) => isLackOfKey(damage) && !freeMaps.includes(inside(damage.path)) && !isNew(damage.path),
    );
    fc.assert(
      fc.property(notReady, ({ make }) => {
        expect(() => aWorld(11, { state: make() })).toThrow(
          expect.objectContaining({
            code: "data_unusable",
            message: expect.stringMatching(/; choose another --data, or use --ephemeral\.$/),
          }),
        );
      }),
      { numRuns: runs(300) },
    );
  });

  it("is refused or taken, never half taken, whatever stands in a part's place", () => {
    fc.assert(
      fc.property(damagedStates(saved), ({ make }) => {
        try {
          expect(aWorld(11, { state: make() }).world.campaigns).toHaveLength(saved.records.campaigns.length);
        } catch (error) {
          expect(error).toMatchObject({ code: "data_unusable" });
        }
      }),
      { numRuns: runs(300) },
    );
  });

  it.each([null, 7, "state", [], {}])("is refused when it is %j", (state) => {
    expect(() => aWorld(1, { state: state as unknown as WorldState })).toThrow(
      expect.objectContaining({ code: "data_unusable" }),
    );
  });

  it("names the part that is missing, and the enrolment that points nowhere", () => {
    const { leads, ...records } = saved.records;
    const restore = (changed: object) => () =>
      aWorld(11, { state: { ...saved, records: { ...records, ...changed } } as WorldState });
    expect(restore({})).toThrow("its leads are missing or damaged;");
    const [first, ...others] = leads;
    const mapId = saved.records.enrolments.find(({ leadId }) => leadId === first?.id)?.mapId;
    expect(restore({ leads: others })).toThrow(`its enrolment ${mapId} points to a record that is not in it;`);
  });
});

describe("a call of the world", () => {
  it("is told before it is carried out, with the time that it takes, the refused ones too", () => {
    const told: string[] = [];
    const time = { now: NOW };
    const world: World = new World({
      seed: 1,
      run: "r",
      clock: { now: () => time.now },
      onCall: (call) => told.push(`${JSON.stringify(call)} ${JSON.stringify(world.save().random) === random}`),
    });
    let random = JSON.stringify(world.save().random);
    world.nextStep();
    random = JSON.stringify(world.save().random);
    time.now -= 60_000;
    expect(() => world.apply("EMAIL_OPEN", { campaignId: 1 })).toThrow("There is no campaign 1");
    expect(told).toEqual([
      `{"kind":"step","at":${NOW}} true`,
      `{"kind":"happen","at":${NOW},"type":"EMAIL_OPEN","where":{"campaignId":1}} true`,
    ]);
  });

  it("does not happen when it cannot be noted", () => {
    const full = new Error("the disk is full");
    const world = new World({
      seed: 1,
      run: "r",
      clock: { now: () => NOW },
      onCall: () => {
        throw full;
      },
    });
    const before = JSON.stringify(world.save());
    expect(() => world.nextStep()).toThrow(full);
    expect(() => world.apply("EMAIL_REPLY")).toThrow(full);
    expect(JSON.stringify(world.save())).toBe(before);
  });

  it("is carried out again without a word, at its own time", () => {
    const calls: WorldCall[] = [];
    const { world } = aWorld(3, { calls });
    world.replay({ kind: "happen", at: NOW + 5_000, type: "EMAIL_REPLY", where: { campaignId: 3600001 } });
    world.replay({ kind: "happen", at: NOW + 6_000, type: "EMAIL_REPLY", where: { campaignId: 1 } });
    const newest = world.enrolmentsOf(3600001).flatMap(({ thread }) => thread.map(({ at }) => at));
    expect(Math.max(...newest)).toBe(NOW + 5_000);
    expect(world.save().latest).toBe(NOW + 6_000);
    expect(calls).toEqual([]);
  });

  it.each([
    null,
    {},
    { kind: "step" },
    { kind: "step", at: "noon" },
    { kind: "happen", at: NOW, type: "EMAIL_REPLY" },
    { kind: "happen", at: NOW, type: "EMAIL_SMELT", where: {} },
    { kind: "of a later version", at: NOW },
  ])("is refused, and changes nothing, when it is none: %j", (call) => {
    const { world } = aWorld(3);
    const before = JSON.stringify(world.save());
    expect(() => world.replay(call as unknown as WorldCall)).toThrow(
      expect.objectContaining({ code: "data_unusable", message: expect.stringContaining(JSON.stringify(call)) }),
    );
    expect(JSON.stringify(world.save())).toBe(before);
  });
});

/** The name of the part that the last key of a path lies in. */
function inside(path: readonly (string | number)[]): string {
  return String(path.at(-2) ?? "");
}
