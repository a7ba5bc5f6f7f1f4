import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createEffectStore,
  EFFECT_NAMES_LIMIT,
  EFFECT_RECORDS_LIMIT,
  EFFECT_TEXT_LIMIT,
} from "../../../src/delivery/idempotency/effect-store.ts";
import { EFFECT_KEYS_LIMIT, type EffectRecord } from "../../../src/delivery/idempotency/effects.ts";
import { MAX_UNSETTLED_EFFECTS, type PossibleChange } from "../../../src/delivery/idempotency/possible-effects.ts";
import { damagedStates, isLackOfKey } from "../world/damaged-states.ts";

const NOON = Date.UTC(2026, 0, 5, 12);

/** Every delivery of the mock is one of a reply. */
const eventTypeOf = () => "EMAIL_REPLY";

function aStore(known: (key: string) => string | null = (key) => `dlv_${key}`) {
  const seen: EffectRecord[] = [];
  const store = createEffectStore({
    now: () => NOON,
    deliveryOf: known,
    eventTypeOf,
    onEffect: (record) => seen.push(record),
  });
  return { store, seen };
}

describe("the effect store", () => {
  it("counts each name of each request id for itself, an unnamed one under the empty name", () => {
    const { store } = aStore();
    store.add("a", "crm");
    store.add("a", "crm");
    store.add("a", "slack");
    store.add("b", null);
    expect([...store.countsOf("a")]).toEqual([
      ["crm", 2],
      ["slack", 1],
    ]);
    expect([...store.countsOf("b")]).toEqual([["", 1]]);
    expect(store.countsOf("c").size).toBe(0);
  });

  it("hands every effect on once, with its time and the delivery it belongs to", () => {
    const { store, seen } = aStore((key) => (key === "a" ? "dlv_1" : null));
    store.add("a", "crm");
    store.add("stranger", "  ");
    expect(seen).toEqual([
      { key: "a", name: "crm", source: "beacon", at: "2026-01-05T12:00:00.000Z", delivery_id: "dlv_1" },
      { key: "stranger", name: null, source: "beacon", at: "2026-01-05T12:00:00.000Z", delivery_id: null },
    ]);
    expect(store.list()).toEqual(seen);
    expect(store.list("a")).toEqual(seen.slice(0, 1));
  });

  it("counts the same value of a field once for each request id, and keeps every value with its record", () => {
    const { store, seen } = aStore();
    const set = (key: string, value: string) => store.add(key, "status", "beacon", { value });
    for (const value of ["opened", "opened", "replied"]) set("a", value);
    set("b", "opened");
    expect([...store.countsOf("a")]).toEqual([["status", 2]]);
    expect(seen.map(({ key, value }) => [key, value])).toEqual([
      ["a", "opened"],
      ["a", "replied"],
      ["b", "opened"],
    ]);
    const { store: restored } = aStore();
    restored.restore(structuredClone(store.save()));
    expect(restored.list()).toEqual(seen);
  });

  it("has counted an effect by the time it hands it on", () => {
    const counted: number[] = [];
    const store = createEffectStore({
      now: () => NOON,
      deliveryOf: () => "dlv_1",
      eventTypeOf,
      onEffect: ({ key }) => counted.push(store.countsOf(key).get("crm") ?? 0),
    });
    store.add("a", "crm");
    store.add("a", "crm");
    expect(counted).toEqual([1, 2]);
  });

  it("counts effects only once one came for a request id that the mock has sent", () => {
    const { store } = aStore((key) => (key === "sent" ? "dlv_1" : null));
    expect(store.isCounted("EMAIL_REPLY")).toBe(false);
    store.add("message-17", "crm");
    expect(store.isCounted("EMAIL_REPLY")).toBe(false);
    store.add("sent", "crm");
    expect(store.isCounted("EMAIL_REPLY")).toBe(true);
  });

  it("takes a request id in capitals or with spaces for the same one", () => {
    const { store } = aStore();
    store.add(" 3F2504E0-4F89-41D3-9A0C-0305E82C3301 ", "crm");
    expect(store.countsOf("3f2504e0-4f89-41d3-9a0c-0305e82c3301").get("crm")).toBe(1);
    expect(store.list("3F2504E0-4F89-41D3-9A0C-0305E82C3301")).toHaveLength(1);
  });

  it("forgets everything when cleared, and counts no more", () => {
    const { store } = aStore();
    store.add("a", "crm");
    store.clear();
    expect(store.isCounted("EMAIL_REPLY")).toBe(false);
    expect(store.countsOf("a").size).toBe(0);
    expect(store.list()).toEqual([]);
  });

  it("keeps a bounded number of request ids and of reports, and drops those reported first", () => {
    const { store } = aStore();
    store.add("first", "crm");
    store.add("second", "crm");
    for (let index = 0; index < EFFECT_KEYS_LIMIT - 2; index += 1) store.add(`key-${index}`, "crm");
    store.add("first", "crm");
    store.add("one too many", "crm");
    expect(store.countsOf("first").size).toBe(0);
    expect(store.countsOf("second").get("crm")).toBe(1);
    expect(store.countsOf("key-0").get("crm")).toBe(1);
    expect(store.list()).toHaveLength(EFFECT_RECORDS_LIMIT);
    expect(store.list().at(-1)?.key).toBe("one too many");
  });

  it("keeps a bounded number of names for a request id, yet goes on counting those it has", () => {
    const { store } = aStore();
    for (let index = 0; index <= EFFECT_NAMES_LIMIT; index += 1) store.add("a", `name ${index}`);
    store.add("a", "name 0");
    expect(store.countsOf("a").size).toBe(EFFECT_NAMES_LIMIT);
    expect(store.countsOf("a").get("name 0")).toBe(2);
  });

  it.each([
    ["", null, "The effect's key is empty; send the X-Request-Id of the delivery."],
    ["   ", null, "The effect's key is empty; send the X-Request-Id of the delivery."],
    ["k".repeat(EFFECT_TEXT_LIMIT + 1), null, "The effect's key is 201 characters long; send at most 200."],
    ["a", "n".repeat(EFFECT_TEXT_LIMIT + 1), "The effect's name is 201 characters long; send at most 200."],
  ])("refuses a key or name that cannot be one, and keeps nothing of it (%#)", (key, name, message) => {
    const { store, seen } = aStore();
    expect(() => store.add(key, name)).toThrow(expect.objectContaining({ code: "bad_request", message }));
    expect(seen).toEqual([]);
    expect(store.list()).toEqual([]);
  });
});

