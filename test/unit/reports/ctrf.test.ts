import { isValid } from "ctrf";
import { describe, expect, it } from "vitest";
import { GRADES } from "../../../src/reports/report.ts";
import { aFailure, aNastyReport, anItem, aReport } from "./a-report.ts";
import { written } from "./written.ts";

describe("the ctrf report", () => {
  it.each([
    ["of every grade", aReport()],
    ["of nothing", aReport({ groups: [] })],
    ["of nasty texts", aNastyReport()],
    [
      "of verify with a date and a commit",
      aReport({ command: "verify", date: "2026-01-05T09:00:00.000Z", commit: "abc" }),
    ],
  ])("is valid by the format's own package: a report %s", async (_, report) => {
    const document = JSON.parse(await written("ctrf", report));
    expect(isValid(document)).toBe(true);
    expect(isValid({ ...document, reportFormat: "JUnit" })).toBe(false);
  });

  it("has a status for each grade, and counts them", async () => {
    const items = GRADES.map((grade) => (grade === "fail" ? aFailure() : anItem({ id: grade, grade })));
    const report = aReport({ groups: [{ id: "g", title: "replies", items }] });
    const { results } = JSON.parse(await written("ctrf", report));
    expect(results.tests.map(({ rawStatus, status }: Record<string, string>) => [rawStatus, status])).toEqual([
      ["ok", "passed"],
      ["warn", "passed"],
      ["fail", "failed"],
      ["inconclusive", "other"],
      ["skip", "skipped"],
    ]);
    expect(results.tests[2].trace).toContain("How to fix it");
    expect(results.tests[0].suite[0]).toContain("replies");
  });

  it("says when it was, in epoch milliseconds", async () => {
    const report = aReport({ date: "2026-01-05T09:00:00.000Z", duration_ms: 1_500.4 });
    const { summary } = JSON.parse(await written("ctrf", report)).results;
    expect([summary.start, summary.stop - summary.start]).toEqual([Date.parse("2026-01-05T09:00:00Z"), 1_500]);
  });
});
