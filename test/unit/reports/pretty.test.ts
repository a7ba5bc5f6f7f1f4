import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { colourPaint } from "../../../src/base/paint.ts";
import { wrap } from "../../../src/reports/wrap.ts";
import { aFailure, aFinding, aNastyReport, anItem, aReport } from "./a-report.ts";
import { drive, Places, written } from "./written.ts";

describe("the pretty report", () => {
  it("shows a line for each item, what went wrong in full, and the totals", async () => {
    expect(await written("pretty", aReport())).toMatchInlineSnapshot(`
      "run: 5 scenarios
      1/5 ✓ ok           the answer to a reply is lost (lost-answer), 12ms, 1m on the mock's clock
      2/5 ✗ fail         the answer to a reply is lost (lost-answer#2), 12ms, 1m on the mock's clock
                         2 expectations did not hold.
      idempotency (SL-4)
      3/5 ! warn         slow | late (SL-4.1), 12ms, 1m on the mock's clock
                         It took 1.2 s, 100% more than wished: "a, b".
      4/5 ? inconclusive proves nothing (SL-4.2), 12ms, 1m on the mock's clock
                         No expectation was reached.
      5/5 - skip         secret rotated (SL-4.3), 0ms
                         It needs --secret.

      ✗ fail: the answer to a reply is lost (lost-answer#2)
        2 expectations did not hold.
        1. reply should have had 2 attempts, and had 3.
          at scenarios/lost.yaml:12:7
          expected: 2
          actual:   3
          Timeline of the delivery, on the mock's clock:
            2026-01-05 09:00:00.000  attempt 1 of 3 starts, affected by lost-response
            2026-01-05 09:01:00.000  attempt 2 ends: success 200
        2. The answer should have been another.
          expected:
            | {
            |   "ok": true
            | }
          actual:
            | ::error::pwned
            | ## [warning]pwned
            | \`\`\`
            |   indented
        Evidence:
          The receiver reported 2 effects crm.
        How to fix it: Remember the X-Request-Id together with the work.
        Source: smartlead.md §5
          https://unpkg.com/smartlead-mock/docs/smartlead-facts.md#what-goes-wrong-in-real-receivers
        Seed 7, run r1; 12ms, 1m on the mock's clock
        Reproduce: smartlead-mock run scenarios/lost.yaml --seed 7 --run r1

      ! warn: slow | late (SL-4.1)
        It took 1.2 s, 100% more than wished: "a, b".
        Seed 7, run r1; 12ms, 1m on the mock's clock

      ? inconclusive: proves nothing (SL-4.2)
        No expectation was reached.
        Seed 7, run r1; 12ms, 1m on the mock's clock

      5 scenarios: 1 ok, 1 warn, 1 fail, 1 inconclusive, 1 skip; 1.234s
      smartlead-mock 0.1.0, seed 7, run r1, dialect guide
      Policy guide: SmartLead documents 3 tries, not what it takes for a failure.
      FAILED
      "
    `);
  });

  it("colours by meaning on a terminal, and says the same without colours", async () => {
    const places = new Places(100);
    places.paint = colourPaint;
    const { out } = await drive(aReport(), ["pretty"], places);
    expect(out).toContain("\u001b[31m✗ fail");
    expect(out).toContain("\u001b[32m✓ ok");
    expect(out.replace(/\u001b\[\d+m/g, "")).toBe(await written("pretty", aReport()));
  });

  it("wraps at the terminal's width, but for what is to be copied or clicked", async () => {
    const report = aReport({
      groups: [{ id: "g", title: "g", items: [aFailure({ reason: "words ".repeat(40), title: "界".repeat(60) })] }],
    });
    const { out } = await drive(report, ["pretty"], new Places(50));
    const wide = out.split("\n").filter((line) => stringWidth(line) > 50);
    expect(wide).toEqual([
      "    https://unpkg.com/smartlead-mock/docs/smartlead-facts.md#what-goes-wrong-in-real-receivers",
      "  Reproduce: smartlead-mock run scenarios/lost.yaml --seed 7 --run r1",
    ]);
  });

  it("takes no orders from a receiver: neither for the terminal nor for GitHub's runner", async () => {
    const { out } = await drive(aNastyReport(), ["pretty"]);
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    const orders = (await written("pretty", aReport())).split("\n").filter((line) => /^\s*::|##\[/.test(line));
    expect(orders).toEqual([]);
    const title = aReport({
      groups: [
        { id: "::stop-commands::x", title: "::stop-commands::x", items: [anItem({ title: "::add-mask::a", id: "x" })] },
      ],
    });
    expect((await drive(title, ["pretty"])).out).not.toMatch(/^\s*::/m);
  });

  it("shows the beginning of a huge value, and says how much is missing", async () => {
    const findings = [aFinding({ actual: "x".repeat(1_000_000) })];
    const text = await written(
      "pretty",
      aReport({ groups: [{ id: "g", title: "g", items: [aFailure({ findings })] }] }),
    );
    expect(text.length).toBeLessThan(10_000);
    expect(text).toContain("… 998000 more characters; the JSON report has them");
  });

  it("says why a run without a failure is no pass", async () => {
    const inconclusive = aReport({ groups: [{ id: "g", title: "g", items: [anItem({ grade: "inconclusive" })] }] });
    const { groups } = inconclusive;
    const run = await written("pretty", aReport({ strict: true, groups }));
    expect(run).toContain("With --strict a scenario that proves nothing is not a pass: exit 4.");
    const replay = await written("pretty", aReport({ command: "replay", groups }));
    expect(replay).toContain("A delivery that proves nothing is not a pass: exit 1.");
    expect(await written("pretty", aReport({ strict: true, groups: [] }))).toContain(
      "Nothing was judged, so this is not a pass: exit 4.",
    );
    const strict = aReport({ command: "verify", strict: true, groups });
    expect(await written("pretty", strict)).toContain(
      "With --strict a check that proves nothing is not a pass: exit 4.",
    );
    const good = await written("pretty", aReport({ groups: [{ id: "g", title: "g", items: [anItem()] }] }));
    expect(good).not.toContain("exit");
  });
});

describe("wrapping", () => {
  it("keeps every character but the spaces at breaks, and no line is too wide", () => {
    const words = fc.array(fc.string({ unit: "grapheme", maxLength: 30 }));
    fc.assert(
      fc.property(words, fc.integer({ min: 4, max: 60 }), (parts, width) => {
        const text = parts.join(" ");
        const lines = wrap(text, width);
        expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });

  it("never cuts an emoji of several code points in two", () => {
    expect(wrap("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 4)).toEqual(["👩‍👩‍👧👩‍👩‍👧", "👩‍👩‍👧"]);
  });
});
