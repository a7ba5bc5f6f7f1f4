import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { maskedReport } from "../../../src/reports/masked-report.ts";
import type { Report } from "../../../src/reports/report.ts";
import { emptyDirectory, runCli } from "../../cli/run-cli.ts";

/** The JSON report of the whole library on the built-in receiver, masked: as text, so that bytes are compared. */
async function reportOf(...flags: string[]): Promise<string> {
  const cwd = emptyDirectory();
  const { code } = await runCli(["run", "all", "--secret", "whsec", "--report", "json=report.json", ...flags], { cwd });
  expect(code).toBe(0);
  const report: Report = JSON.parse(readFileSync(join(cwd, "report.json"), "utf8"));
  return JSON.stringify(maskedReport(report));
}

describe("the same seed and run", () => {
  it("give the same report to the byte, however many play at once; another seed gives another", async () => {
    const [one, again] = [
      await reportOf("--seed", "3", "--run", "r", "--jobs", "1"),
      await reportOf("--seed", "3", "--run", "r", "--jobs", "4"),
    ];
    expect(again).toBe(one);
    expect(await reportOf("--seed", "4", "--run", "r")).not.toBe(one);
  });

  it("give the same failure, with the same delivery's life", async () => {
    const failure = async () => {
      const { stdout } = await runCli([
        ...["run", "lost-answer", "--seed", "5", "--run", "r", "--json"],
        ...["--", process.execPath, join(import.meta.dirname, "../../../fixtures/receivers/naive.mjs")],
      ]);
      return JSON.stringify(maskedReport(JSON.parse(stdout)));
    };
    const first = await failure();
    expect(first).toContain("reprocessed");
    expect(await failure()).toBe(first);
  });
});
