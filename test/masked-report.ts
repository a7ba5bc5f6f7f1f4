import type { Finding, Report } from "../src/reports/report.ts";

/** Stands for the port in a masked report. */
const ADDRESS = /(127\.0\.0\.1|localhost|\[::1\]):\d{1,5}(?!\d)/g;

/**
 * The report without what two runs with the same seed, run and answers may differ in: real durations are 0, ports of this
 * machine `PORT`, the version `x`; date, line and commit are left out. Two runs are the same when the JSON of this is.
 */
export function maskedReport(report: Report): Report {
  const {
    date: _,
    command_line: __,
    commit: ___,
    ...ports
  }: Report = JSON.parse(JSON.stringify(report).replace(ADDRESS, "$1:PORT"));
  return {
    ...ports,
    version: "x",
    duration_ms: 0,
    groups: ports.groups.map((group) => ({
      ...group,
      items: group.items.map((item) => ({ ...item, duration_ms: 0, findings: item.findings.map(withoutRealTimes) })),
    })),
  };
}

function withoutRealTimes(finding: Finding): Finding {
  return { ...finding, timeline: finding.timeline.map(({ at, text }) => ({ at, text })) };
}
