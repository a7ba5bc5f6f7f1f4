import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { PAGES, pageText } from "../doc-pages.ts";

const FILE = join(resolve(import.meta.dirname, "../.."), "llms.txt");

/** A line for a page: its title, and what its first sentence says one knows after it. */
function lineOf(page: string): string {
  const [title = "", , first = ""] = pageText(page).split("\n");
  const about = first.replace(/^(After this page,? (you (can|know) )?|Look up )/, "").replace(/\.$/, "");
  return `- [${title.replace(/^# /, "")}](${page}): ${about}`;
}

const linesOf = (isWanted: (page: string) => boolean) => PAGES.filter(isWanted).map(lineOf);
const TEXT = `# smartlead-mock

> A mock of SmartLead for one machine: its webhooks with scope priority, 30-second timeout and 3 tries, and its REST API, to develop, test and break receivers.

Try it with \`npx smartlead-mock start\`. Send to your own receiver with \`npx smartlead-mock start --target http://localhost:3000/webhooks/smartlead\`, then \`npx smartlead-mock trigger EMAIL_REPLY\`. \`npx smartlead-mock verify --target URL\` grades a receiver. \`npx smartlead-mock --help --json\` describes every command, and \`npx smartlead-mock mcp\` serves them to agents.

## Guides

${linesOf((page) => /^docs\/[^/]+$/.test(page)).join("\n")}

## Reference

${linesOf((page) => page.startsWith("docs/reference/")).join("\n")}
`;

describe("llms.txt", () => {
  it("lists every page with what it is about (UPDATE_README=1 writes it anew)", () => {
    if (process.env.UPDATE_README === "1") writeFileSync(FILE, TEXT);
    expect(readFileSync(FILE, "utf8")).toBe(TEXT);
    expect(TEXT.match(/^- /gm)?.length).toBe(PAGES.filter((page) => page.startsWith("docs/")).length);
  });
});
