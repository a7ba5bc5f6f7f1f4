import type { Paint } from "../base/paint.ts";
import type { Reporter, ReporterName } from "./report.ts";

/** The output that a reporter writes to. */
export interface ReportOutput {
  write(text: string): unknown;
}

/** A file that a report is written to. */
export interface ReportFile extends ReportOutput {
  close(): void;
}

/** Properties of the output that a reporter gets. */
export interface ReporterStyle {
  readonly paint: Paint;
  /** Columns of the terminal, or the wrapping width in a file. */
  readonly width: number;
  /** GitHub's step summary, if there is one. */
  readonly stepSummary: ReportOutput | null;
}

/** Makes a reporter. It is driven with clean reports only (`clean-report.ts`). */
export type CreateReporter = (output: ReportOutput, style: ReporterStyle) => Reporter;

/** Loads each reporter on demand, since the XML writer is large. */
export const REPORTERS = {
  pretty: async () => (await import("./pretty.ts")).prettyReporter,
  json: async () => (await import("./json.ts")).jsonReporter,
  junit: async () => (await import("./junit.ts")).junitReporter,
  tap: async () => (await import("./tap.ts")).tapReporter,
  ctrf: async () => (await import("./ctrf.ts")).ctrfReporter,
  html: async () => (await import("./html.ts")).htmlReporter,
  github: async () => (await import("./github.ts")).githubReporter,
  markdown: async () => (await import("./markdown.ts")).markdownReporter,
} as const satisfies Record<ReporterName, () => Promise<CreateReporter>>;

/** Characters at a file's beginning that identify a report. */
export const REPORT_HEAD_CHARACTERS = 4_096;

const COMMAND = "(run|verify|replay|explore|load)";

/** The beginning of each format, which also identifies files that were cut off. A test checks every reporter against it. */
const BEGINS: Readonly<Record<ReporterName, RegExp>> = {
  pretty: new RegExp(`^${COMMAND}: \\d+ [a-z]+\\n`),
  json: new RegExp(`^\\{\\s*"format": \\d+,\\s[^]*?"command": "${COMMAND}"`),
  junit: new RegExp(`^<\\?xml [^>]*>\\s*<testsuites name="smartlead-mock ${COMMAND}"`),
  tap: new RegExp(`^TAP version 14\\n# smartlead-mock ${COMMAND}\\n`),
  ctrf: new RegExp(`^\\{\\s*"reportFormat": "CTRF",\\s[^]*?"generatedBy": "smartlead-mock ${COMMAND}"`),
  github: /^::(error|warning|notice) [^\n]*title=(fail|warn|inconclusive)%3A /,
  html: new RegExp(`^<!doctype html>[^]*?<title>smartlead-mock ${COMMAND}: `),
  markdown: new RegExp(`^## smartlead-mock ${COMMAND}: `),
};

/** Whether a file with this beginning is an earlier report of any format, which may be overwritten. So may an empty file. */
export function isOwnReport(head: string): boolean {
  return head.trim() === "" || Object.values(BEGINS).some((begins) => begins.test(head));
}
