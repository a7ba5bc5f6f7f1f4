import { create } from "xmlbuilder2";
import type { XMLBuilder } from "xmlbuilder2/lib/interfaces";
import { itemsOf, totalsOf } from "./assemble.ts";
import { detailText } from "./item-details.ts";
import type { Report, ReportGroup, ReportItem } from "./report.ts";
import { nameOf, settingLines, type TextLimit } from "./report-text.ts";
import type { CreateReporter } from "./reporter.ts";

/** Of each value: servers of CI read reports into memory and refuse huge texts. */
const VALUE_LIMIT: TextLimit = { characters: 20_000, lines: 500 };
/** What XML 1.0 cannot hold, even escaped. */
const REPLACEMENT = "\ufffd";

/** JUnit's XML as Jenkins, GitLab and GitHub's actions read it: what Jenkins's schema allows, and nothing else. */
export const junitReporter: CreateReporter = (output) => ({
  end: (report) => {
    const document = create({ version: "1.0", encoding: "UTF-8", invalidCharReplacement: REPLACEMENT });
    const suites = document.ele("testsuites", {
      name: `smartlead-mock ${report.command}`,
      ...countsOf(report, report.totals),
    });
    suites.att("time", seconds(report.duration_ms));
    for (const group of report.groups) suite(suites, group, report);
    output.write(`${document.end({ prettyPrint: true })}\n`);
  },
});

function suite(suites: XMLBuilder, group: ReportGroup, report: Report): void {
  const totals = totalsOf([group]);
  const time = group.items.reduce((sum, { duration_ms }) => sum + duration_ms, 0);
  const element = suites.ele("testsuite", { name: nameOf(group), ...countsOf(report, totals) });
  element.att({ skipped: String(skippedOf(report, totals)), time: seconds(time) });
  const properties = element.ele("properties");
  for (const [name, value] of propertiesOf(report)) properties.ele("property", { name, value });
  for (const item of group.items) testcase(element, { item, group, report });
}

interface Case {
  readonly item: ReportItem;
  readonly group: ReportGroup;
  readonly report: Report;
}

function testcase(suite: XMLBuilder, { item, group, report }: Case): void {
  // Jenkins takes what stands before the last dot for the package.
  const classname = `smartlead-mock.${report.command}.${group.id.replaceAll(".", "_")}`;
  const element = suite.ele("testcase", { name: nameOf(item), classname, time: seconds(item.duration_ms) });
  const message = item.reason ?? item.findings[0]?.message ?? item.grade;
  const kind = kindOf(item, report);
  // Jenkins's schema knows no attribute of it.
  if (kind === "skipped") element.ele("skipped").txt(item.grade === "skip" ? message : `inconclusive: ${message}`);
  if (kind === "error" || kind === "failure") {
    element.ele(kind, { message, type: item.grade }).txt(detailText(item, VALUE_LIMIT));
  }
  if (kind === "passed" && (item.grade !== "ok" || item.evidence.length > 0)) {
    element.ele("system-out").txt(detailText(item, VALUE_LIMIT));
  }
}

/** What proves nothing is an error where the exit code counts it, and skipped where it does not. */
function kindOf({ grade }: ReportItem, report: Report): "passed" | "failure" | "error" | "skipped" {
  if (grade === "fail") return "failure";
  if (grade === "skip") return "skipped";
  if (grade === "inconclusive") return isInconclusiveError(report) ? "error" : "skipped";
  return "passed";
}

function isInconclusiveError({ command, exit_code, totals }: Report): boolean {
  return command !== "verify" || (exit_code !== 0 && totals.fail === 0);
}

function countsOf(report: Report, totals: Report["totals"]): Readonly<Record<string, string>> {
  const errors = isInconclusiveError(report) ? totals.inconclusive : 0;
  return { tests: String(itemsOf(totals)), failures: String(totals.fail), errors: String(errors) };
}

function skippedOf(report: Report, totals: Report["totals"]): number {
  return totals.skip + (isInconclusiveError(report) ? 0 : totals.inconclusive);
}

function propertiesOf(report: Report): readonly (readonly [string, string])[] {
  return [
    ["version", report.version],
    ["seed", String(report.seed)],
    ["run", report.run],
    ["settings", settingLines(report).join("; ")],
  ];
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}
