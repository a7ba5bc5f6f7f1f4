import { readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
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

describe("smartlead-mock export", () => {
  it("removes what an earlier export with more generators wrote, and nothing else", async () => {
    const cwd = emptyDirectory();
    const size = ["--target", "http://127.0.0.1:9/hook", "--rate", "10", "--for", "1s"];
    await runCli(["export", "artillery", ...size, "--generators", "2"], { cwd });
    writeFileSync(join(cwd, "load", "notes.txt"), "mine");
    const { code, stdout } = await runCli(["export", "artillery", ...size], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("Removed 3 files of an earlier export: load-2.yml, processor-2.mjs, rows-2.json.");
    const left = ["load-1.yml", "manifest.json", "notes.txt", "processor-1.mjs", "rows-1.json"];
    expect(readdirSync(join(cwd, "load")).sort()).toEqual(left);
  });
});

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
    [["--rate", "5000", "--for", "1h"], 2, "make 18000000 events, but one process sends at most 500000"],
    [["--rate", "5", "--for", "1s", "--threshold", "p95=1"], 2, "a time such as 500ms"],
  ])("refuses %s in one sentence", async (flags, expected, sentence) => {
    const { code, stderr } = await runCli(["load", "--target", "http://127.0.0.1:9/hook", ...flags]);
    expect(stderr).toContain(sentence);
    expect(code).toBe(expected);
  });

  it("shows the port that it chose, and repeats --strict", async () => {
    const cwd = emptyDirectory();
    const source = `require("node:http").createServer((q, r) => r.end("{}")).listen(process.env.PORT, "127.0.0.1")`;
    const flags = ["--target", "http://127.0.0.1:0/hook", "--rate", "10", "--for", "300ms", "--strict", "--json"];
    const { code, stdout } = await runCli(["load", ...flags, "--", process.execPath, "-e", source], { cwd });
    const report = JSON.parse(stdout);
    expect(code).toBe(4);
    expect(report.target).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d+\/hook$/);
    expect(report.groups[0].items[0].reproduce).toMatch(/--target http:\/\/127\.0\.0\.1:0\/hook .*--strict/);
  });

  it("asks about a path that the receiver does not know", async () => {
    const server = createServer((request, response) => response.writeHead(request.url === "/hook" ? 200 : 404).end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`;
    const { code, stderr } = await runCli(["load", "--target", target, "--rate", "20", "--for", "1s"]);
    server.close();
    expect(stderr).toMatch(/answers 404 both to a plain event and to an empty object: is the path right\?/);
    expect(code).toBe(2);
  });

  it("ends with 3 where nobody listens", async () => {
    const target = `http://127.0.0.1:${await freePort()}/hook`;
    const { code, stderr } = await runCli(["load", "--target", target, "--rate", "5", "--for", "1s"]);
    expect(stderr).toContain("Nothing accepts connections");
    expect(code).toBe(3);
  });
});
