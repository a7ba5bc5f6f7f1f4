import { expect, it } from "vitest";
import type { StateSource } from "../../../src/harness/convergence/state-source.ts";
import { type SampleName, startSample } from "../receivers/sample-receiver.ts";
import { verified } from "./verify-bench.ts";

const sample = (name: SampleName) => (effectsUrl: string) => startSample(name, { effectsUrl });
const ONLY = ["SL-7"];

async function gradesOf(name: SampleName) {
  const report = await verified({ start: sample(name), only: ONLY });
  return report.groups.flatMap(({ items }) => items.map(({ id, grade }) => [id, grade]));
}

it.each(["by-timestamp", "by-sequence", "state-machine"] as const)(
  "%s ends in the same state in any order",
  async (name) => {
    expect(await gradesOf(name)).toEqual([
      ["SL-7.1", "ok"],
      ["SL-7.2", "ok"],
      ["SL-7.3", "ok"],
    ]);
  },
);

it("last-write-wins fails, and the diff names both orders", async () => {
  const report = await verified({ start: sample("last-write-wins"), only: ONLY });
  const [orders, older] = report.groups.flatMap(({ items }) => items);
  expect([orders?.grade, older?.grade]).toEqual(["fail", "fail"]);
  expect(older?.findings[0]?.expected).toContain("Interested, Meeting Request:");
  expect(older?.findings[0]?.actual).toContain("Meeting Request, Interested:\n- ");
});

it("what keeps no state that is shown is skipped, and what counts over all leads proves nothing", async () => {
  const hidden = await verified({ start: sample("correct"), only: ["SL-7.1"] });
  expect(hidden.groups[0]?.items[0]).toMatchObject({ grade: "skip" });
  let reading = 0;
  const counting: StateSource = {
    name: "--state",
    isOfLead: true,
    read: async () => JSON.stringify({ rows: Math.floor(reading++ / 3) }),
  };
  const counted = await verified({ start: sample("correct"), only: ["SL-7.1"], state: counting });
  expect(counted.groups[0]?.items[0]).toMatchObject({ grade: "inconclusive" });
});