describe("what an effect says of its event's type", () => {
  function ofTypes(types: Readonly<Record<string, string>>) {
    const firsts: string[] = [];
    const store = createEffectStore({
      now: () => NOON,
      deliveryOf: (key) => (key in types ? `dlv_${key}` : null),
      eventTypeOf: (id) => types[id.slice("dlv_".length)] ?? null,
      onEffect: () => {},
      onFirstOfType: (type) => firsts.push(type),
    });
    return { store, firsts };
  }
  const TYPES = { a: "EMAIL_REPLY", b: "EMAIL_OPEN", c: "EMAIL_REPLY" };

  it("is that effects of this type are counted, and of no other; the first one is told", () => {
    const { store, firsts } = ofTypes(TYPES);
    store.add("a", "crm");
    store.add("c", "crm");
    expect([store.isCounted("EMAIL_REPLY"), store.isCounted("EMAIL_OPEN"), firsts]).toEqual([
      true,
      false,
      ["EMAIL_REPLY"],
    ]);
  });

  it("is nothing while it may be of another", () => {
    const { store } = ofTypes(TYPES);
    store.addPossible(["a", "c"], { name: "crm", source: "sink" });
    expect([store.isCounted("EMAIL_REPLY"), store.possibleOf("A"), store.possibleOf("a", "slack")]).toEqual([
      false,
      1,
      0,
    ]);
  });

  it("outlives the process, also where an older version knew only that there are effects", () => {
    const { store } = ofTypes(TYPES);
    store.add("a", "crm");
    store.addPossible(["b", "c"], { name: "crm", source: "sink" });
    const state = JSON.parse(JSON.stringify(store.save()));
    const later = ofTypes({}).store;
    later.restore(state);
    expect([later.isCounted("EMAIL_REPLY"), later.possibleOf("b"), later.possibleOf("a")]).toEqual([true, 1, 0]);
    const { counts, records } = state;
    for (const areCounted of [true, false]) {
      const old = ofTypes(TYPES).store;
      old.restore({ areCounted, counts, records: areCounted ? records : [] });
      expect([old.isCounted("EMAIL_REPLY"), old.isCounted("EMAIL_OPEN")]).toEqual([areCounted, false]);
    }
    const replayed = ofTypes(TYPES).store;
    for (const record of records) replayed.count(record);
    expect(replayed.isCounted("EMAIL_REPLY")).toBe(true);
  });

  it("is of several together where it can be of no other, and may be where it can", () => {
    const { store } = aStore();
    store.addPossible(["a", "b"], { name: "crm", source: "sink", onSettled: () => {} });
    store.addPossible(["A", "c"], { name: "log", source: "log", onSettled: () => {} });
    store.addPossible(["b"], { name: "log", source: "log" });
    expect(store.sharedBy(["a", "B"])).toEqual({ within: 1, perhaps: 2 });
    expect(store.sharedBy(["a", "b", "c"], { name: "log" })).toEqual({ within: 1, perhaps: 1 });
    expect(store.sharedBy(["a", "b", "c"], { source: "sink" })).toEqual({ within: 1, perhaps: 0 });
  });

  it("stays possible for good where too many wait to be settled", () => {
    const { store } = ofTypes(TYPES);
    for (let index = 0; index <= MAX_UNSETTLED_EFFECTS; index += 1) {
      store.addPossible(["a", `key-${index}`], { name: "crm", source: "sink", onSettled: () => {} });
    }
    store.add("key-0", "crm");
    expect(store.countsOf("a").size).toBe(0);
    store.add("key-1", "crm");
    expect(store.countsOf("a").get("crm")).toBe(1);
    expect(store.countsOf("key-2").get("crm")).toBe(1);
    expect(store.possibleOf("a")).toBe(1);
  });
});

