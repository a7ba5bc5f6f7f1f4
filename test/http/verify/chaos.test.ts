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

it("a receiver that does not deduplicate is seen to work twice for what chaos repeats", async () => {
  const item = await underChaos("naive", "duplicate=10%,lost-response=5%");
  expect(item.grade).toBe("fail");
  expect(item.findings[0]).toMatchObject({
    message: expect.stringContaining("under chaos is processed more than once"),
    actual: expect.stringContaining("effects: "),
  });
});
