import { GRADES, type Grade, type Report, type ReportGroup } from "./report.ts";

/** What a report is made of. */
export type ReportParts = Omit<Report, "format" | "totals" | "exit_code"> & {
  /** What proves nothing ends `verify` and `run` with 4. */
  readonly strict?: boolean;
};

const EXIT_GOOD = 0;
const EXIT_FAILED = 1;
const EXIT_INCONCLUSIVE = 4;
/** What a shell reports of a command that Ctrl-C ended. */
export const EXIT_STOPPED = 130;

/** The report of these groups, with its totals and the exit code that follows. */
export function assembleReport({ strict = false, ...parts }: ReportParts): Report {
  const totals = totalsOf(parts.groups);
  // What was stopped has passed nothing.
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
 * PRODUCT §5: 1 when something failed. What proved nothing, or a report in which nothing was judged at all, is no failure: the receiver
 * may give no evidence. It is 0, and 4 with `strict`; for `replay`, which compares what was recorded, it is 1.
 */
export function exitCodeOf(command: Report["command"], totals: Report["totals"], strict: boolean): number {
  if (totals.fail > 0) return EXIT_FAILED;
  if (!provesLittle(totals)) return EXIT_GOOD;
  if (command === "replay") return EXIT_FAILED;
  return strict ? EXIT_INCONCLUSIVE : EXIT_GOOD;
}

/** Whether what proves nothing counts as an error: in `verify` and `run` only where the exit code says so. */
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
