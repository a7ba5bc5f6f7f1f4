import { noPaint } from "../../../src/base/paint.ts";
import { openReports, type ReportPlaces } from "../../../src/reports/outputs.ts";
import type { Report, ReporterName } from "../../../src/reports/report.ts";
import { parseReportRequests } from "../../../src/reports/report-requests.ts";

/** Places in memory: what went to standard output, and into which files. */
export class Places implements ReportPlaces {
  out = "";
  readonly files = new Map<string, string>();
  readonly open = new Set<string>();
  paint = noPaint;
  stepSummary: string | null = null;
  secrets: readonly string[] = [];
  readonly stdout: ReportPlaces["stdout"];

  constructor(columns?: number) {
    this.stdout = { columns, write: (text) => (this.out += text) };
  }

  readonly openFile: ReportPlaces["openFile"] = (path, mode) => {
    if (mode === "write" || !this.files.has(path)) this.files.set(path, "");
    this.open.add(path);
    return {
      write: (text) => this.files.set(path, (this.files.get(path) ?? "") + text),
      close: () => this.open.delete(path),
    };
  };
}

/** Drives the reports that the flags ask for through a whole run. */
export async function drive(report: Report, flags: readonly string[], places = new Places()): Promise<Places> {
  const reports = await openReports(parseReportRequests(flags), places);
  try {
    reports.begin({ command: report.command, items: report.groups.flatMap(({ items }) => items).length });
    for (const group of report.groups) for (const item of group.items) reports.item(item, group);
    reports.end(report);
  } finally {
    reports.close();
  }
  return places;
}

/** What one reporter writes into a file. */
export async function written(name: ReporterName, report: Report): Promise<string> {
  const { files } = await drive(report, [`${name}=file`]);
  return files.get("file") ?? "";
}
