import { GRADES, type Grade, type Report, type ReportGroup } from "./report.ts";

/** The input from which a report is assembled. */
export type ReportParts = Omit<Report, "format" | "totals" | "exit_code"> & {
  /** With inconclusive results, `verify` and `run` end with exit code 4. */
  readonly strict?: boolean;
};

const EXIT_GOOD = 0;
const EXIT_FAILED = 1;
const EXIT_INCONCLUSIVE = 4;
/** The exit code that shells report for a command ended by Ctrl-C. */
export const EXIT_STOPPED = 130;

/** Assembles the report of these groups, with totals and exit code. */
export function assembleReport({ strict = false, ...parts }: ReportParts): Report {
  const totals = totalsOf(parts.groups);
  // A stopped run has not passed.
  const exitCode = parts.stopped === undefined ? exitCodeOf(parts.command, totals, strict) : EXIT_STOPPED;
  return { format: 1, ...parts, totals, exit_code: exitCode };
}

/** How many items have each grade. */
export function totalsOf(groups: readonly Pick<ReportGroup, "items">[]): Report["totals"] {
  const count = (grade: Grade) =>
    groups.reduce((sum, { items }) => sum + items.filter((item) => item.grade === grade).length, 0);
  return {
    ok: count("ok"),
    warn: count("warn"),
    fail: count("fail"),
    inconclusive: count("inconclusive"),
    skip: count("skip"),
  };
}

/**
 * PRODUCT §5: 1 when something failed. Inconclusive items, or a report without any judged item, are not failures, since the receiver may
 * give no evidence: they give 0, or 4 with `strict`. For `replay`, which compares recordings, they give 1.
 */
export function exitCodeOf(command: Report["command"], totals: Report["totals"], strict: boolean): number {
  if (totals.fail > 0) return EXIT_FAILED;
  if (!provesLittle(totals)) return EXIT_GOOD;
  if (command === "replay") return EXIT_FAILED;
  return strict ? EXIT_INCONCLUSIVE : EXIT_GOOD;
}

/** Whether inconclusive items count as errors: in `verify` and `run` only when the exit code counts them. */
export function isInconclusiveError({ command, exit_code, totals }: Report): boolean {
  if (command !== "verify" && command !== "run") return true;
  return exit_code !== 0 && totals.fail === 0;
}

/** Whether something is inconclusive, or nothing was judged at all. */
function provesLittle(totals: Report["totals"]): boolean {
  return totals.inconclusive > 0 || totals.ok + totals.warn + totals.fail === 0;
}

/** How many items the report has. */
export function itemsOf(totals: Report["totals"]): number {
  return GRADES.reduce((sum, grade) => sum + totals[grade], 0);
}
