import type { Settings } from "../config/settings.ts";
import { SmartLeadMockError } from "../errors.ts";
import { type OpenReports, openReports } from "../reports/outputs.ts";
import { parseReportWishes, type ReportWish } from "../reports/report-wishes.ts";
import type { CommandContext } from "./command.ts";
import type { Output } from "./io.ts";
import { paintFor } from "./paint.ts";
import { reportFiles } from "./report-files.ts";

/** What `--report` and `--json` ask for. Throws `usage`; to be asked before anything is begun. */
export function reportWishesOf({ values: { json, report = [] } }: Settings): readonly ReportWish[] {
  if (json === true && report.length > 0)
    throw new SmartLeadMockError("usage", "--json is --report json; give only one of them.");
  return parseReportWishes(json === true ? ["json"] : report);
}

/** Opens them; what goes to standard output goes to `stdout`. */
export function openSessionReports({ settings, io }: CommandContext, stdout: Output): Promise<OpenReports> {
  return openReports(reportWishesOf(settings), {
    stdout,
    paint: paintFor(io.stdout, io.env),
    stepSummary: io.env.GITHUB_STEP_SUMMARY ?? null,
    openFile: reportFiles(io.cwd, settings.values.force === true),
  });
}
