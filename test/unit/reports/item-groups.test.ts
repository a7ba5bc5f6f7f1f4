import { describe, expect, it } from "vitest";
import { causesOf, idsText, skippedOf, unprovenOf } from "../../../src/reports/item-groups.ts";
import type { ReportItem } from "../../../src/reports/report.ts";
import { anItem, aReport } from "./a-report.ts";
import { written } from "./written.ts";

const verify = (...items: readonly Partial<ReportItem>[]) =>
  aReport({
    command: "verify",
    groups: [{ id: "SL-4", title: "Idempotency", items: items.map((item) => anItem(item)) }],
  });
const told = (groups: ReturnType<typeof causesOf>) =>
  groups.map(({ lead, others }) => [lead.id, ...others.map(({ id }) => id)]);

describe("what went wrong in a report", () => {
  it("is told once for each cause, the worst of its items first", () => {
    const report = verify(
      { id: "SL-4.1", grade: "warn", cause: "no dedup" },
      { id: "SL-4.2", grade: "fail", cause: "no dedup", reason: "twice" },
      { id: "SL-4.3", grade: "fail", cause: "too late" },
      { id: "SL-4.4", grade: "fail", cause: "no dedup" },
    );
    expect(told(causesOf(report))).toEqual([["SL-4.2", "SL-4.4", "SL-4.1"], ["SL-4.3"]]);
  });

  it("is one cause where checks say the same, and not where scenarios count alike", () => {
    const items = [
      { id: "one", title: "one", grade: "fail", reason: "1 expectation did not hold." },
      { id: "two", title: "two", grade: "fail", reason: "1 expectation did not hold." },
    ] as const;
    expect(told(causesOf(verify(...items)))).toEqual([["one", "two"]]);
    expect(told(causesOf({ ...verify(...items), command: "run" }))).toEqual([["one"], ["two"]]);
  });

  it("leads in every report for people to the same ids, each told in full once", async () => {
    const fact = "A fact of SL-4.2 alone.";
    const report = verify(
      { id: "SL-4.2", grade: "fail", cause: "c", evidence: ["A fact of the lead."] },
      { id: "SL-4.3", grade: "fail", cause: "c", evidence: [fact] },
    );
    for (const name of ["pretty", "markdown", "github"] as const) {
      const text = await written(name, report);
      expect(text).toContain("The same cause explains");
      expect(text).toContain("SL-4.3");
      expect(text).toContain("A fact of the lead.");
      expect(text).not.toContain(fact);
    }
    for (const name of ["html", "json", "junit"] as const) expect(await written(name, report)).toContain(fact);
    expect(await written("html", report)).toContain("The same cause explains");
  });
});

describe("the pretty report of several checks with one cause", () => {
  it("says it once as they end, and names it with all their numbers at the end", async () => {
    const reason = "Every request is answered 401.";
    const text = await written(
      "pretty",
      verify(
        { id: "SL-4.1", grade: "fail", reason },
        { id: "SL-4.2", grade: "fail", reason },
        { id: "SL-4.3", grade: "warn", reason: "Another one." },
      ),
    );
    const [live = "", end = ""] = text.split("✗ fail: ");
    expect(live.split(reason)).toHaveLength(2);
    expect(live).toContain("For the same reason as SL-4.1.");
    expect(end).toContain(`✗ 2 for one cause: SL-4.1 and SL-4.2. ${reason}`);
    expect(end).not.toContain("for one cause: SL-4.3");
  });
});

