import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  describeExpected,
  isEqual,
  isMatch,
  MATCHER_WORDS,
  matcherProblem,
  shownValue,
} from "../../../src/harness/scenarios/value-matchers.ts";
import { MATCHER_NAMES } from "../../../src/harness/scenarios/value-schemas.ts";

/** What is expected, what fits it, and what does not. */
const TABLE: readonly (readonly [expected: unknown, fitting: readonly unknown[], misfits: readonly unknown[]])[] = [
  [{ matches: "^a.c$" }, ["abc", "a😀c"], ["abcd", "", 3, null, undefined, ["abc"]]],
  [{ contains: "ell" }, ["hello"], ["help", 3, null, undefined, { ell: 1 }]],
  [{ contains: 2 }, [[1, 2]], [[1, "2"], [[2]], "2", 2]],
  [{ contains: { at_least: 5 } }, [[1, 5]], [[1, 4], []]],
  [{ contains: { id: 1 } }, [[{ id: 1, name: "a" }], { id: 1, name: "a" }], [[{ id: 2 }], { name: "a" }, "id", null]],
  [{ contains: { id: { at_most: 3 } } }, [{ id: 3 }, [{ id: 9 }, { id: 1 }]], [{ id: 4 }, {}]],
  [{ one_of: ["a", 2, null, { at_least: 10 }] }, ["a", 2, null, 11], ["b", "2", 9, undefined]],
  [{ at_least: 3 }, [3, 4.5], [2.9, "3", null, undefined, Number.NaN]],
  [{ at_least: "30s" }, ["30s", "1m", 30_000], ["29s", "soon", 29_999]],
  [{ at_least: "2026-01-05" }, ["2026-01-05T00:00:00Z", "2027-01-01"], ["2026-01-04T23:59:59Z", "5", "never"]],
  [{ at_most: 3 }, [3, -1], [3.1, "3", undefined]],
  [{ at_most: "1h30m" }, ["90m", "1h"], ["91m", "late"]],
  [{ between: [1, 3] }, [1, 2, 3], [0, 4, "2", null]],
  [{ between: ["1m", "2m"] }, ["1m", "90s", "2m"], ["59s", "3m"]],
  [{ between: 3 }, [], [3, 0]],
  [{ type: "string" }, ["", "a"], [1, null, undefined]],
  [{ type: "number" }, [0, 1.5], ["1", null]],
  [{ type: "boolean" }, [true, false], ["true", 0]],
  [{ type: "object" }, [{}, { a: 1 }], [[], null, "{}"]],
  [{ type: "array" }, [[], [1]], [{}, "[]", null]],
  [{ type: "null" }, [null], [undefined, 0, ""]],
  [{ absent: true }, [undefined], [null, "", 0, false]],
  [{ present: true }, [null, "", 0, false], [undefined]],
  [{ length: 2 }, ["ab", [1, 2], { a: 1, b: 2 }], ["a", [], { a: 1, b: undefined }, 2, null, undefined]],
  [{ length: { at_least: 2 } }, ["abc", [1, 2]], ["a", [1]]],
  [{ not: "a" }, ["b", undefined, null], ["a"]],
  [{ not: { at_least: 3 } }, [2, "3"], [3, 4]],
  [{ not: { not: 1 } }, [1], [2]],
  [{ at_least: 2, at_most: 4, not: 3 }, [2, 4], [1, 3, 5]],
  [{ present: true, type: "null" }, [null], [undefined, 0]],
];

describe("isMatch", () => {
  it.each(TABLE)("%j", (expected, fitting, misfits) => {
    expect(fitting.filter((value) => !isMatch(expected, value))).toEqual([]);
    expect(misfits.filter((value) => isMatch(expected, value))).toEqual([]);
  });

  it("has a row for each word, and knows those that the schema knows", () => {
    const words = new Set(TABLE.flatMap(([expected]) => Object.keys(Object(expected))));
    expect([...words].sort()).toEqual([...MATCHER_WORDS].sort());
    expect([...MATCHER_NAMES].sort()).toEqual([...MATCHER_WORDS].sort());
  });

  it("takes an object with any other key for a value to be equal to", () => {
    expect(isMatch({ at_least: 1, name: "a" }, { at_least: 1, name: "a" })).toBe(true);
    expect(isMatch({ at_least: 1, name: "a" }, 5)).toBe(false);
    expect(isMatch({}, {})).toBe(true);
    expect(isMatch({}, 5)).toBe(false);
  });

  it("reads no pattern in more than its first 100,000 characters", () => {
    const long = `${"a".repeat(100_000)}b`;
    expect(isMatch({ matches: "^a+$" }, long)).toBe(true);
    expect(isMatch({ matches: "b" }, long)).toBe(false);
  });

  it("fits nothing to a pattern that is none", () => {
    expect(isMatch({ matches: "(" }, "(")).toBe(false);
    expect(isMatch({ matches: 3 }, "3")).toBe(false);
  });
});

