import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { CATALOGUE } from "../../../src/harness/verify/catalogue.ts";
import { DOCUMENTATION_URL, sourceLink } from "../../../src/reports/clean-report.ts";

const PAGE = readFileSync(resolve(import.meta.dirname, "../../../docs/smartlead-facts.md"), "utf8");
/** As GitHub and npm make them of headings. */
const ANCHORS = new Set(
  [...PAGE.matchAll(/^#{2,6} (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, "")
      .replaceAll(" ", "-"),
  ),
);

describe("the source of a check", () => {
  it.each(CATALOGUE.map(({ id, source }) => [id, source]))(
    "of %s is a link to a section that is there (%s)",
    (_, source) => {
      const [page, anchor = ""] = (sourceLink(source) ?? "").split("#");
      expect(page).toBe(DOCUMENTATION_URL);
      expect([...ANCHORS]).toContain(anchor);
    },
  );

  it("is none where it names nothing that is documented", () => {
    expect(sourceLink("a friend of mine")).toBeNull();
  });
});
