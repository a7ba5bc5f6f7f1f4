import type { ReporterName } from "./report.ts";

/** Characters at a file's beginning by which a report is known. */
export const REPORT_HEAD_CHARACTERS = 4_096;

const COMMAND = "(run|verify|replay|explore|load)";

/** How each form begins, also when it was cut off after its first lines. A test holds every reporter to it. */
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

/** Whether a file that begins so is an earlier report, of whatever form: it may be replaced. So may a file with nothing in it. */
export function isOwnReport(head: string): boolean {
  return head.trim() === "" || Object.values(BEGINS).some((begins) => begins.test(head));
}
