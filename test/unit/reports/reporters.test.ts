import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { reportFiles } from "../../../src/cli/reports/session-reports.ts";
import { REPORTER_NAMES } from "../../../src/reports/report.ts";
import { isOwnReport, REPORT_HEAD_CHARACTERS } from "../../../src/reports/reporters.ts";
import { aNastyReport, aReport } from "./a-report.ts";
import { written } from "./written.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "smartlead-report-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const COMMANDS = ["run", "verify", "replay"] as const;
const CASES = REPORTER_NAMES.flatMap((name) => COMMANDS.map((command) => [name, command] as const));

/** What people keep, some of it with our name in it. */
const FOREIGN = [
  '{ "name": "shop", "devDependencies": { "smartlead-mock": "^1.0.0" } }',
  '{ "format": 1, "entries": [] }',
  "# smartlead-mock\n\nHow we test our receiver.\n",
  "import { createSmartLead } from 'smartlead-mock';\n",
  "<!doctype html><title>Shop</title>",
  '<?xml version="1.0"?><testsuites name="vitest tests" />',
  "TAP version 14\n1..2\nok 1 - a\n",
  "run: npm test\n",
  "::error file=x.ts,title=tsc::wrong",
  "\u0000\u0001binary",
];

describe("a file that --report names", () => {
  it.each(CASES)("is replaced when it holds an earlier %s report of %s, whole or cut off", async (name, command) => {
    for (const report of [aReport({ command }), { ...aNastyReport(), command }]) {
      const text = await written(name, report);
      expect(isOwnReport(text.slice(0, REPORT_HEAD_CHARACTERS))).toBe(true);
      const path = join(folder, "report");
      writeFileSync(path, text);
      const file = reportFiles(folder, false)("report", "write");
      file.write("new");
      file.close();
      expect(readFileSync(path, "utf8")).toBe("new");
    }
  });

  it.each(FOREIGN)("is left alone when it holds something else, and replaced with --force: %j", (text) => {
    writeFileSync(join(folder, "mine"), text);
    expect(() => reportFiles(folder, false)("mine", "write")).toThrow(
      "The report would replace mine, which is not a report; name another file, or use --force.",
    );
    expect(readFileSync(join(folder, "mine"), "utf8")).toBe(text);
    reportFiles(folder, false)("mine", "append").close();
    reportFiles(folder, true)("mine", "write").close();
    expect(readFileSync(join(folder, "mine"), "utf8")).toBe("");
  });

  it("is written to when it is new, empty, or a device", () => {
    writeFileSync(join(folder, "empty"), "");
    for (const path of ["new/report.json", "empty", "/dev/null"]) reportFiles(folder, false)(path, "write").close();
  });
});
