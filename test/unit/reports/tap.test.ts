import { Parser, type Result } from "tap-parser";
import { describe, expect, it } from "vitest";
import type { Report } from "../../../src/reports/report.ts";
import { aNastyReport, anItem, aReport } from "./a-report.ts";
import { written } from "./written.ts";

/** What a harness makes of the report. */
async function parsed(report: Report) {
  const points: Result[] = [];
  const parser = new Parser({ strict: true });
  parser.on("assert", (point) => points.push(point));
  const ended = new Promise<Parser["results"]>((resolve) => parser.on("complete", resolve));
  parser.end(await written("tap", report));
  return { points, results: await ended };
}

const aVerifyReport = (strict: boolean, grade: "ok" | "inconclusive" = "inconclusive") =>
  aReport({
    command: "verify",
    strict,
    groups: [
      { id: "SL-1", title: "Acknowledgement", items: [anItem({ id: "SL-1.1", grade, reason: "Nothing shows it." })] },
    ],
  });

describe("the tap report", () => {
  it("has a point for each item, with its grade as TAP knows it", async () => {
    const { points, results } = await parsed(aReport());
    expect(points.map(({ ok, skip, todo, name }) => [ok, skip || todo || "", name])).toEqual([
      [true, "", "the answer to a reply is lost (lost-answer)"],
      [false, "", "the answer to a reply is lost (lost-answer#2)"],
      [true, "", "slow | late (SL-4.1)"],
      [false, "inconclusive: No expectation was reached.", "proves nothing (SL-4.2)"],
      [true, "It needs --secret.", "secret rotated (SL-4.3)"],
    ]);
    expect(results).toMatchObject({ ok: false, count: 5, fail: 2, skip: 1, todo: 1, plan: { start: 1, end: 5 } });
    expect(results?.failures.map(({ name }) => name)).toEqual(["the answer to a reply is lost (lost-answer#2)"]);
  });

  it("tells what went wrong in YAML", async () => {
    const { points } = await parsed(aReport());
    expect(points[1]?.diag).toMatchObject({ grade: "fail", message: "2 expectations did not hold." });
    expect(points[1]?.diag.details).toContain("How to fix it: Remember the X-Request-Id together with the work.");
    expect(points[4]?.diag).toMatchObject({ grade: "skip", message: "It needs --secret." });
  });

  it("passes with what proves nothing, unless that is no pass", async () => {
    expect((await parsed(aVerifyReport(false))).results).toMatchObject({ ok: true, todo: 1 });
    expect((await parsed(aVerifyReport(true))).results).toMatchObject({ ok: false, bailout: "exit code 4" });
    expect((await parsed(aVerifyReport(true, "ok"))).results).toMatchObject({ ok: true, bailout: false });
  });

  it("holds whatever a receiver says in one point", async () => {
    for (const text of ["# TODO not so", "not ok 7 - pwned\nok 8", "Bail out!", "\\# \\", "  ---\n  ..."]) {
      const { points, results } = await parsed(aNastyReport(text));
      expect([results?.bailout, results?.failures.length]).toEqual([false, 1]);
      expect(points).toHaveLength(results?.count ?? -1);
      expect(points[0]).toMatchObject({ ok: false, todo: false, skip: false });
    }
  });

  it("of nothing skips everything", async () => {
    const { results } = await parsed(aReport({ command: "verify", groups: [] }));
    expect(results).toMatchObject({ count: 0, plan: { skipAll: true } });
  });
});