describe("what is open in a report", () => {
  it("is told by what would settle it, or why it was left out", () => {
    const report = verify(
      { id: "SL-4.1", grade: "inconclusive", settle: "Report effects." },
      { id: "SL-4.2", grade: "inconclusive", reason: "Nobody knows. Report effects." },
      { id: "SL-4.3", grade: "inconclusive", reason: "Nobody knows." },
      { id: "SL-4.4", grade: "skip", reason: "No --secret." },
      { id: "SL-4.5", grade: "skip", reason: "No --secret." },
    );
    expect(unprovenOf(report).map(({ text, items }) => [text, idsText(items)])).toEqual([
      ["Report effects.", "SL-4.1 and SL-4.2"],
      ["Nobody knows.", "SL-4.3"],
    ]);
    expect(skippedOf(report).map(({ text, items }) => [text, idsText(items)])).toEqual([
      ["No --secret.", "SL-4.4 and SL-4.5"],
    ]);
  });

  it("names rows of ids by their ends, and groups where even those would be too many", () => {
    const named = (...ids: readonly string[]) => idsText(ids.map((id) => anItem({ id })));
    expect(named("SL-2.9", "SL-2.10", "SL-2.11", "SL-4.1", "SL-4.2")).toBe("SL-2.9 to SL-2.11, SL-4.1 and SL-4.2");
    expect(named("SL-2.1", "SL-2.3", "SL-2.5", "SL-2.7", "SL-4.1", "SL-4.3", "SL-4.5")).toBe("SL-2 and SL-4");
  });

  it("tells what only an option would let happen in one line on a terminal, and each reason elsewhere", async () => {
    const report = verify(
      { id: "SL-3.6", grade: "skip", reason: "No --secret-key is given.", settle: "--secret-key" },
      { id: "SL-3.7", grade: "skip", reason: "No --secret is given.", settle: "--secret" },
      { id: "SL-4.4", grade: "skip", reason: "A single try." },
    );
    const text = await written("pretty", report);
    expect(text).toContain("- 2 skipped because --secret-key or --secret is missing.\n");
    expect(text).toContain("- 1 skipped: SL-4.4. A single try.\n");
    expect(await written("markdown", report)).toContain("1 skipped: SL-3.7. No --secret is given.");
  });
});

describe("a warning of verify on a terminal", () => {
  it("is told once, as it ends, with the advice that its reason does not hold", async () => {
    const fact = "Seen on the wire.";
    const reason = "It is answered 200: answer 415 instead.";
    const report = verify(
      { id: "SL-3.3", grade: "warn", reason, hint: "Answer 415 instead.", evidence: [fact] },
      { id: "SL-3.5", grade: "warn", reason: "16 MB are taken.", hint: "Limit bodies.", evidence: [fact] },
    );
    const text = await written("pretty", report);
    expect(text.split(reason)).toHaveLength(2);
    expect(text).not.toContain("How to fix it: Answer 415");
    expect(text.split("How to fix it: Limit bodies.")).toHaveLength(2);
    expect(text).not.toContain(fact);
    expect(await written("markdown", report)).toContain(fact);
  });
});

describe("a receiver that gives no evidence", () => {
  const checks = (group: string, count: number, item: Partial<ReportItem>) => ({
    id: group,
    title: "Group",
    items: Array.from({ length: count }, (_, index) => anItem({ id: `${group}.${index + 1}`, ...item })),
  });

  it("has a report of ten lines behind those of the groups", async () => {
    const open = { grade: "inconclusive", settle: "Report each effect." } as const;
    const report = aReport({
      command: "verify",
      groups: [
        checks("SL-1", 7, {}),
        checks("SL-4", 10, open),
        checks("SL-6", 3, open),
        checks("SL-3", 2, { grade: "skip", reason: "No --secret is given." }),
      ],
    });
    const text = await written("pretty", report);
    expect(text).toMatchInlineSnapshot(`
      "verify: 22 checks
       7/22 ✓ SL-1 Group: 7 ok
      17/22 ? SL-4 Group: 10 inconclusive
      20/22 ? SL-6 Group: 3 inconclusive

      ? 13 not proven: SL-4.1 to SL-4.10 and SL-6.1 to SL-6.3. Report each effect.
      - 2 skipped: SL-3.1 and SL-3.2. No --secret is given.
      22 checks: 7 ok, 13 inconclusive, 2 skip; 1.234s
      smartlead-mock 0.1.0, seed 7, run r1, policy guide, dialect guide
      PASSED, 13 not proven
      "
    `);
    expect(text.split("\n\n")[1]?.trimEnd().split("\n").length).toBeLessThanOrEqual(10);
  });

  it("and one that accepts no plain event is told so in one sentence", async () => {
    const why = "A plain event is answered 401, so there is nothing to build on.";
    const report = aReport({
      command: "verify",
      groups: [
        checks("SL-1", 2, { grade: "fail", reason: "Every event is answered 401." }),
        checks("SL-2", 13, { grade: "skip", reason: why }),
        checks("SL-4", 10, { grade: "skip", reason: why }),
      ],
    });
    for (const name of ["pretty", "markdown"] as const) {
      const text = (await written(name, report)).replaceAll(/\s+/g, " ");
      expect(text.split(why)).toHaveLength(2);
      expect(text).toContain("SL-2.1 to SL-2.13 and SL-4.1 to SL-4.10");
    }
  });
});
