import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDuration, parseDuration } from "../../../src/base/time/duration.ts";

describe("parseDuration", () => {
  it.each([
    ["500ms", 500],
    ["30s", 30_000],
    ["10m", 600_000],
    ["1h30m", 5_400_000],
    ["1d", 86_400_000],
    ["1.5s", 1_500],
    ["1d2h3m4s5ms", 93_784_005],
    [" 5m ", 300_000],
    [1_500, 1_500],
    [0, 0],
  ])("reads %j as %d ms", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([
    "",
    "250",
    "0",
    "1.5",
    "s",
    "-1s",
    "1 h",
    "1y",
    "5M",
    "1h30",
    "1e3",
    ".5s",
    "1.s",
    "ms5",
    "∞",
    "NaN",
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ])("takes %j for no duration", (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});

describe("formatDuration", () => {
  it.each([
    [0, "0ms"],
    [250, "250ms"],
    [999.7, "1s"],
    [1_000, "1s"],
    [2_500, "2.5s"],
    [30_000, "30s"],
    [60_000, "1m"],
    [90_000, "1m 30s"],
    [5_400_000, "1h 30m"],
    [3_605_000, "1h 5s"],
    [90_061_000, "1d 1h"],
  ])("writes %d ms as %s", (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it("writes what reads as the same again, below a minute to the millisecond", () => {
    fc.assert(
      fc.property(fc.nat(59_999), (ms) => {
        expect(parseDuration(formatDuration(ms))).toBe(ms);
      }),
    );
  });
});
