import { didYouMean } from "../base/did-you-mean.ts";
import { SmartLeadMockError } from "../base/errors.ts";
import { REPORTER_NAMES, type ReporterName } from "./report.ts";

/** A report that the user asked for. */
export interface ReportRequest {
  readonly name: ReporterName;
  /** `null` = standard output. */
  readonly file: string | null;
}

/** Reporters that may share standard output: lines for people and lines for GitHub do not disturb one another. */
const SHARING: ReadonlySet<ReporterName> = new Set(["pretty", "github"]);

/**
 * Parses `--report`: `NAME` or `NAME=FILE`, several with commas or by repeating the flag; `-` is standard output. Where all of them go into
 * files, `pretty` stays on standard output.
 *
 * @example parseReportWishes(["junit=reports/junit.xml"]) // [{ name: "pretty", file: null }, { name: "junit", file: "reports/junit.xml" }]
 */
export function parseReportRequests(values: readonly string[]): readonly ReportRequest[] {
  const named = values.flatMap((value) => value.split(",")).map((word) => requestedOf(word.trim()));
  const isTerminalTaken = named.some(({ file }) => file === null);
  const requests: readonly ReportRequest[] = isTerminalTaken ? named : [{ name: "pretty", file: null }, ...named];
  refuseClashes(requests);
  return requests;
}

function requestedOf(word: string): ReportRequest {
  const equals = word.indexOf("=");
  const name = equals === -1 ? word : word.slice(0, equals);
  const file = equals === -1 ? "-" : word.slice(equals + 1);
  const known = REPORTER_NAMES.find((one) => one === name);
  if (known === undefined) throw usage(unknownName(name));
  if (file === "")
    throw usage(`--report ${name}= has no file name: write ${name}=FILE, or ${name} for standard output.`);
  return { name: known, file: file === "-" ? null : file };
}

function unknownName(name: string): string {
  const meant = didYouMean(name, REPORTER_NAMES);
  const hint = meant === null ? "" : ` Did you mean ${meant}?`;
  const what = name === "" ? "--report has no reporter" : `--report ${name}: there is no such reporter`;
  return `${what}; the reporters are ${REPORTER_NAMES.join(", ")}.${hint}`;
}

function refuseClashes(requests: readonly ReportRequest[]): void {
  const onStdout = requests.filter(({ file }) => file === null).map(({ name }) => name);
  const isShared = new Set(onStdout).size === onStdout.length && onStdout.every((name) => SHARING.has(name));
  if (onStdout.length > 1 && !isShared) {
    const names = onStdout.join(" and ");
    throw usage(`--report: ${names} cannot both go to standard output; give all but one a file, NAME=FILE.`);
  }
  const files = requests.flatMap(({ file }) => (file === null ? [] : [file]));
  const twice = files.find((file, at) => files.indexOf(file) !== at);
  if (twice !== undefined) throw usage(`--report: two reports would go into ${twice}; give each its own file.`);
}

function usage(message: string): SmartLeadMockError {
  return new SmartLeadMockError("usage", message);
}
