import { execFile } from "node:child_process";
import { closeSync, mkdirSync, openSync, readSync, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { SmartLeadMockError } from "../../base/errors.ts";
import { maskSecrets } from "../../base/mask-secrets.ts";
import { quoted } from "../../base/shell-words.ts";
import { isoFromMs } from "../../base/time/iso.ts";
import { systemTime } from "../../base/time/system-clock.ts";
import type { Settings } from "../../config/settings.ts";
import { type OpenReports, openReports } from "../../reports/outputs.ts";
import type { Report } from "../../reports/report.ts";
import { parseReportRequests, type ReportRequest } from "../../reports/report-requests.ts";
import { isOwnReport, REPORT_HEAD_CHARACTERS, type ReportFile } from "../../reports/reporters.ts";
import type { CommandContext } from "../command.ts";
import type { Output } from "../io.ts";
import { paintFor } from "../output/terminal-paint.ts";
import type { VerifyPlan } from "../verify/verify-plan.ts";
import { VERSION } from "../version.ts";

/** The requests of `--report` and `--json`. Throws `usage`; call it before anything is started. */
export function reportRequestsOf({ values: { json, report = [] } }: Settings): readonly ReportRequest[] {
  if (json === true && report.length > 0)
    throw new SmartLeadMockError("usage", "--json means --report json; use only one of them.");
  return parseReportRequests(json === true ? ["json"] : report);
}

/** Opens the reports; those for standard output are written to `stdout`. Each states when, by which command line and at which commit it was made. */
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

/**
 * Opens report files, relative to `cwd` unless their paths are absolute, and creates missing folders. A file that is not an earlier report
 * is replaced only with `force`. Throws `usage`.
 */
export function reportFiles(cwd: string, force: boolean): (path: string, mode: "write" | "append") => ReportFile {
  return (path, mode) => {
    const whole = resolve(cwd, path);
    if (mode === "write" && !force) attempted(path, () => refuseForeign(whole, path));
    const file = attempted(path, () => {
      mkdirSync(dirname(whole), { recursive: true });
      return openSync(whole, mode === "write" ? "w" : "a");
    });
    return {
      write: (text) => attempted(path, () => writeFileSync(file, text)),
      close: () => closeSync(file),
    };
  };
}

/** A device or a pipe is written to, not replaced. */
function refuseForeign(whole: string, path: string): void {
  const found = statSync(whole, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile() || found.size === 0 || isOwnReport(headOf(whole))) return;
  throw new SmartLeadMockError(
    "usage",
    `The report would replace ${path}, which is not a report; name another file, or use --force.`,
  );
}

function headOf(path: string): string {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(REPORT_HEAD_CHARACTERS);
    return bytes.toString("utf8", 0, readSync(file, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(file);
  }
}

function attempted<Result>(path: string, act: () => Result): Result {
  try {
    return act();
  } catch (cause) {
    if (cause instanceof SmartLeadMockError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SmartLeadMockError("usage", `The report ${path} cannot be written (${why}); name another file.`, {
      cause,
    });
  }
}

interface ReportSubject {
  readonly settings: VerifyPlan["settings"];
  readonly dialects: readonly string[];
  /** The target of the receiver, found or expected. */
  readonly target: string | undefined;
}

type ReportHead = Pick<Report, "command" | "version" | "seed" | "run" | "policies" | "dialects" | "target">;

/** The part of a report of `verify`, `explore` or `load` that describes the run, before the findings. */
export function reportHead(
  command: "verify" | "explore" | "load",
  { settings, dialects, target }: ReportSubject,
): ReportHead {
  const { seed, run, policy } = settings;
  return {
    command,
    version: VERSION,
    seed,
    run,
    policies: [{ name: policy.name, note: policy.note }],
    dialects,
    target: target === undefined ? null : maskSecrets(target),
  };
}

/** Flags whose value is or may contain a secret. */
const SECRET_FLAGS = new Set(["--secret", "--secret-key", "--api-key", "--token", "--header"]);
/** An assignment to a variable whose name suggests a secret, for example in a command after `--`. */
const SECRET_ASSIGNMENT = /^(\w*(?:SECRET|TOKEN|KEY|PASSWORD|PASSWD|AUTH)\w*)=.+$/i;
const MASK = "***";

/** The command line for a report: quoted for a shell, without secrets. */
export function commandLineText(argv: readonly string[]): string {
  return ["smartlead-mock", ...argv.map((word, at) => quoted(shown(word, argv[at - 1] ?? "")))].join(" ");
}

function shown(word: string, before: string): string {
  if (SECRET_FLAGS.has(before)) return MASK;
  const [flag = ""] = word.split("=", 1);
  if (SECRET_FLAGS.has(flag) && word.includes("=")) return `${flag}=${MASK}`;
  return maskSecrets(word.replace(SECRET_ASSIGNMENT, `$1=${MASK}`));
}

/** Real ms that git may take to name the commit; the report does not wait longer. */
const GIT_WITHIN_MS = 1_000;

/** The commit that is checked out in this folder; `null` if git knows none. Never rejects. */
function gitCommit(cwd: string): Promise<string | null> {
  return new Promise((resolve) => {
    const args = ["rev-parse", "--short=12", "HEAD"];
    const options = { cwd, timeout: GIT_WITHIN_MS, windowsHide: true } as const;
    execFile("git", args, options, (error, stdout) => {
      const commit = stdout.trim();
      resolve(error === null && /^[\da-f]{7,64}$/.test(commit) ? commit : null);
    });
  });
}
