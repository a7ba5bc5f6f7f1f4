import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SmartLeadMockError } from "../../../src/base/errors.ts";
import { reportFiles } from "../../../src/cli/reports/session-reports.ts";
import { cleanReport } from "../../../src/reports/clean-report.ts";
import { openReports } from "../../../src/reports/outputs.ts";
import { parseReportRequests } from "../../../src/reports/report-requests.ts";
import { aReport } from "./a-report.ts";
import { drive, Places } from "./written.ts";

describe("--report", () => {
  it.each([
    [[], [["pretty", null]]],
    [["json"], [["json", null]]],
    [
      ["pretty,json=out.json"],
      [
        ["pretty", null],
        ["json", "out.json"],
      ],
    ],
    [
      ["pretty", "junit=reports/junit.xml"],
      [
        ["pretty", null],
        ["junit", "reports/junit.xml"],
      ],
    ],
    [
      ["github,pretty"],
      [
        ["github", null],
        ["pretty", null],
      ],
    ],
    [["json=-"], [["json", null]]],
    [
      ["junit=a=b.xml"],
      [
        ["pretty", null],
        ["junit", "a=b.xml"],
      ],
    ],
    [
      ["markdown=a.md", "markdown=b.md"],
      [
        ["pretty", null],
        ["markdown", "a.md"],
        ["markdown", "b.md"],
      ],
    ],
  ] as const)("reads %j", (values, expected) => {
    expect(parseReportRequests(values).map(({ name, file }) => [name, file])).toEqual(expected);
  });

  it.each([
    [
      "jnuit=x.xml",
      "--report jnuit: there is no such reporter; the reporters are pretty, json, junit, tap, ctrf, github, html, markdown. Did you mean junit?",
    ],
    ["pretty,", "--report has no reporter; the reporters are pretty, json, junit, tap, ctrf, github, html, markdown."],
    ["json=", "--report json= has no file name: write json=FILE, or json for standard output."],
    ["pretty,json", "--report: pretty and json cannot both go to standard output; give all but one a file, NAME=FILE."],
    [
      "pretty,pretty",
      "--report: pretty and pretty cannot both go to standard output; give all but one a file, NAME=FILE.",
    ],
    ["json=a,junit=a", "--report: two reports would go into a; give each its own file."],
  ])("refuses %j and says what to do", (value, message) => {
    expect(() => parseReportRequests([value])).toThrow(new SmartLeadMockError("usage", message));
  });
});

describe("reports in files", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "reports-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const inFolder = (): Places => Object.assign(new Places(), { openFile: reportFiles(folder, false) });

  it("creates the folders, replaces what was there, and appends to the step's summary", async () => {
    writeFileSync(join(folder, "out.json"), `${JSON.stringify(aReport(), null, 2)}${" ".repeat(100_000)}`);
    writeFileSync(join(folder, "summary.md"), "before\n");
    const places = Object.assign(inFolder(), { stepSummary: "summary.md" });
    await drive(aReport(), ["json=out.json,junit=deep/er/junit.xml,github=annotations"], places);
    expect(JSON.parse(readFileSync(join(folder, "out.json"), "utf8"))).toEqual(cleanReport(aReport()));
    expect(readFileSync(join(folder, "deep/er/junit.xml"), "utf8")).toMatch(/^<\?xml/);
    expect(readFileSync(join(folder, "summary.md"), "utf8")).toMatch(/^before\n## smartlead-mock run/);
  });

  it("says before anything runs that a file cannot be written, and closes those already open", async () => {
    writeFileSync(join(folder, "file"), "");
    await expect(openReports(parseReportRequests(["json=file/out.json"]), inFolder())).rejects.toThrow(
      /^The report file\/out\.json cannot be written \(.+\); name another file\.$/,
    );
    const places = new Places();
    const open = places.openFile;
    const failing = Object.assign(places, {
      openFile: (path: string, mode: "write" | "append") => {
        if (path === "b") throw new SmartLeadMockError("usage", "no");
        return open(path, mode);
      },
    });
    await expect(openReports(parseReportRequests(["json=a,junit=b"]), failing)).rejects.toThrow("no");
    expect([...places.open]).toEqual([]);
  });
});

describe("reports driven as one", () => {
  it("gives the same bytes for the same data, in each of them", async () => {
    const flags = ["json=a,junit=b,github=c,markdown=d,pretty=e"];
    const [one, other] = [await drive(aReport(), flags), await drive(aReport(), flags)];
    expect(one.files).toEqual(other.files);
    expect(one.out).toBe(other.out);
    expect([...one.files.values()].every((text) => text.length > 0)).toBe(true);
  });

  it("closes its files on every path, and once only", async () => {
    const places = new Places();
    const reports = await openReports(parseReportRequests(["json=a,junit=b"]), places);
    expect(places.open).toEqual(new Set(["a", "b"]));
    reports.close();
    reports.close();
    expect(places.open.size).toBe(0);
  });
});
