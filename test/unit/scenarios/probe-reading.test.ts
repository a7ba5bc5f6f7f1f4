import { describe, expect, it } from "vitest";
import { type ProbeWindow, readingOf } from "../../../src/harness/scenarios/run/probe-reading.ts";

const window = (keys: string, rise: number | null, isLate = false): ProbeWindow => ({
  keys: new Set(keys.split("")),
  rise,
  isLate,
});
const read = (units: Record<string, number>, ...windows: readonly ProbeWindow[]) => {
  const reading = readingOf("a", windows, (key) => units[key] ?? null);
  return reading === null ? null : `${reading.atLeast}..${reading.atMost ?? ""}${reading.isDue ? " due" : ""}`;
};

describe("what a probe's number shows of one request id", () => {
  it("is counted in units of what one event adds, where that is known", () => {
    expect(read({ a: 1 }, window("a", 1))).toBe("1..1 due");
    expect(read({ a: 2 }, window("a", 2))).toBe("1..1 due");
    expect(read({ a: 2 }, window("a", 3))).toBe("2..2 due");
    expect(read({ a: 2 }, window("a", 0))).toBe("0..0 due");
  });

  it("is once at least where it is not known", () => {
    expect(read({}, window("a", 1))).toBe("1..1");
    expect(read({}, window("a", 2))).toBe("1..2");
    expect(read({}, window("a", 0))).toBe("0..0");
  });

  it("of several events is only known by a sum that is exactly right", () => {
    expect(read({}, window("ab", 2))).toBe("1..1");
    expect(read({ a: 1, b: 2 }, window("ab", 3))).toBe("1..1 due");
    expect(read({}, window("ab", 3))).toBe("0..3");
    expect(read({}, window("ab", 1))).toBe("0..1");
  });

  it("adds up over all that it was sent in, and counts no second time what was done before", () => {
    expect(read({ a: 1 }, window("a", 1), window("a", 1))).toBe("2..2 due");
    expect(read({ a: 1 }, window("a", 1), window("a", 0))).toBe("1..1 due");
    expect(read({ a: 1, b: 1 }, window("a", 1), window("ab", 1))).toBe("1..1 due");
    expect(read({ a: 1, b: 1 }, window("a", 1), window("ab", 2))).toBe("1..3 due");
  });

  it("is open while it was not read, and once the number has risen late", () => {
    expect(read({ a: 1 }, window("a", null))).toBe("0.. due");
    expect(read({ a: 1 }, window("a", 1), window("a", null))).toBe("1.. due");
    expect(read({ a: 1 }, window("a", 0, true))).toBe("0.. due");
    expect(read({ a: 1 }, window("a", 2, true))).toBe("2.. due");
  });

  it("is nothing at all while nobody knows that the number rises for it", () => {
    expect(read({}, window("a", null))).toBeNull();
    expect(read({}, window("b", 1))).toBeNull();
  });
});
