import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { Report } from "../../../src/reports/report.ts";
import { runCli } from "../../cli/run-cli.ts";
import { maskedReport } from "../../masked-report.ts";

/** The report that `run` writes, without what no seed decides. */
export async function reportOf(folder: string, words: readonly string[]): Promise<Report> {
  const file = join(folder, "report.json");
  const { stderr } = await runCli(["run", ...words, "--run", "r1", "--report", `json=${file}`], { cwd: folder });
  expect(stderr).toBe("");
  return maskedReport(JSON.parse(readFileSync(file, "utf8")));
}
