import { expect, it } from "vitest";
import { chaosRules } from "../../../src/delivery/faults/chaos-rules.ts";
import type { ReportItem } from "../../../src/reports/report.ts";
import { type SampleName, startSample } from "../receivers/sample-receiver.ts";
import { itemOf, verified } from "./verify-bench.ts";

async function underChaos(name: SampleName, rates: string | null, hasEffects = true): Promise<ReportItem> {
  const settings = { run: "chaos", ...(rates === null ? {} : { chaos: chaosRules(rates) }) };
  const start = (effectsUrl: string) => startSample(name, hasEffects ? { effectsUrl } : {});
  return itemOf(await verified({ start, only: ["SL-6.5"], settings }), "SL-6.5");
}

it("a correct receiver does each event of a batch once, whatever heavy chaos makes of it", async () => {
  const item = await underChaos("correct", "heavy");
  expect(item.grade, JSON.stringify(item.findings[0]?.message)).toBe("ok");
  expect(item.evidence.join(" ")).toMatch(
    /100 events in 1\d\d requests; disturbed: .*duplicate \d+.*had its effect once/,
  );
});

it("nothing is concluded where nothing is counted or disturbed, or nobody asked", async () => {
  expect(await underChaos("naive", "duplicate=10%", false)).toMatchObject({ grade: "inconclusive" });
  expect(await underChaos("correct", "duplicate=0.0001%")).toMatchObject({
    grade: "inconclusive",
    reason: expect.stringContaining("no event was disturbed"),
  });
  expect(await underChaos("correct", null)).toMatchObject({
    grade: "skip",
    reason: expect.stringContaining("--chaos light"),
  });
});

it("the same seed disturbs the same events in the same way", async () => {
  const [item, again] = [await underChaos("naive", "heavy"), await underChaos("naive", "heavy")];
  expect(again.evidence[0]).toBe(item.evidence[0]);
  expect(again.findings.length).toBe(item.findings.length);
});
