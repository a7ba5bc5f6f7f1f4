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

/** Limit of a comment on GitHub: 65,536 characters, less room for what a workflow adds around it. */
const COMMENT_LIMIT = 60_000;
/** Limit in characters of a step summary: GitHub allows 1 MiB per step, and a character may take three bytes. */
export const STEP_SUMMARY_LIMIT = 300_000;
/** Maximum rows of the table; more is not readable. */
const ROW_LIMIT = 200;
/** Limit of each value. */
const VALUE_LIMIT: TextLimit = { characters: 4_000, lines: 60 };

/** Writes a document for a pull request: totals, a table, and the problems in full. */
export const markdownReporter: CreateReporter = (output) => ({
  end: (report) => {
    output.write(markdownDocument(report, COMMENT_LIMIT));
  },
});

/** The report in at most about `limit` characters: the worst items come first, and items that do not fit are counted. */
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
  // Skipped items are reported once per reason.
  const rows = groups.flatMap((group) =>
    group.items.filter(({ grade }) => grade !== "skip").map((item) => row(item, group)),
  );
  const rest = rows.length - ROW_LIMIT;
  const lines = ["| grade | what | why | time |", "| --- | --- | --- | --- |", ...rows.slice(0, ROW_LIMIT)];
  return rest > 0 ? `${lines.join("\n")}\n\n… and ${rest} more` : lines.join("\n");
}

/** The table shows one line of a reason; the full text is below. */
const REASON_LIMIT = 300;

function row(item: ReportItem, group: ReportGroup): string {
  const name = group.title === item.title ? nameOf(item) : `${group.title}: ${nameOf(item)}`;
  const reason = item.reason ?? item.findings[0]?.message ?? "";
  const short =
    reason.length > REASON_LIMIT ? `${reason.slice(0, REASON_LIMIT).replace(/[\ud800-\udbff]$/, "")}…` : reason;
  return `| ${GLYPHS[item.grade]} ${item.grade} | ${inline(name)} | ${inline(short)} | ${timesOf(item)} |`;
}

/** The open questions: what would settle them, or why items were skipped. */
function questionsOf(report: Report): readonly string[] {
  const unproven = report.command === "verify" ? unprovenOf(report) : [];
  const lines = [
    ...unproven.map(({ text, items }) => `- ${items.length} not proven: ${inline(`${idsText(items)}. ${text}`)}`),
    ...skippedOf(report).map(({ text, items }) => `- ${items.length} skipped: ${inline(`${idsText(items)}. ${text}`)}`),
  ];
  return lines.length === 0 ? [] : [lines.join("\n")];
}

/** The problems, worst first, each cause once. Inconclusive items have a section only where nothing else covers them. */
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

/** Escapes a text to one line of Markdown that shows it literally: no markup, no HTML, no @-mentions. */
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

/** Puts lines verbatim into a block whose fence is longer than any in them. */
export function block(text: string): string {
  const longest = [...text.matchAll(/`+/g)].reduce((length, [ticks]) => Math.max(length, ticks.length), 0);
  const fence = "`".repeat(Math.max(3, longest + 1));
  return `${fence}text\n${text}\n${fence}`;
}

/** Inline code; an empty one cannot be written in Markdown. */
export function inlineCode(text: string): string {
  const longest = [...text.matchAll(/`+/g)].reduce((length, [ticks]) => Math.max(length, ticks.length), 0);
  const ticks = "`".repeat(longest + 1);
  const isPadded = text.startsWith("`") || text.endsWith("`");
  return isPadded ? `${ticks} ${text} ${ticks}` : `${ticks}${text}${ticks}`;
}
