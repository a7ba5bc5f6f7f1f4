import type { Tone } from "../base/paint.ts";
import { formatDuration } from "../base/time/duration.ts";
import { itemsOf } from "./assemble.ts";
import { GRADES, type Grade, type Report, type ReportItem, type ReportTable, type SourcePlace } from "./report.ts";

/** Never shown without the word, for screen readers and people who cannot see the colours. */
export const GLYPHS = { ok: "✓", warn: "!", fail: "✗", inconclusive: "?", skip: "-" } as const satisfies Record<
  Grade,
  string
>;

export const TONES = {
  ok: "good",
  warn: "warn",
  fail: "bad",
  inconclusive: "warn",
  skip: "quiet",
} as const satisfies Record<Grade, Tone>;

/** `scenarios/lost.yaml:12:5`, which terminals and editors can open. */
export function placeText({ file, line, column }: SourcePlace): string {
  return [file, line, line === null ? null : column].filter((part) => part !== null).join(":");
}

/** The title, with the id where that adds information. */
export function nameOf({ id, title }: Pick<ReportItem, "id" | "title">): string {
  return id === title || id === "" ? title : `${title} (${id})`;
}

/** `12ms`, and the time on the mock's clock if that is longer. */
export function timesOf({ duration_ms, mock_ms }: Pick<ReportItem, "duration_ms" | "mock_ms">): string {
  const real = formatDuration(duration_ms);
  return mock_ms === 0 ? real : `${real}, ${formatDuration(mock_ms)} on the mock's clock`;
}

const NOUNS: Readonly<Record<Report["command"], readonly [one: string, many: string]>> = {
  run: ["scenario", "scenarios"],
  verify: ["check", "checks"],
  replay: ["delivery", "deliveries"],
  explore: ["property", "properties"],
  load: ["threshold", "thresholds"],
};

/** The counted noun: `1 scenario`, `12 checks`. */
export function countOf(command: Report["command"], count: number): string {
  const [one, many] = NOUNS[command];
  return `${count} ${count === 1 ? one : many}`;
}

/** The grades that occur, with how many items have them. */
export function gradeCounts(totals: Report["totals"]): readonly { readonly grade: Grade; readonly count: number }[] {
  return GRADES.map((grade) => ({ grade, count: totals[grade] })).filter(({ count }) => count > 0);
}

/** `5 scenarios: 3 ok, 1 fail, 1 skip`. */
export function summaryText({ command, totals }: Report): string {
  const counts = gradeCounts(totals).map(({ grade, count }) => `${count} ${grade}`);
  return [countOf(command, itemsOf(totals)), counts.join(", ")].filter((part) => part !== "").join(": ");
}

/** Explains the exit code where the grades alone do not; otherwise `null`. */
export function exitReason({ command, totals, exit_code, stopped }: Report): string | null {
  if (totals.fail > 0 || stopped !== undefined) return null;
  if (totals.ok + totals.warn + totals.inconclusive === 0) {
    return exit_code === 0 ? "Nothing was judged." : `Nothing was judged, so this is not a pass: exit ${exit_code}.`;
  }
  if (exit_code === 0 || totals.inconclusive === 0) return null;
  const isStrict = command === "verify" || command === "run";
  const subject = `${isStrict ? "With --strict a" : "A"} ${NOUNS[command][0]}`;
  return `${subject} that proves nothing is not a pass: exit ${exit_code}.`;
}

/** The last line of a report: the overall result. It begins with PASSED if and only if the exit code is 0. */
export function verdictText({ totals, exit_code, stopped }: Report): string {
  if (stopped !== undefined) return `Stopped: ${stopped.judged} of ${stopped.of}`;
  if (totals.fail > 0) return "FAILED";
  if (totals.ok + totals.warn === 0) return "NOT JUDGED";
  const verdict = exit_code === 0 ? "PASSED" : "FAILED";
  return totals.inconclusive === 0 ? verdict : `${verdict}, ${totals.inconclusive} not proven`;
}

/** The table as lines of aligned columns, headings first. */
export function tableLines({ columns, rows }: ReportTable): readonly string[] {
  const all = [columns, ...rows];
  const widths = columns.map((_, at) => Math.max(...all.map((row) => (row[at] ?? "").length)));
  return all.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** The settings of the run, a line each. */
export function settingLines(report: Report): readonly string[] {
  const { seed, run, dialects, policies, target, version } = report;
  return [
    ...madeLines(report),
    `smartlead-mock ${version}, seed ${seed}, run ${run}${dialects.length === 0 ? "" : `, dialect ${dialects.join(", ")}`}`,
    ...policies.map(({ name, note }) => `Policy ${name}${note === "" ? "" : `: ${note}`}`),
    ...(target === null ? [] : [`Target ${target}`]),
  ];
}

/** The same in fewer lines for a terminal: without the notes on the policies. */
export function shortSettingLines(report: Report): readonly string[] {
  const { policies, dialects, target, command_line: line } = report;
  const names = policies.map(({ name }) => name);
  const policy = names.length === 0 ? "" : `, policy ${names.join(", ")}`;
  const dialect = dialects.length === 0 ? "" : `, dialect ${dialects.join(", ")}`;
  const { version, seed, run } = report;
  const where = line === undefined ? target : null;
  return [
    ...madeLines(report),
    `smartlead-mock ${version}, seed ${seed}, run ${run}${policy}${dialect}`,
    ...(where === null ? [] : [`Target ${where}`]),
  ];
}

/** Date, commit and command line. */
function madeLines({ date, commit, command_line: line }: Report): readonly string[] {
  const made = [date === undefined ? "" : dateText(date), commit === undefined ? "" : `commit ${commit}`];
  const known = made.filter((part) => part !== "");
  return [...(known.length === 0 ? [] : [known.join(", ")]), ...(line === undefined ? [] : [line])];
}

/** `2026-01-05 09:00:30 UTC`. */
function dateText(iso: string): string {
  return `${iso.slice(0, "2026-01-05T09:00:30".length).replace("T", " ")} UTC`;
}

/** How much of a text is shown in reports for people. */
export interface TextLimit {
  readonly characters: number;
  readonly lines: number;
}

/** The beginning of a long text, with how much is missing; the json report has all of it. */
export function shortened(text: string, { characters, lines }: TextLimit): string {
  const start = text.split("\n").slice(0, lines).join("\n").slice(0, characters);
  // A lone half of a surrogate pair would show as a broken character.
  const kept = start.replace(/[\ud800-\udbff]$/, "");
  const missing = text.length - kept.length;
  return missing === 0 ? text : `${kept}\n… ${missing} more characters; the JSON report has them`;
}
