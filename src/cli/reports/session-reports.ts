import { SmartLeadMockError } from "../../base/errors.ts";
import { isoFromMs } from "../../base/time/iso.ts";
import { systemTime } from "../../base/time/system-clock.ts";
import type { Settings } from "../../config/settings.ts";
import { type OpenReports, openReports } from "../../reports/outputs.ts";
import { parseReportRequests, type ReportRequest } from "../../reports/report-requests.ts";
import type { CommandContext } from "../command.ts";
import { commandLineText } from "../command-line.ts";
import type { Output } from "../io.ts";
import { paintFor } from "../output/terminal-paint.ts";
import { gitCommit } from "./git-commit.ts";
import { reportFiles } from "./report-files.ts";

/** What `--report` and `--json` ask for. Throws `usage`; to be asked before anything is begun. */
export function reportRequestsOf({ values: { json, report = [] } }: Settings): readonly ReportRequest[] {
  if (json === true && report.length > 0)
    throw new SmartLeadMockError("usage", "--json means --report json; use only one of them.");
  return parseReportRequests(json === true ? ["json"] : report);
}

/** Opens them; what goes to standard output goes to `stdout`. Each says when, by which line and at which commit it was made. */
export async function openSessionReports(context: CommandContext, stdout: Output): Promise<OpenReports> {
  const { settings, io, argv } = context;
  const date = isoFromMs(systemTime.epochMs());
  const commit = gitCommit(io.cwd);
  const reports = await openReports(reportRequestsOf(settings), {
    stdout,
    paint: paintFor(io.stdout, io.env),
    stepSummary: io.env.GITHUB_STEP_SUMMARY ?? null,
    openFile: reportFiles(io.cwd, settings.values.force === true),
    secrets: secretsOf(settings),
  });
  const made = { date, command_line: commandLineText(argv) };
  const known = await commit;
  const more = known === null ? made : { ...made, commit: known };
  return { ...reports, end: (report) => reports.end({ ...report, ...more }) };
}

function secretsOf({ values }: Settings): readonly string[] {
  const { secret, secretKey, apiKey, token } = values;
  return [secret, secretKey, apiKey, token].filter((value) => value !== undefined);
}
