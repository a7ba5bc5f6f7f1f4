import { definedOnly } from "../base/defined-only.ts";
import { maskBody, maskSecrets } from "../base/mask-secrets.ts";
import { printable } from "../base/printable.ts";
import type { Finding, Report, ReportGroup, ReportItem, ReportTable, SourcePlace } from "./report.ts";
import { verdictText } from "./report-text.ts";
import { typedLine } from "./typed-line.ts";

/**
 * Makes a report safe to show anywhere: secrets masked, no control or bidi characters, and keys in a fixed order, so that the same data
 * gives the same bytes. Every printed report goes through here.
 */
export function cleanReport(report: Report): Report {
  return definedOnly({
    format: report.format,
    command: report.command,
    version: cleanText(report.version),
    seed: report.seed,
    run: cleanText(report.run),
    policies: report.policies.map(({ name, note }) => ({ name: cleanText(name), note: cleanText(note) })),
    dialects: report.dialects.map(cleanText),
    target: orNull(report.target, cleanText),
    date: report.date === undefined ? undefined : cleanText(report.date),
    command_line: report.command_line === undefined ? undefined : cleanText(report.command_line),
    commit: report.commit === undefined ? undefined : cleanText(report.commit),
    verdict: verdictText(report),
    groups: report.groups.map(cleanGroup),
    totals: inOrderOfGrades(report.totals),
    stopped: report.stopped,
    table: report.table === undefined ? undefined : cleanTable(report.table),
    measures: report.measures,
    duration_ms: report.duration_ms,
    exit_code: report.exit_code,
  });
}

/** Cleans an item as `cleanReport` does. */
export function cleanItem(item: ReportItem): ReportItem {
  return definedOnly({
    id: cleanText(item.id),
    title: cleanText(item.title),
    grade: item.grade,
    reason: orNull(item.reason, cleanText),
    findings: item.findings.map(cleanFinding),
    evidence: item.evidence.map(cleanText),
    hint: orNull(item.hint, cleanText),
    source: orNull(item.source, cleanText),
    ...linkOf(item),
    cause: item.cause === undefined ? undefined : cleanText(item.cause),
    settle: item.settle === undefined ? undefined : cleanText(item.settle),
    place: orNull(item.place, cleanPlace),
    // Both lines read their secrets from variables; a mask would be sent as the value.
    reproduce: orNull(item.reproduce, (line) => typedLine(printable(line).trim())),
    curl: item.curl === undefined ? undefined : printable(item.curl),
    seed: item.seed,
    run: cleanText(item.run),
    duration_ms: item.duration_ms,
    mock_ms: item.mock_ms,
  });
}

/** Cleans a text to one line that cannot control a terminal and holds no secret. */
export function cleanText(text: string): string {
  return maskSecrets(printable(text)).trim();
}

/** Cleans several lines like `cleanText`; their indentation is kept. */
function cleanLines(text: string): string {
  return maskSecrets(maskBody(text))
    .split(/\r\n|[\n\r\u2028\u2029\u0085]/)
    .map((line) => printable(line).trimEnd())
    .join("\n");
}

function cleanTable({ columns, rows }: ReportTable): ReportTable {
  return { columns: columns.map(cleanText), rows: rows.map((row) => row.map(cleanText)) };
}

function cleanGroup({ id, title, items }: ReportGroup): ReportGroup {
  return { id: cleanText(id), title: cleanText(title), items: items.map(cleanItem) };
}

function cleanFinding({ message, expected, actual, place, timeline }: Finding): Finding {
  return {
    message: cleanText(message),
    expected: orNull(expected, cleanLines),
    actual: orNull(actual, cleanLines),
    place: orNull(place, cleanPlace),
    timeline: timeline.map(({ at, text, real_ms: realMs }) =>
      definedOnly({
        at: cleanText(at),
        text: cleanText(text),
        real_ms: realMs,
      }),
    ),
  };
}

/** A documented source has a link. */
function linkOf({ source, source_url: given }: ReportItem): Pick<ReportItem, "source_url"> {
  const url = given ?? (source === null ? null : sourceLink(source));
  return url === null ? {} : { source_url: cleanText(url) };
}

function cleanPlace({ file, line, column }: SourcePlace): SourcePlace {
  return { file: cleanText(file), line, column };
}

function inOrderOfGrades({ ok, warn, fail, inconclusive, skip }: Report["totals"]): Report["totals"] {
  return { ok, warn, fail, inconclusive, skip };
}

function orNull<From, To>(value: From | null, clean: (value: From) => To): To | null {
  return value === null ? null : clean(value);
}

/** Where the rules of checks are written down for everyone: sections of the manual, by the numbers that `source` texts name. */

/** The URL of the manual in the published package. */
export const DOCUMENTATION_URL = "https://unpkg.com/smartlead-mock/docs/smartlead-facts.md";

/** Anchors of the page's headings. */
const SECTIONS: ReadonlyMap<string, string> = new Map([
  ["1", "how-smartlead-delivers"],
  ["2", "what-smartlead-sends"],
  ["5", "what-goes-wrong-in-real-receivers"],
]);

/** A URL for a source such as `smartlead.md §1 Timeout: 30 s (A1)`; `null` where it names no section that is documented. */
export function sourceLink(source: string): string | null {
  const number = /§(\d+)/.exec(source)?.[1];
  const anchor = number === undefined ? undefined : SECTIONS.get(number);
  return anchor === undefined ? null : `${DOCUMENTATION_URL}#${anchor}`;
}
