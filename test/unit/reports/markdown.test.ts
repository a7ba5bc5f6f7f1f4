import { describe, expect, it } from "vitest";
import { block, inline, inlineCode, markdownDocument } from "../../../src/reports/markdown.ts";
import { aFailure, aNastyReport, anItem, aReport, FAILURE_DETAILS } from "./a-report.ts";
import { written } from "./written.ts";

describe("the markdown report", () => {
  it("has the totals, a table, and what went wrong in full", async () => {
    const text = await written("markdown", aReport());
    expect(text.replace(FAILURE_DETAILS, "(findings and evidence)")).toMatchInlineSnapshot(`
      "## smartlead-mock run: FAILED

      **5 scenarios: 1 ok, 1 warn, 1 fail, 1 inconclusive, 1 skip** in 1.234s

      | grade | what | why | time |
      | --- | --- | --- | --- |
      | ✓ ok | the answer to a reply is lost (lost-answer) |  | 12ms, 1m on the mock's clock |
      | ✗ fail | the answer to a reply is lost (lost-answer#<!-- -->2) | 2 expectations did not hold. | 12ms, 1m on the mock's clock |
      | ! warn | idempotency: slow \\| late (SL-4.1) | It took 1.2 s, 100% more than wished: "a, b". | 12ms, 1m on the mock's clock |
      | ? inconclusive | idempotency: proves nothing (SL-4.2) | No expectation was reached. | 12ms, 1m on the mock's clock |

      - 1 skipped: SL-4.3. It needs --secret.

      - smartlead-mock 0.1.0, seed 7, run r1, dialect guide
      - Policy guide: SmartLead documents 3 tries, not what it takes for a failure.

      ### ✗ fail: the answer to a reply is lost (lost-answer#<!-- -->2)

      reply should have had 2 attempts, and had 3.

      At \`scenarios/lost.yaml:12:7\`

      <details><summary>Details</summary>

      \`\`\`\`text
      2 expectations did not hold.
      (findings and evidence)
      \`\`\`\`

      </details>

      ### ! warn: slow \\| late (SL-4.1)

      It took 1.2 s, 100% more than wished: "a, b".

      <details><summary>Details</summary>

      \`\`\`text
      It took 1.2 s, 100% more than wished: "a, b".
      Seed 7, run r1; 12ms, 1m on the mock's clock
      \`\`\`

      </details>

      ### ? inconclusive: proves nothing (SL-4.2)

      No expectation was reached.

      <details><summary>Details</summary>

      \`\`\`text
      No expectation was reached.
      Seed 7, run r1; 12ms, 1m on the mock's clock
      \`\`\`

      </details>
      "
    `);
  });

  it("lets no text become markup", async () => {
    const document = await written("markdown", aNastyReport());
    const outside = document.replace(/```+text\n[\s\S]*?\n```+/g, "").replace(/`[^`]+`/g, "");
    expect(outside).not.toContain("<script>");
    for (const row of outside.split("\n").filter((line) => line.startsWith("|"))) {
      expect(row.replaceAll("\\|", "").match(/\|/g)).toHaveLength(5);
    }
  });

  it("keeps what a pull request's comment can hold, the worst first, and counts the rest", () => {
    const failures = Array.from({ length: 500 }, (_, number) => aFailure({ id: `f${number}`, title: "t".repeat(50) }));
    const warnings = Array.from({ length: 5 }, (_, number) => anItem({ id: `w${number}`, grade: "warn" }));
    const document = markdownDocument(
      aReport({ groups: [{ id: "g", title: "g", items: [...warnings, ...failures] }] }),
      60_000,
    );
    expect(document.length).toBeLessThan(65_536);
    expect(document).toContain("… and 305 more\n");
    expect(document).toMatch(/… and \d+ more like these; the JSON report has all\.\n$/);
    expect(document.indexOf("### ✗ fail")).toBeGreaterThan(0);
    expect(document).not.toContain("### ! warn");
  });
});

describe("a text in Markdown", () => {
  it("is shown as it is: no markup, no HTML, nobody mentioned", () => {
    expect(inline("*a* _b_ `c` [d](e) <f> a|b @team #12 https://x.example ~g~")).toBe(
      "\\*a\\* \\_b\\_ \\`c\\` \\[d\\](e) &lt;f&gt; a\\|b @<!-- -->team #<!-- -->12 https:<!-- -->//x.example \\~g\\~",
    );
    expect(inline("# no heading")).toBe("\\# no heading");
    expect(inline("1. no list")).toBe("1\\. no list");
    expect(inline("- no list")).toBe("\\- no list");
  });

  it("stays within its fence", () => {
    expect(block("a\n```\nb")).toBe("````text\na\n```\nb\n````");
    expect(inlineCode("a`b")).toBe("``a`b``");
    expect(inlineCode("`a`")).toBe("`` `a` ``");
  });
});