const json = fc.jsonValue({ maxDepth: 3 });

describe("what always holds", () => {
  it("fits JSON data to itself, whatever the order of its keys", () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, one]) => [key, reversed(one)]),
      );
    };
    fc.assert(fc.property(json, (value) => isEqual(value, reversed(value)) && isEqual(reversed(value), value)));
  });

  it("tells different data apart, from both sides", () => {
    fc.assert(
      fc.property(json, json, (one, other) => {
        const isSame = canonical(one) === canonical(other);
        expect(isEqual(one, other)).toBe(isSame);
        expect(isEqual(other, one)).toBe(isSame);
      }),
    );
  });

  it("turns everything around by `not`", () => {
    const matcher = fc.constantFrom(...TABLE.map(([expected]) => expected));
    const value = fc.oneof(json, fc.constant(undefined), fc.constantFrom(...TABLE.flatMap(([, fitting]) => fitting)));
    fc.assert(fc.property(matcher, value, (wanted, one) => isMatch({ not: wanted }, one) !== isMatch(wanted, one)));
  });

  it("takes a number between two bounds when it keeps both", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.integer(), (value, from, to) => {
        expect(isMatch({ between: [from, to] }, value)).toBe(value >= from && value <= to);
        expect(isMatch({ at_least: from, at_most: to }, value)).toBe(value >= from && value <= to);
      }),
    );
  });

  it("has a sentence for any matcher and any value, of bounded length", () => {
    fc.assert(
      fc.property(json, (value) => {
        const [text, described] = [shownValue(value), describeExpected({ not: value })];
        expect(text.length).toBeGreaterThan(0);
        expect(text.length).toBeLessThanOrEqual(301);
        expect(described).toMatch(/^anything but ./s);
      }),
    );
  });
});

/** Keys in one order; -0 is 0 in JSON. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    typeof one === "object" && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}

describe("describeExpected", () => {
  it.each([
    [3, "3"],
    ["delivered", "delivered"],
    ["two words", '"two words"'],
    ["true", '"true"'],
    ["", '""'],
    [null, "null"],
    [{ matches: "^a" }, 'a string that matches "^a"'],
    [{ contains: "a b" }, 'something that contains "a b"'],
    [{ one_of: ["acknowledged", "effect-once"] }, "one of acknowledged, effect-once"],
    [{ one_of: [{ at_least: 2 }, null] }, "one of at least 2, null"],
    [{ at_least: 1 }, "at least 1"],
    [{ at_most: "30s" }, 'at most "30s"'],
    [{ between: [1, 3] }, "between 1 and 3"],
    [{ type: "object" }, "a value of type object"],
    [{ absent: true }, "no value"],
    [{ present: true }, "any value"],
    [{ length: 2 }, "a length of 2"],
    [{ length: { at_least: 2 } }, "a length of at least 2"],
    [{ not: { one_of: [1, 2] } }, "anything but one of 1, 2"],
    [{ at_least: 2, not: 3 }, "at least 2 and anything but 3"],
    [{ name: "ann" }, '{"name":"ann"}'],
  ])("%j: %s", (expected, words) => {
    expect(describeExpected(expected)).toBe(words);
  });
});

describe("shownValue", () => {
  it("says that a value is absent, and shortens one that is long", () => {
    expect(shownValue(undefined)).toBe("absent");
    expect(shownValue("a".repeat(400))).toBe(`"${"a".repeat(299)}…`);
    expect(shownValue("ann@example.com")).toBe("ann@example.com");
  });
});

describe("matcherProblem", () => {
  it.each([
    [{ matches: "(" }, '"(" is not a regular expression.'],
    [{ not: { matches: "[" } }, '"[" is not a regular expression.'],
    [{ length: { matches: "*" } }, '"*" is not a regular expression.'],
    [{ matches: 3 }, "3 is not a regular expression."],
    [{ matches: "^a$", not: "b" }, null],
    [{ matches: "(", name: "no matcher" }, null],
    ["(", null],
    [null, null],
  ])("%j: %s", (expected, problem) => {
    expect(matcherProblem(expected)).toBe(problem);
  });
});
