import { SmartLeadMockError } from "../../base/errors.ts";
import { parsedJson } from "../../base/json-text.ts";
import type { Report, ReportItem } from "../../reports/report.ts";
import { reportSchema } from "../../reports/report-schema.ts";

/** Failures of an earlier run, which do not fail this one (`--baseline`). */
export interface Baseline {
  /** The item after comparison: the same failure as in the baseline becomes a warning. */
  revise(item: ReportItem): ReportItem;
  /** Checks that failed in the baseline and no longer fail. */
  mended(report: Report): readonly string[];
}

/** Ids, times and addresses that differ from run to run. */
const CHANGING: readonly (readonly [RegExp, string])[] = [
  [/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi, "ID"],
  [/about [\d.]+ ms/g, "about TIME"],
  [/\b[\w.-]+@[\w.-]+\.example\b/g, "ADDRESS"],
  [/\b\d+ more findings\b/g, "more findings"],
];

/** Parses a json report as a baseline. Throws `usage` if it is invalid, or a report of `run`. */
export function baselineOf(text: string, file: string): Baseline {
  const report = reportIn(text, file);
  const failed = new Map(
    report.groups
      .flatMap(({ items }) => items)
      .filter(({ grade, reason }) => grade === "fail" || (grade === "warn" && (reason ?? "").startsWith(KNOWN)))
      .map((item) => [item.id, new Set(item.findings.map(({ message }) => plain(message)))]),
  );
  return {
    revise: (item) => revised(item, failed.get(item.id)),
    mended: ({ groups }) => {
      const judged = groups.flatMap(({ items }) => items);
      return judged.filter(({ id, grade }) => failed.has(id) && grade === "ok").map(({ id }) => id);
    },
  };
}

const KNOWN = "Known since the baseline: ";

function revised(item: ReportItem, known: ReadonlySet<string> | undefined): ReportItem {
  if (item.grade !== "fail" || known === undefined) return item;
  const fresh = item.findings.filter(({ message }) => !known.has(plain(message)));
  if (fresh.length === 0) return { ...item, grade: "warn", reason: `${KNOWN}${item.reason ?? item.title}` };
  const others = item.findings.filter((finding) => !fresh.includes(finding));
  return {
    ...item,
    reason: `New since the baseline: ${fresh[0]?.message ?? item.title}`,
    findings: [...fresh, ...others],
  };
}

function plain(message: string): string {
  return CHANGING.reduce((text, [pattern, word]) => text.replaceAll(pattern, word), message);
}

function reportIn(text: string, file: string): Report {
  const read = reportSchema.safeParse(parsedJson(text));
  if (read.success && read.data.command === "verify") return read.data;
  const sentence = `--baseline ${file} is not a JSON report of verify; write one with smartlead-mock verify … --report json=${file}.`;
  throw new SmartLeadMockError("usage", sentence);
}
