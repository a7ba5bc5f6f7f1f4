import { describe, expect, it } from "vitest";
import { percentilesOf } from "../../../src/harness/load/load-tally.ts";
import { limitText, thresholdsOf } from "../../../src/harness/load/thresholds.ts";

describe("thresholds of a load", () => {
  it("are times, shares and numbers, beside those that hold for everybody", () => {
    const found = thresholdsOf(["errors=1.5%", "P95 = 500ms", "rate=0.9", "lost=2"]);
    expect(found.map((one) => [one.measure, one.limit, limitText(one), one.isAsked])).toEqual([
      ["p95", 500, "500ms", true],
      ["errors", 0.015, "1.5%", true],
      ["rate", 0.9, "90%", true],
      ["lost", 2, "2", true],
      ["doubled", 0, "0", false],
    ]);
  });

  it.each([
    ["p95=500", "the limit of p95 is a time such as 500ms."],
    ["errors=200%", "the limit of errors is a share such as 1%."],
    ["lost=few", "the limit of lost is a number such as 0."],
    ["p96=1s", "did you mean p95?"],
    ["=1", "nothing is not measured"],
  ])("refuse %s in one sentence", (text, sentence) => {
    expect(() => thresholdsOf([text])).toThrow(sentence);
  });

  it("are given once", () => {
    expect(() => thresholdsOf(["p95=1s", "p95=2s"])).toThrow("--threshold p95 is given twice; give it once.");
  });
});

describe("percentiles", () => {
  it("are values that were measured, by the nearest rank", () => {
    expect(percentilesOf(Array.from({ length: 100 }, (_, at) => 100 - at))).toEqual({
      p50: 50,
      p95: 95,
      p99: 99,
      max: 100,
    });
    expect(percentilesOf([7])).toEqual({ p50: 7, p95: 7, p99: 7, max: 7 });
    expect(percentilesOf([])).toBeNull();
  });
});
