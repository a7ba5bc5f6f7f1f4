import assert from "node:assert/strict";
import { describe, expect, it } from "vitest";
import { createSmartLead } from "../../../src/index.ts";
import { codeBlocks } from "../../doc-pages.ts";

const AsyncFunction = (async () => {}).constructor as new (
  ...parts: string[]
) => (...values: unknown[]) => Promise<unknown>;

describe("the page on snapshots", () => {
  it("has an example that runs as it stands", async () => {
    const [example] = codeBlocks().filter(({ page, language }) => page === "docs/snapshots.md" && language === "js");
    const body = example?.text.replace(/^import .*$/gm, "") ?? "";
    expect(body).toContain("smartlead.restore(waiting)");
    // The assertions are those of the page.
    await new AsyncFunction("assert", "createSmartLead", body)(assert, createSmartLead);
  });
});