describe("effects that were saved", () => {
  const throughJson = ({ store }: Pick<ReturnType<typeof aStore>, "store">) => JSON.parse(JSON.stringify(store.save()));

  it("are the same again, told to nobody, and go on with what came after", () => {
    const report = fc.record({ key: fc.constantFrom("a", "b", "c", "d"), name: fc.constantFrom(null, "crm", "slack") });
    fc.assert(
      fc.property(fc.array(report), fc.array(report), (past, since) => {
        const known = (key: string) => (key === "d" ? "dlv_d" : null);
        const living = aStore(known);
        for (const { key, name } of past) living.store.add(key, name);
        const state = throughJson(living);
        living.seen.length = 0;
        for (const { key, name } of since) living.store.add(key, name);

        const later = aStore(known);
        later.store.add("something else", null);
        later.seen.length = 0;
        later.store.restore(state);
        for (const record of living.seen) later.store.count(record);
        expect(later.seen).toEqual([]);
        expect(later.store.isCounted("EMAIL_REPLY")).toBe(living.store.isCounted("EMAIL_REPLY"));
        expect(later.store.list()).toEqual(living.store.list());
        for (const key of ["a", "b", "c", "d", "something else"]) {
          expect([...later.store.countsOf(key)]).toEqual([...living.store.countsOf(key)]);
        }
      }),
    );
  });

  it("may be of several request ids, and turn out the same as in the process that saw them", () => {
    const keys = fc.subarray(["a", "b", "c", "d"], { minLength: 1 });
    const step = fc.record({
      keys,
      name: fc.constantFrom("crm", "slack"),
      canSettle: fc.boolean(),
      print: fc.constantFrom(undefined, "p"),
    });
    const aKept = () => {
      const log: (EffectRecord | PossibleChange)[] = [];
      const store = createEffectStore({
        now: () => NOON,
        deliveryOf: () => null,
        eventTypeOf,
        onEffect: (record) => log.push(record),
        onPossible: (change) => log.push(change),
      });
      const play = (
        steps: readonly { keys: string[]; name: string; canSettle: boolean; print: string | undefined }[],
      ) => {
        for (const {
          keys: [key = "", ...others],
          name,
          canSettle,
          print,
        } of steps) {
          if (others.length === 0) store.add(key, name, "sink", print === undefined ? {} : { fingerprint: print });
          else {
            const more = {
              ...(print === undefined ? {} : { fingerprint: print }),
              ...(canSettle ? { onSettled: () => {} } : {}),
            };
            store.addPossible([key, ...others], { name, source: "sink", ...more });
          }
        }
      };
      const view = () => ["a", "b", "c", "d"].map((key) => [[...store.countsOf(key)], store.possibleOf(key)]);
      return { store, log, play, view };
    };
    fc.assert(
      fc.property(fc.array(step), fc.array(step), fc.array(step), (saved, since, then) => {
        const living = aKept();
        living.play(saved);
        const state = throughJson(living);
        living.log.length = 0;
        living.play(since);
        const later = aKept();
        later.store.restore(state);
        for (const one of JSON.parse(JSON.stringify(living.log))) {
          if ("keys" in one) later.store.countPossible(one);
          else later.store.count(one);
        }
        expect(later.log).toEqual([]);
        expect(later.view()).toEqual(living.view());
        for (const { play } of [living, later]) play(then);
        expect(later.view()).toEqual(living.view());
      }),
    );
  });

  it("are not changed by what comes after", () => {
    const { store } = aStore();
    store.add("a", "crm");
    const state = store.save();
    const text = JSON.stringify(state);
    const again = aStore();
    again.store.restore(state);
    for (const one of [store, again.store]) one.add("a", "crm");
    expect(JSON.stringify(state)).toBe(text);
    expect(again.store.countsOf("a").get("crm")).toBe(2);
  });

  it("stay bounded, and those reported first still go first", () => {
    const first = aStore();
    for (let index = 0; index < EFFECT_KEYS_LIMIT; index += 1) first.store.add(`key-${index}`, null);
    const later = aStore();
    later.store.restore(throughJson(first));
    expect(later.store.countsOf("key-0").size).toBe(1);
    later.store.add("one too many", null);
    expect(later.store.countsOf("key-0").size).toBe(0);
    expect(later.store.countsOf("key-1").size).toBe(1);
    expect(later.store.list()).toHaveLength(EFFECT_RECORDS_LIMIT);
  });

  it("are cut to what memory holds when there are more", () => {
    const { store } = aStore();
    const record = {
      key: "a",
      name: null,
      source: "beacon",
      at: "2026-01-05T12:00:00.000Z",
      delivery_id: null,
    } as const;
    const records = Array.from({ length: EFFECT_RECORDS_LIMIT + 1 }, (_, index) => ({ ...record, key: `${index}` }));
    store.restore({ areCounted: false, counts: [], records });
    expect(store.list()).toHaveLength(EFFECT_RECORDS_LIMIT);
    expect(store.list()[0]?.key).toBe("1");
  });

  it("are refused in a sentence when a part is missing, and taken or refused whatever stands in its place", () => {
    const whole = aStore();
    whole.store.add("a", "crm");
    whole.store.add("b", null);
    fc.assert(
      fc.property(damagedStates(throughJson(whole)), ({ damage, make }) => {
        const { store } = aStore();
        store.add("kept", null);
        try {
          store.restore(make());
        } catch (error) {
          expect(error).toMatchObject({
            code: "data_unusable",
            message: "The saved effects are missing or damaged; choose another --data, or use --ephemeral.",
          });
          expect(store.countsOf("kept").size).toBe(1);
          return;
        }
        // An older version saved none that were unsettled.
        expect(isLackOfKey(damage) && damage.path.at(-1) !== "unsettled").toBe(false);
      }),
      { numRuns: 400 },
    );
  });
});
