import { describe, expect, it } from "vitest";
import { findingOf } from "../../../src/harness/verify/judging/findings.ts";
import { deliveryTimeline } from "../../../src/reports/delivery-timeline.ts";
import { RealTimes } from "../../../src/reports/real-times.ts";
import { aDelivery, anAttempt } from "../journal/a-delivery.ts";
import { aSent } from "../verify/a-sent.ts";
import { aFailure, aFinding, aReport } from "./a-report.ts";
import { written } from "./written.ts";

const attempt = anAttempt(1, "success");
const entry = (type: "attempt.started" | "attempt.finished", id: string) =>
  ({ seq: 1, at: "2026-01-05T09:00:00.000Z", type, delivery_id: id, attempt }) as const;

describe("what was concurrent", () => {
  it("has its real offsets from the first, and what was alone has none", () => {
    let now = 100;
    const times = new RealTimes(() => now);
    const at = (ms: number, type: "attempt.started" | "attempt.finished", id: string) => {
      now = ms;
      times.see(entry(type, id));
    };
    at(100, "attempt.started", "a");
    at(103, "attempt.started", "b");
    at(110, "attempt.finished", "a");
    at(112, "attempt.finished", "b");
    at(200, "attempt.started", "c");
    at(210, "attempt.finished", "c");
    const found = times.overlapping(["a", "b", "c"]);
    expect(found.get("a")?.get(1)).toEqual({ startMs: 0, endMs: 10 });
    expect(found.get("b")?.get(1)).toEqual({ startMs: 3, endMs: 12 });
    expect(found.has("c")).toBe(false);
    expect(times.overlapping(["a", "c"]).size).toBe(0);
  });

  it("is told with them in the findings of verify, of its own delivery only", () => {
    const sent = aSent(["200"]);
    const spans = new Map([[1, { startMs: 3, endMs: 12 }]]);
    const offsets = (id: string) =>
      findingOf({ ...sent, realTimes: new Map([[id, spans]]) }, "Twice.").timeline.flatMap(
        ({ real_ms: ms }) => ms ?? [],
      );
    expect(offsets(sent.delivery.id)).toEqual([3, 12]);
    expect(offsets("dlv_other")).toEqual([]);
  });

  it("is told with them in the timeline and in reports", async () => {
    const realTimes = new Map([[1, { startMs: 3.4, endMs: 12 }]]);
    const timeline = deliveryTimeline({
      delivery: aDelivery({ attempts: [attempt] }),
      explanation: null,
      effects: [],
      calls: [],
      realTimes,
    });
    expect(timeline.flatMap(({ real_ms: ms }) => ms ?? [])).toEqual([3.4, 12]);
    const report = aReport({
      groups: [{ id: "g", title: "g", items: [aFailure({ findings: [aFinding({ timeline })] })] }],
    });
    for (const name of ["pretty", "html", "markdown", "tap", "junit"] as const) {
      expect(await written(name, report)).toContain("+3ms attempt 1");
    }
  });
});
