import { itemsOf } from "./assemble.ts";
import { detailsOf } from "./item-details.ts";
import type { Report, ReportItem } from "./report.ts";
import { exitReason, nameOf, settingLines, summaryText, type TextLimit, tableLines } from "./report-text.ts";
import type { CreateReporter, ReportOutput } from "./reporters.ts";

/** Limit of each value: harnesses read the whole document into memory. */
const VALUE_LIMIT: TextLimit = { characters: 8_000, lines: 200 };

/**
 * Writes TAP 14, a test point for each item as it ends. An inconclusive item is a TODO if the exit code does not count it, since TAP has no
 * other word for it.
 */
export const tapReporter: CreateReporter = (output) => {
  let number = 0;
  return {
    begin: ({ command, items }) => {
      say(output, "TAP version 14");
      // This line tells the next run that the file may be overwritten.
      say(output, `# smartlead-mock ${command}`);
      // TAP also allows the plan at the end; at the start it tells a harness what is missing when a run is cut off.
      say(output, items === 0 ? "1..0 # SKIP nothing was judged" : `1..${items}`);
    },
    item: (item) => {
      number += 1;
      say(output, pointOf(item, number));
      for (const line of diagnosticsOf(item)) say(output, line);
    },
    end: (report) => {
      for (const line of [
        ...(report.table === undefined ? [] : tableLines(report.table)),
        summaryText(report),
        exitReason(report) ?? "",
        ...settingLines(report),
      ]) {
        if (line !== "") say(output, `# ${escaped(line)}`);
      }
      if (report.exit_code !== 0 && isQuiet(report)) say(output, `Bail out! exit code ${report.exit_code}`);
    },
  };
};

function say(output: ReportOutput, line: string): void {
  output.write(`${line}\n`);
}

/** The test points alone do not show that the run did not pass. */
function isQuiet({ totals }: Report): boolean {
  return totals.fail === 0 && itemsOf(totals) > 0;
}

function pointOf(item: ReportItem, number: number): string {
  const result = item.grade === "fail" || item.grade === "inconclusive" ? "not ok" : "ok";
  return `${result} ${number} - ${escaped(nameOf(item))}${directiveOf(item)}`;
}

/** `#` would begin a directive, and a backslash an escape. */
function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("#", "\\#");
}

function directiveOf({ grade, reason }: ReportItem): string {
  if (grade === "skip") return ` # SKIP ${escaped(reason ?? "does not apply")}`;
  return grade === "inconclusive" ? ` # TODO inconclusive: ${escaped(reason ?? "nothing shows it either way")}` : "";
}

/** YAML in which every value is a JSON string, which is valid YAML. */
function diagnosticsOf(item: ReportItem): readonly string[] {
  if (item.grade === "ok" && item.evidence.length === 0) return [];
  const lines = detailsOf(item, VALUE_LIMIT).map(({ indent, gutter, text }) => `${" ".repeat(indent)}${gutter}${text}`);
  return [
    "  ---",
    `  grade: ${item.grade}`,
    `  message: ${JSON.stringify(item.reason ?? item.findings[0]?.message ?? item.grade)}`,
    "  details:",
    ...lines.map((line) => `    - ${JSON.stringify(line)}`),
    "  ...",
  ];
}
