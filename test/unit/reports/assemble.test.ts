import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assembleReport, exitCodeOf, itemsOf, totalsOf } from "../../../src/reports/assemble.ts";
import { GRADES, type Grade } from "../../../src/reports/report.ts";
import { anItem, aReport } from "./a-report.ts";

function totalsWith(...grades: Grade[]) {
  return totalsOf([{ items: grades.map((grade) => anItem({ grade })) }]);
}

describe("the totals", () => {
  it("count every item once", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.constantFrom(...GRADES))), (groups) => {
        const totals = totalsOf(groups.map((grades) => ({ items: grades.map((grade) => anItem({ grade })) })));
        for (const grade of GRADES) expect(totals[grade]).toBe(groups.flat().filter((one) => one === grade).length);
        expect(itemsOf(totals)).toBe(groups.flat().length);
      }),
    );
  });
});

describe("the exit code", () => {
  it("is 130 where a signal ended the run, whatever was found so far", () => {
    const { totals: _totals, exit_code: _code, ...parts } = aReport({ command: "verify" });
    for (const grade of ["ok", "fail"] as const) {
      const groups = [{ id: "SL-4", title: "Idempotency", items: [anItem({ grade })] }];
      expect(assembleReport({ ...parts, groups }).exit_code).toBe(grade === "ok" ? 0 : 1);
      expect(assembleReport({ ...parts, groups, stopped: { judged: 1, of: 45 } }).exit_code).toBe(130);
    }
  });

  it.each<[string, "run" | "verify" | "replay", boolean, Grade[], number]>([
    ["all is well", "run", false, ["ok", "warn", "skip"], 0],
    ["something failed", "run", false, ["ok", "fail"], 1],
    ["something proves nothing", "run", false, ["ok", "inconclusive"], 0],
    ["something proves nothing, strictly", "run", true, ["ok", "inconclusive"], 4],
    ["something failed, strictly", "run", true, ["fail", "inconclusive"], 1],
    ["everything was skipped", "run", false, ["skip"], 0],
    ["everything was skipped, strictly", "run", true, ["skip"], 4],
    ["there was nothing", "run", false, [], 0],
    ["a delivery proves nothing", "replay", false, ["ok", "inconclusive"], 1],
    ["a check failed", "verify", false, ["ok", "fail", "inconclusive"], 1],
    ["a check failed, strictly", "verify", true, ["fail", "inconclusive"], 1],
    ["a check proves nothing", "verify", false, ["ok", "inconclusive"], 0],
    ["a check proves nothing, strictly", "verify", true, ["ok", "inconclusive"], 4],
    ["all checks were skipped, strictly", "verify", true, ["skip"], 4],
    ["a check warns, strictly", "verify", true, ["warn", "ok"], 0],
  ])("when %s in %s (strict: %s), %j, is %i", (_, command, strict, grades, expected) => {
    expect(exitCodeOf(command, totalsWith(...grades), strict)).toBe(expected);
  });

  it("stands in the report, and whether it was strict does not", () => {
    const groups = [{ id: "g", title: "g", items: [anItem({ grade: "inconclusive" })] }];
    const { totals: _, exit_code: __, format: ___, ...parts } = aReport({ command: "verify", groups });
    const report = assembleReport({ ...parts, strict: true });
    expect(report).toMatchObject({ format: 1, exit_code: 4, totals: { inconclusive: 1 } });
    expect(report).not.toHaveProperty("strict");
  });
});
