import XMLBuilder from "fast-xml-builder";
import { isInconclusiveError, itemsOf, totalsOf } from "./assemble.ts";
import { detailText } from "./item-details.ts";
import type { Report, ReportGroup, ReportItem } from "./report.ts";
import { nameOf, settingLines, type TextLimit } from "./report-text.ts";
import type { CreateReporter } from "./reporters.ts";

/** Limit of each value: CI servers read reports into memory and refuse huge texts. */
const VALUE_LIMIT: TextLimit = { characters: 20_000, lines: 500 };

/** An element as fast-xml-builder writes it in order: its name with its children, plus its attributes. */
type XmlNode = Readonly<Record<string, readonly XmlNode[] | Attributes | string>>;
type Attributes = Readonly<Record<string, string>>;

const builder = new XMLBuilder({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  suppressEmptyNode: true,
  format: true,
  processEntities: false,
});

/** Writes JUnit XML for Jenkins, GitLab and GitHub Actions: only what Jenkins's schema allows. */
export const junitReporter: CreateReporter = (output) => ({
  end: (report) => {
    const counts = countsOf(report, report.totals);
    const suites = element(
      "testsuites",
      { name: `smartlead-mock ${report.command}`, ...counts, time: seconds(report.duration_ms) },
      report.groups.map((group) => suite(group, report)),
    );
    output.write(`${builder.build([DECLARATION, suites])}\n`);
  },
});

const DECLARATION: XmlNode = { "?xml": [], ":@": { version: "1.0", encoding: "UTF-8" } };

function element(name: string, attributes: Attributes, children: readonly XmlNode[] = []): XmlNode {
  const known = Object.entries(attributes).map(([key, value]) => [key, escaped(value)]);
  return { [name]: children, ":@": Object.fromEntries(known) };
}

function text(value: string): XmlNode {
  return { "#text": escaped(value) };
}

/** Escapes text for XML; characters that XML 1.0 cannot hold, even escaped, are replaced. The builder escapes quotes in attributes. */
function escaped(value: string): string {
  return value
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

function suite(group: ReportGroup, report: Report): XmlNode {
  const totals = totalsOf([group]);
  const time = group.items.reduce((sum, { duration_ms }) => sum + duration_ms, 0);
  const counts = { ...countsOf(report, totals), skipped: String(skippedOf(report, totals)), time: seconds(time) };
  const properties = propertiesOf(report).map(([name, value]) => element("property", { name, value }));
  const cases = group.items.map((item) => testcase({ item, group, report }));
  return element("testsuite", { name: nameOf(group), ...counts }, [element("properties", {}, properties), ...cases]);
}

interface Case {
  readonly item: ReportItem;
  readonly group: ReportGroup;
  readonly report: Report;
}

function testcase({ item, group, report }: Case): XmlNode {
  // Jenkins treats the text before the last dot as the package.
  const classname = `smartlead-mock.${report.command}.${group.id.replaceAll(".", "_")}`;
  return element("testcase", { name: nameOf(item), classname, time: seconds(item.duration_ms) }, outcome(item, report));
}

function outcome(item: ReportItem, report: Report): readonly XmlNode[] {
  const message = item.reason ?? item.findings[0]?.message ?? item.grade;
  const kind = kindOf(item, report);
  if (kind === "skipped") {
    // Jenkins's schema allows no attributes on it.
    return [element("skipped", {}, [text(item.grade === "skip" ? message : `inconclusive: ${message}`)])];
  }
  if (kind === "error" || kind === "failure") {
    return [element(kind, { message, type: item.grade }, [text(detailText(item, VALUE_LIMIT))])];
  }
  if (item.grade === "ok" && item.evidence.length === 0) return [];
  return [element("system-out", {}, [text(detailText(item, VALUE_LIMIT))])];
}

/** An inconclusive item is an error where the exit code counts it, and skipped where it does not. */
function kindOf({ grade }: ReportItem, report: Report): "passed" | "failure" | "error" | "skipped" {
  if (grade === "fail") return "failure";
  if (grade === "skip") return "skipped";
  if (grade === "inconclusive") return isInconclusiveError(report) ? "error" : "skipped";
  return "passed";
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
