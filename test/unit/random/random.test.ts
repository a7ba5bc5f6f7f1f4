import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { freshRun, idsOf } from "../../../src/base/ids.ts";
import { hashText, type Random, seededRandom } from "../../../src/base/random.ts";

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function drawn(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.next());
}

describe("seededRandom", () => {
  it("draws the same again from the same seed and name", () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), (seed, name) => {
        expect(drawn(seededRandom(seed, name), 20)).toEqual(drawn(seededRandom(seed, name), 20));
      }),
    );
  });

  it("never changes between versions: these numbers belong to seed 1", () => {
    expect(drawn(seededRandom(1), 3).map((value) => value.toFixed(9))).toMatchInlineSnapshot(`
      [
        "0.152010809",
        "0.981673970",
        "0.501593855",
      ]
    `);
    expect(seededRandom(1).uuid()).toMatchInlineSnapshot(`"26ea2e2e-fb4e-4c3b-8068-74741e0908f9"`);
    const random = seededRandom(2, "ids");
    expect([random.hex(20), random.uuid(), random.hex(3), random.uuid(), random.hex(9)]).toMatchInlineSnapshot(`
      [
        "2c550d35e3a7d452265e",
        "d3252d25-d9d8-4586-a357-e2f3fb9b1092",
        "4b0",
        "4f2c5eb7-2e1f-452f-8531-abc7e23608c5",
        "56492d27e",
      ]
    `);
  });

  it("draws something else from another seed or another name", () => {
    const first = drawn(seededRandom(1, "a"), 5);
    expect(drawn(seededRandom(2, "a"), 5)).not.toEqual(first);
    expect(drawn(seededRandom(1, "b"), 5)).not.toEqual(first);
  });

  it("gives a fork that does not depend on what was drawn before it, nor disturbs what is drawn after it", () => {
    const [fresh, used] = [seededRandom(7), seededRandom(7)];
    drawn(used, 100);
    expect(drawn(used.fork("x"), 5)).toEqual(drawn(fresh.fork("x"), 5));
    const [forked, plain] = [seededRandom(7), seededRandom(7)];
    drawn(forked.fork("x"), 5);
    expect(drawn(forked, 5)).toEqual(drawn(plain, 5));
  });

  it("stays within its bounds and reaches both ends", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -5, max: 5 }), fc.nat(4), (seed, min, span) => {
        const random = seededRandom(seed);
        const seen = new Set(Array.from({ length: 300 }, () => random.int(min, min + span)));
        expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: span + 1 }, (_, index) => min + index));
      }),
      { numRuns: 50 },
    );
  });

  it("spreads evenly: each tenth gets a tenth, give or take", () => {
    const random = seededRandom(3);
    const tenths = new Array<number>(10).fill(0);
    for (const value of drawn(random, 20_000)) {
      const tenth = Math.floor(value * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(250);
  });

  it("weighs: three to one comes out as three to one, and what weighs nothing never comes", () => {
    const random = seededRandom(5);
    const items = [
      { item: "often", weight: 3 },
      { item: "seldom", weight: 1 },
      { item: "never", weight: 0 },
    ];
    const seen = Array.from({ length: 8_000 }, () => random.weighted(items));
    expect(seen.filter((item) => item === "often").length / 8_000).toBeCloseTo(0.75, 1);
    expect(seen).not.toContain("never");
  });

  it("cannot draw from nothing", () => {
    expect(() => seededRandom(1).pick([])).toThrow(RangeError);
    expect(() => seededRandom(1).weighted([])).toThrow(RangeError);
  });

  it("makes version-4 UUIDs, none twice", () => {
    const random = seededRandom(11);
    const uuids = Array.from({ length: 5_000 }, () => random.uuid());
    expect(uuids.filter((uuid) => !UUID_V4.test(uuid))).toEqual([]);
    expect(new Set(uuids).size).toBe(5_000);
  });

  it("makes as many hex digits as asked", () => {
    const random = seededRandom(1);
    expect([0, 1, 8, 9, 20].map((digits) => random.hex(digits).length)).toEqual([0, 1, 8, 9, 20]);
  });
});

describe("idsOf", () => {
  it("gives the same ids in the same order, each kind whatever was asked of the others", () => {
    const [one, other] = [idsOf(seededRandom(1)), idsOf(seededRandom(1))];
    one.event();
    one.delivery();
    expect(one.request()).toBe(other.request());
    expect(one.event()).not.toBe(other.event());
    expect(one.event()).not.toBe(other.event());
  });

  it("gives ids of these forms", () => {
    const ids = idsOf(seededRandom(1));
    expect(ids.event()).toMatch(/^evt_[0-9a-f]{20}$/);
    expect(ids.delivery()).toMatch(/^dlv_[0-9a-f]{20}$/);
    expect(ids.request()).toMatch(UUID_V4);
  });
});

describe("freshRun", () => {
  it("is eight hex digits, another for each process", () => {
    expect(freshRun()).toMatch(/^[0-9a-f]{8}$/);
    expect(freshRun()).not.toBe(freshRun());
  });
});

describe("hashText", () => {
  it("is FNV-1a", () => {
    expect([hashText(""), hashText("a"), hashText("foobar")]).toEqual([0x811c9dc5, 0xe40c292c, 0xbf9cf968]);
  });
});

describe("a stream that was saved", () => {
  it("continues from where it stood, whatever was drawn", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(50), (seed, count) => {
        const random = seededRandom(seed, "s");
        for (let draw = 0; draw < count; draw += 1) random.uuid();
        const state = JSON.parse(JSON.stringify(random.save()));
        const later = seededRandom(seed + 1, "other");
        later.restore(state);
        expect([...drawn(later, 3), later.uuid(), later.hex(9)]).toEqual([
          ...drawn(random, 3),
          random.uuid(),
          random.hex(9),
        ]);
      }),
    );
  });

  it("does not move what was saved", () => {
    const random = seededRandom(1);
    const state = random.save();
    const text = JSON.stringify(state);
    drawn(random, 5);
    expect(JSON.stringify(state)).toBe(text);
  });

  it.each([
    undefined,
    null,
    "1,2,3,4",
    [],
    [1, 2, 3],
    [1, 2, 3, 4, 5],
    [1, 2, 3, null],
    [1, 2, 3, 4.5],
    [1, 2, 3, 2 ** 32],
  ])("continues from no other place: %j", (state) => {
    const random = seededRandom(1);
    const before = random.save();
    expect(() => random.restore(state as unknown as number[])).toThrow(
      expect.objectContaining({
        code: "data_unusable",
        message:
          "The saved state of a random generator is missing or damaged; choose another --data, or use --ephemeral.",
      }),
    );
    expect(random.save()).toEqual(before);
  });
});
