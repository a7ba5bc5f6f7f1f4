import { detailText } from "./item-details.ts";
import { markdownDocument, STEP_SUMMARY_LIMIT } from "./markdown.ts";
import type { Report, ReportItem } from "./report.ts";
import { nameOf, type TextLimit } from "./report-text.ts";
import type { CreateReporter } from "./reporter.ts";

/** Of each value: an annotation is a box beside a line of code. */
const VALUE_LIMIT: TextLimit = { characters: 500, lines: 10 };
/** Of a whole annotation: GitHub cuts its message off at 4 KiB or so. */
const MESSAGE_LIMIT = 4_000;

/** For GitHub Actions: an annotation at its place for each item that is not well, and the summary of the step. */
export const githubReporter: CreateReporter = (output, { stepSummary }) => ({
  end: (report) => {
    for (const item of report.groups.flatMap(({ items }) => items)) {
      const command = annotationOf(item, report);
      if (command !== null) output.write(`${command}\n`);
    }
    stepSummary?.write(markdownDocument(report, STEP_SUMMARY_LIMIT));
  },
});

function annotationOf(item: ReportItem, report: Report): string | null {
  const level = levelOf(item, report);
  if (level === null) return null;
  const place = item.findings.find((finding) => finding.place !== null)?.place ?? item.place;
  const properties = [
    ...(place === null ? [] : [`file=${property(place.file)}`]),
    ...(place?.line == null ? [] : [`line=${place.line}`]),
    ...(place?.line == null || place.column === null ? [] : [`col=${place.column}`]),
    `title=${property(`${item.grade}: ${nameOf(item)}`)}`,
  ];
  const message = detailText(item, VALUE_LIMIT).slice(0, MESSAGE_LIMIT);
  return `::${level} ${properties.join(",")}::${data(message)}`;
}

/** An error is what the exit code counts. */
function levelOf({ grade }: ReportItem, { command, exit_code }: Report): "error" | "warning" | null {
  if (grade === "fail") return "error";
  if (grade === "warn") return "warning";
  if (grade !== "inconclusive") return null;
  return command !== "verify" || exit_code !== 0 ? "error" : "warning";
}

/** As the runner undoes it: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
