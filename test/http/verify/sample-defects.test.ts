import { describe, expect, it } from "vitest";
import { DEFECTS, NAMES, withEvidence } from "./sample-defects.ts";
import { gradesOf, itemOf, verified } from "./verify-bench.ts";

/** The last and most telling of the grades, such as `4.1 fail`. */
function tellingOf(name: (typeof NAMES)[number]): string {
  const grades = DEFECTS[name][0].split(", ");
  return grades.findLast((grade) => grade.endsWith("fail")) ?? grades.at(-1) ?? "";
}

// All that is found of each, that nothing else is, and what answers alone show, is seen in the sweep.
describe("each sample receiver is told its defect", () => {
  it.each(NAMES.map((name) => [name, tellingOf(name)] as const))("%s: %s", async (name, grade) => {
    const report = await verified({ start: withEvidence(name), only: [`SL-${grade.split(" ")[0]}`] });
    expect(gradesOf(report)).toBe(grade);
  });
});

it("where the receiver says 200 though its call failed, 50 failures are not asked for, and not for want of a call", async () => {
  const report = await verified({ start: withEvidence("swallows-errors"), only: ["SL-5.6"] });
  const { grade, reason } = itemOf(report, "SL-5.6");
  expect([grade, reason]).toEqual([
    "skip",
    expect.stringContaining("when a service that it depends on was down, but 200"),
  ]);
});
