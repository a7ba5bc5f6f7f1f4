import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { codeBlocks, sectionOf } from "../doc-pages.ts";
import { emptyDirectory, freePort, runCli } from "./run-cli.ts";

const EXAMPLE = sectionOf("docs/load.md", "An example");
const [, LINE = ""] = /^smartlead-mock (load .+)$/m.exec(EXAMPLE) ?? [];
const SOURCE = codeBlocks().find(({ text }) => text.startsWith("// crm.mjs"))?.text ?? "";

async function follow(source: string) {
  const cwd = emptyDirectory();
  writeFileSync(join(cwd, "crm.mjs"), source);
  // Before the `--` that the receiver's command follows.
  const line = LINE.replace("2s", "1s").replace(" -- ", " --json -- ").split(" ");
  const { code, stdout } = await runCli(line, { cwd });
  return { code, report: JSON.parse(stdout) };
}

describe("smartlead-mock load", () => {
  it("finds in the page's example that events which come twice at once are processed twice", async () => {
    const { code, report } = await follow(SOURCE);
    expect(code).toBe(1);
    expect(report.measures).toMatchObject({ planned: 40, sent: 40, done: 40, doubled: 4, lost: 0 });
    const shown = [...EXAMPLE.matchAll(/^ {2}([a-z][a-z ]+?) {2,}\S/gm)].map(([, name]) => name);
    expect(["measure", ...report.table.rows.map(([name]: [string]) => name)]).toEqual(shown);
  });

  it.each([
    [["--rate", "5"], 2, "load needs --for TIME"],
    [["--for", "5s"], 2, "load needs --rate N"],
    [["--rate", "5000", "--for", "1h"], 2, "are 18000000 events, and one process sends 500000 at most"],
    [["--rate", "5", "--for", "1s", "--threshold", "p95=1"], 2, "a time such as 500ms"],
  ])("refuses %s in one sentence", async (flags, expected, sentence) => {
    const { code, stderr } = await runCli(["load", "--target", "http://127.0.0.1:9/hook", ...flags]);
    expect(stderr).toContain(sentence);
    expect(code).toBe(expected);
  });

  it("ends with 3 where nobody listens", async () => {
    const target = `http://127.0.0.1:${await freePort()}/hook`;
    const { code, stderr } = await runCli(["load", "--target", target, "--rate", "5", "--for", "1s"]);
    expect(stderr).toContain("Nobody accepts connections");
    expect(code).toBe(3);
  });
});
