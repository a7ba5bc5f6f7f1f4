import { describe, expect, it } from "vitest";
import { type Retention, SEGMENTS_THAT_STAY, segmentsToDrop } from "../../../src/journal/storage/retention.ts";

const NOW = 1_000_000;
const AMPLE: Retention = { entries: 1_000, bytes: 1_000, ageMs: 1_000 };

/** Five segments of 100 entries and 100 bytes each, the oldest last written 500 ms ago. */
const segments = [500, 400, 300, 200, 0].map((ageMs, at) => ({
  name: `${at}`,
  firstSeq: at * 100 + 1,
  firstOrder: at * 10,
  entries: 100,
  bytes: 100,
  changedAt: NOW - ageMs,
}));

const drops = (limits: Partial<Retention>, otherBytes = 0) =>
  segmentsToDrop({ segments, otherBytes, now: NOW }, { ...AMPLE, ...limits });

describe("retention", () => {
  it("drops nothing that every limit allows", () => {
    expect(drops({})).toBe(0);
    expect(drops({ entries: 500, bytes: 500, ageMs: 500 })).toBe(0);
  });

  it.each([
    ["entries", { entries: 499 }, 1],
    ["entries, several segments", { entries: 300 }, 2],
    ["bytes", { bytes: 350 }, 2],
    ["age", { ageMs: 350 }, 2],
  ])("drops the oldest segments until %s fit", (_, limits, expected) => {
    expect(drops(limits)).toBe(expected);
  });

  it("counts the deliveries beside the journal, which go with their segments", () => {
    expect(drops({ bytes: 600 }, 500)).toBe(2);
  });

  it("keeps the newest ones whatever the limits say", () => {
    expect(drops({ entries: 0, bytes: 0, ageMs: 0 })).toBe(segments.length - SEGMENTS_THAT_STAY);
    expect(segmentsToDrop({ segments: [], otherBytes: 0, now: NOW }, AMPLE)).toBe(0);
  });
});
