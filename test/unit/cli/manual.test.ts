import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../../src/cli/command-table.ts";
import { EXIT_MEANINGS } from "../../../src/cli/exit-codes.ts";
import { describeProgram } from "../../../src/cli/manual/command-description.ts";
import { manPage } from "../../../src/cli/manual/man-page.ts";
import { runCli } from "../../cli/run-cli.ts";
import { pageText } from "../../doc-pages.ts";

const program = describeProgram(COMMANDS);
const page = manPage(program);

describe("--help --json", () => {
  it("describes every command", async () => {
    const { code, stdout, stderr } = await runCli(["--help", "--json"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toEqual(program);
    expect(program.commands.map(({ name }) => name)).toEqual(COMMANDS.map(({ name }) => name));
  });

  it.each(COMMANDS.map(({ name }) => name))("says of %s what --help says", async (name) => {
    const [asData, asText] = [await runCli([name, "--help", "--json"]), await runCli([name, "--help"])];
    const described = JSON.parse(asData.stdout);
    const flat = asText.stdout.replace(/\s+/g, " ");
    expect(asText.stdout.split("\n")[0]).toBe(`Usage: ${described.usage}`);
    for (const { flag, value } of described.options)
      expect(flat).toContain(
        value === null ? flag : `${flag} ${"<["[Number(flat.includes(`${flag} [${value}`))]}${value}`,
      );
    for (const { description } of described.options) expect(flat).toContain(description);
    for (const { line } of described.examples) expect(asText.stdout).toContain(line);
    const flags = new Set(
      (asText.stdout.match(/^ {2}(?:-., )?--[a-z-]+/gm) ?? []).map((line) => line.trim().replace(/^-., /, "")),
    );
    expect(flags).toEqual(new Set([...described.options.map(({ flag }: { flag: string }) => flag), "--help"]));
  });

  it("knows the command that was meant", async () => {
    const { code, stderr } = await runCli(["trigge", "--help", "--json"]);
    expect(code).toBe(2);
    expect(stderr).toContain("did you mean trigger?");
  });

  it("says of the exit codes what the reference says", () => {
    const rows = [...pageText("docs/reference/errors.md").matchAll(/^\| (\d+) \| (.+?) \|$/gm)];
    expect(rows.map(([, code, meaning]) => [Number(code), meaning])).toEqual(EXIT_MEANINGS);
  });
});

describe("the man page", () => {
  it("has every command with its flags and examples", () => {
    const plain = page
      .replace(/\\\[u([\dA-F]+)\]/g, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)))
      .replace(/\\(?:f[BIR]|&)/g, "")
      .replaceAll("\\-", "-")
      .replaceAll("\\e", "\\");
    for (const { name, usage, options, examples } of program.commands) {
      expect(plain).toContain(`.SS ${name}\n.B ${usage}\n`);
      for (const { flag, value } of options)
        expect(plain).toContain(value === null ? `\n${flag}\n` : `\n${flag} ${value}\n`);
      for (const { line } of examples) expect(plain).toContain(`\n${line}\n`);
    }
  });

  it("has no line that roff would take for a command of its own", () => {
    expect(page).toMatch(/^[\n -~]+$/);
    const known = /^\.(?:TH|SH|SS|B|PP|TP|RS|RE|nf|fi)(?: |$)/;
    expect(page.split("\n").filter((line) => /^[.']/.test(line) && !known.test(line))).toEqual([]);
  });
});
