import { definedOnly } from "../base/defined-only.ts";
import { harmlessJson } from "../base/json-text.ts";
import { msFromIso } from "../base/time/iso.ts";
import { itemsOf } from "./assemble.ts";
import { detailText } from "./item-details.ts";
import type { Grade, Report, ReportGroup, ReportItem } from "./report.ts";
import { nameOf, type TextLimit } from "./report-text.ts";
import type { CreateReporter } from "./reporters.ts";

/** The version of the Common Test Report Format (ctrf.io) that is written. */
const SPEC_VERSION = "0.0.0";

/** Limit of each value: CI tools read the whole document into memory. */
const VALUE_LIMIT: TextLimit = { characters: 8_000, lines: 200 };

/** The format has no warnings, and uses `other` for items that neither passed nor failed; `rawStatus` keeps the grade. */
const STATUS = {
  ok: "passed",
  warn: "passed",
  fail: "failed",
  inconclusive: "other",
  skip: "skipped",
} as const satisfies Record<Grade, string>;

/** Writes the Common Test Report Format, JSON that many CI tools and the ctrf command line read. */
export const ctrfReporter: CreateReporter = (output) => ({
  end: (report) => {
    output.write(`${harmlessJson(JSON.stringify(documentOf(report), null, 2))}\n`);
  },
});

function documentOf(report: Report) {
  const { totals } = report;
  // Only `explore` reports have no date.
  const start = msFromIso(report.date ?? "") ?? 0;
  const duration = Math.round(report.duration_ms);
  return definedOnly({
    reportFormat: "CTRF",
    specVersion: SPEC_VERSION,
    generatedBy: `smartlead-mock ${report.command}`,
    timestamp: report.date,
    results: definedOnly({
      tool: { name: "smartlead-mock", version: report.version },
      summary: {
        tests: itemsOf(totals),
        passed: totals.ok + totals.warn,
        failed: totals.fail,
        skipped: totals.skip,
        pending: 0,
        other: totals.inconclusive,
        suites: report.groups.length,
        start,
        stop: start + duration,
        duration,
      },
      tests: report.groups.flatMap((group) => group.items.map((item) => testOf(item, group))),
      environment: report.commit === undefined ? undefined : { commit: report.commit },
      extra: definedOnly({
        seed: report.seed,
        run: report.run,
        exitCode: report.exit_code,
        verdict: report.verdict,
      }),
    }),
  });
}

function testOf(item: ReportItem, group: ReportGroup) {
  const message = item.reason ?? item.findings[0]?.message ?? null;
  return definedOnly({
    name: nameOf(item),
    status: STATUS[item.grade],
    rawStatus: item.grade,
    duration: Math.round(item.duration_ms),
    suite: [nameOf(group)],
    message: message ?? undefined,
    trace: item.findings.length === 0 ? undefined : detailText(item, VALUE_LIMIT),
    filePath: item.place === null ? undefined : item.place.file,
    line: item.place?.line == null ? undefined : item.place.line,
    extra: {
      id: item.id,
      seed: item.seed,
      run: item.run,
      evidence: item.evidence,
      hint: item.hint,
      reproduce: item.reproduce,
    },
  });
}
