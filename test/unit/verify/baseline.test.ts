import { describe, expect, it } from "vitest";
import { baselineOf } from "../../../src/harness/verify/baseline.ts";
import type { Report, ReportItem } from "../../../src/reports/report.ts";
import { aFinding, anItem, aReport } from "../reports/a-report.ts";

const failing = (...messages: string[]): ReportItem =>
  anItem({
    id: "SL-4.1",
    grade: "fail",
    reason: messages[0] ?? "",
    findings: messages.map((message) => aFinding({ message, place: null })),
  });
const reportOf = (...items: ReportItem[]): Report =>
  aReport({ command: "verify", groups: [{ id: "SL-4", title: "Idempotency", items }] });
const baseline = (...items: ReportItem[]) => baselineOf(JSON.stringify(reportOf(...items)), "base.json");

describe("a baseline", () => {
  it("makes of what failed then a warning, whatever ids and times it has now", () => {
    const then = failing(
      "Worked on twice: 11111111-2222-4333-8444-555555555555 of ada@sl-4-1.r1.example after about 3.1 ms.",
    );
    const now = failing(
      "Worked on twice: 99999999-2222-4333-8444-555555555555 of ada@sl-4-1.r2.example after about 12 ms.",
    );
    expect(baseline(then).revise(now)).toMatchObject({
      grade: "warn",
      reason: /^Known since the baseline: Worked on twice/,
    });
  });

  it("lets new findings fail, and tells them first", () => {
    const revised = baseline(failing("old")).revise(failing("old", "new"));
    expect(revised).toMatchObject({ grade: "fail", reason: "New since the baseline: new" });
    expect(revised.findings.map(({ message }) => message)).toEqual(["new", "old"]);
    expect(baseline().revise(failing("old")).grade).toBe("fail");
  });

  it("may itself have been judged by a baseline", () => {
    const once = baseline(failing("old")).revise(failing("old"));
    expect(baseline(once).revise(failing("old")).grade).toBe("warn");
  });

  it("does not touch what is well, and names what has become so", () => {
    const well = anItem({ id: "SL-4.1" });
    const one = baseline(failing("old"), { ...failing("x"), id: "SL-4.2" });
    expect(one.revise(well)).toBe(well);
    expect(one.mended(reportOf(well))).toEqual(["SL-4.1"]);
  });

  it.each(["", "{}", "[]", JSON.stringify(aReport())])("%.20j is none", (text) => {
    expect(() => baselineOf(text, "base.json")).toThrow(
      "--baseline base.json is not a JSON report of verify; write one with",
    );
  });
});
