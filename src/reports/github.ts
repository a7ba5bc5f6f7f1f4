import { detailText } from "./item-details.ts";
import { causesOf, idsText, unprovenOf } from "./item-groups.ts";
import { markdownDocument, STEP_SUMMARY_LIMIT } from "./markdown.ts";
import type { Report, ReportItem } from "./report.ts";
import { nameOf, type TextLimit } from "./report-text.ts";
import type { CreateReporter } from "./reporters.ts";

/** Limit of each value: an annotation is a box next to a line of code. */
const VALUE_LIMIT: TextLimit = { characters: 500, lines: 10 };
/** Limit of a whole annotation: GitHub cuts messages off at about 4 KiB. */
const MESSAGE_LIMIT = 4_000;

/** For GitHub Actions: an annotation at its location for each item with a problem, and the step summary. */
export const githubReporter: CreateReporter = (output, { stepSummary }) => ({
  end: (report) => {
    for (const command of annotationsOf(report)) output.write(`${command}\n`);
    stepSummary?.write(markdownDocument(report, STEP_SUMMARY_LIMIT));
  },
});

/** One annotation per cause; inconclusive checks that the same action would settle share one. */
function annotationsOf(report: Report): readonly string[] {
  const wrong = causesOf(report).map(({ lead, others }) => annotationOf(lead, report, others));
  const items = report.groups.flatMap((group) => group.items).filter(({ grade }) => grade === "inconclusive");
  if (report.command !== "verify") return [...wrong, ...items.map((item) => annotationOf(item, report, []))];
  const level = report.exit_code === 0 ? "warning" : "error";
  const open = unprovenOf(report).map(({ text, items: asked }) => {
    const title = property(`${asked.length} not proven: ${idsText(asked)}`);
    return `::${level} title=${title}::${data(text.slice(0, MESSAGE_LIMIT))}`;
  });
  return [...wrong, ...open];
}

function annotationOf(item: ReportItem, report: Report, others: readonly ReportItem[]): string {
  const level = levelOf(item, report);
  const place = item.findings.find((finding) => finding.place !== null)?.place ?? item.place;
  const properties = [
    ...(place === null ? [] : [`file=${property(place.file)}`]),
    ...(place?.line == null ? [] : [`line=${place.line}`]),
    ...(place?.line == null || place.column === null ? [] : [`col=${place.column}`]),
    `title=${property(`${item.grade}: ${nameOf(item)}`)}`,
  ];
  const more = others.length === 0 ? "" : `The same cause explains ${idsText(others)}.\n`;
  const message = `${more}${detailText(item, VALUE_LIMIT)}`.slice(0, MESSAGE_LIMIT);
  return `::${level} ${properties.join(",")}::${data(message)}`;
}

/** Items that the exit code counts are errors. */
function levelOf({ grade }: ReportItem, { command, exit_code }: Report): "error" | "warning" {
  if (grade === "fail") return "error";
  if (grade === "warn") return "warning";
  const isMild = command === "verify" || command === "run";
  return !isMild || exit_code !== 0 ? "error" : "warning";
}

/** Escaped the way the runner decodes it: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
