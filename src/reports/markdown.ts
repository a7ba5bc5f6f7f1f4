import { formatDuration } from "../base/time/duration.ts";
import { detailText } from "./item-details.ts";
import { causesOf, type ItemGroup, idsText, skippedOf, unprovenOf } from "./item-groups.ts";
import type { Report, ReportGroup, ReportItem, ReportTable } from "./report.ts";
import {
  exitReason,
  GLYPHS,
  nameOf,
  placeText,
  settingLines,
  summaryText,
  type TextLimit,
  timesOf,
  verdictText,
} from "./report-text.ts";
import type { CreateReporter } from "./reporters.ts";

/** Characters of a comment on GitHub: 65,536, less what a workflow may put around it. */
const COMMENT_LIMIT = 60_000;
/** Bytes of a step's summary on GitHub: 1 MiB; a character may take three, and several steps' texts are apart. */
export const STEP_SUMMARY_LIMIT = 300_000;
/** Rows of the table; more is no reading matter. */
const ROW_LIMIT = 200;
/** Of each value. */
const VALUE_LIMIT: TextLimit = { characters: 4_000, lines: 60 };

/** A document for a pull request: totals, a table, and what went wrong in full. */
export const markdownReporter: CreateReporter = (output) => ({
  end: (report) => {
    output.write(markdownDocument(report, COMMENT_LIMIT));
  },
});

/** The report in at most about `limit` characters: what does not fit is counted, the worst comes first. */
export function markdownDocument(report: Report, limit: number): string {
  const reason = exitReason(report);
  const head = [
    `## smartlead-mock ${report.command}: ${verdictText(report)}`,
    `**${summaryText(report)}** in ${formatDuration(report.duration_ms)}`,
    ...(reason === null ? [] : [inline(reason)]),
    ...(report.table === undefined ? [] : [measuredTable(report.table)]),
    table(report.groups),
    ...questionsOf(report),
    settingLines(report)
      .map((line) => `- ${inline(line)}`)
      .join("\n"),
  ];
  return `${[...head, ...fitting(sectionsOf(report), limit - head.join("\n\n").length)].join("\n\n")}\n`;
}

function measuredTable({ columns, rows }: ReportTable): string {
  const line = (cells: readonly string[]) => `| ${cells.map(inline).join(" | ")} |`;
  return [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
}

function table(groups: readonly ReportGroup[]): string {
  // What was left out is reported once for each reason.
  const rows = groups.flatMap((group) =>
    group.items.filter(({ grade }) => grade !== "skip").map((item) => row(item, group)),
  );
  const rest = rows.length - ROW_LIMIT;
  const lines = ["| grade | what | why | time |", "| --- | --- | --- | --- |", ...rows.slice(0, ROW_LIMIT)];
  return rest > 0 ? `${lines.join("\n")}\n\n… and ${rest} more` : lines.join("\n");
}

/** A reason in a table is one line of it; the whole stands below. */
const REASON_LIMIT = 300;

function row(item: ReportItem, group: ReportGroup): string {
  const name = group.title === item.title ? nameOf(item) : `${group.title}: ${nameOf(item)}`;
  const reason = item.reason ?? item.findings[0]?.message ?? "";
  const short =
    reason.length > REASON_LIMIT ? `${reason.slice(0, REASON_LIMIT).replace(/[\ud800-\udbff]$/, "")}…` : reason;
  return `| ${GLYPHS[item.grade]} ${item.grade} | ${inline(name)} | ${inline(short)} | ${timesOf(item)} |`;
}

/** What is open: what would settle it, or why it was left out. */
function questionsOf(report: Report): readonly string[] {
  const unproven = report.command === "verify" ? unprovenOf(report) : [];
  const lines = [
    ...unproven.map(({ text, items }) => `- ${items.length} not proven: ${inline(`${idsText(items)}. ${text}`)}`),
    ...skippedOf(report).map(({ text, items }) => `- ${items.length} skipped: ${inline(`${idsText(items)}. ${text}`)}`),
  ];
  return lines.length === 0 ? [] : [lines.join("\n")];
}

/** What is not well, the worst first, each cause once. What is not proven is its own story only where nothing else tells it. */
function sectionsOf(report: Report): readonly string[] {
  const items = report.groups.flatMap((group) => group.items);
  const open = report.command === "verify" ? [] : items.filter(({ grade }) => grade === "inconclusive");
  return [...causesOf(report), ...open.map((lead) => ({ lead, others: [] }))].map(section);
}

function section({ lead: item, others }: ItemGroup): string {
  const place = item.findings.find((finding) => finding.place !== null)?.place ?? item.place;
  const message = item.findings[0]?.message ?? item.reason;
  return [
    `### ${GLYPHS[item.grade]} ${item.grade}: ${inline(nameOf(item))}`,
    ...(message === null || message === undefined ? [] : [inline(message)]),
    ...(others.length === 0 ? [] : [inline(`The same cause explains ${idsText(others)}.`)]),
    ...(place === null ? [] : [`At ${inlineCode(placeText(place))}`]),
    `<details><summary>Details</summary>\n\n${block(detailText(item, VALUE_LIMIT))}\n\n</details>`,
  ].join("\n\n");
}

function fitting(sections: readonly string[], room: number): readonly string[] {
  const kept: string[] = [];
  let left = room;
  for (const one of sections) {
    if (one.length > left) break;
    kept.push(one);
    left -= one.length + 2;
  }
  const missing = sections.length - kept.length;
  return missing === 0 ? kept : [...kept, `… and ${missing} more like these; the JSON report has all.`];
}

/** A text in one line of Markdown that shows it as it is: no markup, no HTML, and nobody is mentioned by it. */
export function inline(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[\\`*_[\]|~]/g, "\\$&")
    .replace(/([@#])(?=[\w-])/g, "$1<!-- -->")
    .replace(/^(\s*\d*)([-+#.)])(?=\s|$)/, "$1\\$2")
    .replace(/\b(https?|ftp):\/\//g, "$1:<!-- -->//");
}

/** Lines as they are, in a block whose fence is longer than any in them. */
export function block(text: string): string {
  const longest = [...text.matchAll(/`+/g)].reduce((length, [ticks]) => Math.max(length, ticks.length), 0);
  const fence = "`".repeat(Math.max(3, longest + 1));
  return `${fence}text\n${text}\n${fence}`;
}

/** A piece of code within a line; an empty one cannot be written so. */
export function inlineCode(text: string): string {
  const longest = [...text.matchAll(/`+/g)].reduce((length, [ticks]) => Math.max(length, ticks.length), 0);
  const ticks = "`".repeat(longest + 1);
  const isPadded = text.startsWith("`") || text.endsWith("`");
  return isPadded ? `${ticks} ${text} ${ticks}` : `${ticks}${text}${ticks}`;
}
