import { describe, expect, it } from "vitest";
import { DEFECTS, NAMES, withEvidence } from "./sample-defects.ts";
import { gradesOf, verified } from "./verify-bench.ts";

/** `1.1 fail, 2.3 warn` names these checks. */
function checksIn(grades: string): string[] {
  return [...grades.matchAll(/\d+\.\d+/g)].map(([number]) => `SL-${number}`);
}

// That nothing else is found, and what is found by answers alone, is seen in the sweep.
describe("each sample receiver is told its defect", () => {
  it.concurrent.each(NAMES)("%s", async (name) => {
    const [known] = DEFECTS[name];
    const report = await verified({ start: withEvidence(name), only: checksIn(known) });
    expect(gradesOf(report)).toBe(known);
  });
});
