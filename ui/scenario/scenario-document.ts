import { printable } from "../../src/base/printable.ts";
import { safeText } from "../../src/base/safe-text.ts";
import { tookText } from "../deliveries/durations.ts";
import { counted, fitText, type Line, span, type Tone, wrapWords } from "../frame/line.ts";
import { Document, type Folds, type Section } from "../pager/document.ts";
import { linesPart } from "../pager/lines-part.ts";
import type { GlyphName, Theme } from "../theme.ts";
import { type CheckRow, runningCheck, type ScenarioRun, type ScenarioStep } from "./scenario-store.ts";

const SIGNS: Readonly<Record<ScenarioStep["state"], readonly [GlyphName, Tone]>> = {
  begun: ["moving", "info"],
  passed: ["good", "good"],
  failed: ["bad", "bad"],
};

/** The runs on this mock: the checks of a verify, and the steps of scenarios, the newest scenario first. */
export function scenarioDocument(
  { checks, scenarios }: { readonly checks: readonly CheckRow[]; readonly scenarios: readonly ScenarioRun[] },
  { theme, width, folds }: { theme: Theme; width: number; folds: Folds },
): Document {
  const runs = scenarios.map((run, index) => sectionOf(run, scenarios.length - index, theme));
  const sections = [...checkSections(checks, { theme, width }), ...runs];
  return new Document(sections.length === 0 ? [nothingYet(width)] : sections, folds);
}

function nothingYet(width: number): Section {
  const hint =
    "`smartlead-mock run FILE --port N` runs a scenario and `smartlead-mock verify --port N` checks a receiver, each on its own mock. To watch it here, run `smartlead-mock ui --connect http://127.0.0.1:N` meanwhile.";
  return {
    key: "none",
    title: linesPart([[span("No scenario and no verify has run on this mock.", "strong")]]),
    parts: [linesPart(wrapWords(hint, Math.max(1, width - 2)).map((row): Line => [span(`  ${row}`, "muted")]))],
  };
}

function sectionOf({ name, steps }: ScenarioRun, number: number, theme: Theme): Section {
  const [told, tone] = standOf(steps);
  return {
    key: `run ${number}`,
    title: linesPart([[span(printable(name), "strong"), span(`  ${told}`, tone)]]),
    parts: [linesPart(steps.map((step) => stepLine(step, theme)))],
  };
}

function standOf(steps: readonly ScenarioStep[]): readonly [string, Tone] {
  const failed = steps.filter(({ state }) => state === "failed").length;
  const passed = steps.filter(({ state }) => state === "passed").length;
  if (failed > 0) return [`${failed} of ${steps.length} steps failed`, "bad"];
  return passed === steps.length
    ? [`${passed} steps passed`, "good"]
    : [`${passed} of ${steps.length} steps passed so far`, "info"];
}

function stepLine({ path, name, state, rounds, at }: ScenarioStep, { glyphs }: Theme): Line {
  const depth = Math.max(0, path.split("].").length - 1);
  const [glyph, tone] = SIGNS[state];
  return [
    span(`  ${at.slice(11, 19)}  `, "muted"),
    span(`${"  ".repeat(depth)}${glyphs[glyph]} `, tone),
    span(printable(name)),
    span(rounds > 1 ? ` ×${rounds}` : "", "info"),
    span(`  ${printable(path)}`, "muted"),
  ];
}

type Grade = NonNullable<CheckRow["grade"]>;

interface CheckLook {
  readonly theme: Theme;
  readonly width: number;
}

/** In the order of the counts: the best grade first. */
const TONES: Readonly<Record<Grade, Tone>> = {
  ok: "good",
  warn: "warn",
  fail: "bad",
  inconclusive: "warn",
  skip: "muted",
};
const GRADES: readonly Grade[] = ["ok", "warn", "fail", "inconclusive", "skip"];
/** Columns of ids such as `SL-4.10`, and of durations. */
const ID_WIDTH = 7;
const TOOK_WIDTH = 6;

/** The checks of a verify: its progress with the current check, then all checks by group. Empty if none was started. */
function checkSections(checks: readonly CheckRow[], look: CheckLook): readonly Section[] {
  if (checks.length === 0) return [];
  const groups = [...new Set(checks.map(groupIdOf))];
  return [
    wholeSection(checks, look),
    ...groups.map((id) =>
      groupSection(
        id,
        checks.filter((check) => groupIdOf(check) === id),
        look,
      ),
    ),
  ];
}

function wholeSection(checks: readonly CheckRow[], look: CheckLook): Section {
  const running = runningCheck(checks);
  const ended = checks.filter(({ grade }) => grade !== null).length;
  const of = checks.at(-1)?.of ?? ended;
  const stand = ended === of ? counted(of, "check") : `${ended} of ${counted(of, "check")}`;
  return {
    key: "verify",
    title: linesPart([[span("Verify", "strong"), span(`  ${stand}`), ...countSpans(checks)]]),
    parts: [linesPart(running === null ? [] : checkLines(running, look))],
  };
}

function groupSection(id: string, checks: readonly CheckRow[], look: CheckLook): Section {
  const title = printable(`${id} ${checks[0]?.group ?? ""}`);
  return {
    key: `group ${id}`,
    title: linesPart([[span(title, "strong"), span(`  ${counted(checks.length, "check")}`), ...countSpans(checks)]]),
    parts: [linesPart(checks.flatMap((check) => checkLines(check, look)))],
  };
}

/** `: 4 ok, 1 fail`, each in its colour. */
function countSpans(checks: readonly CheckRow[]): Line {
  const counts = GRADES.map((grade) => ({ grade, count: checks.filter((check) => check.grade === grade).length }));
  return counts
    .filter(({ count }) => count > 0)
    .flatMap(({ grade, count }, index) => [span(index === 0 ? ": " : ", "), span(`${count} ${grade}`, TONES[grade])]);
}

/** The check in one or two rows, and below it the reason for its grade. */
function checkLines({ check, title, grade, reason, durationMs }: CheckRow, { theme, width }: CheckLook): Line[] {
  const [sign, tone] = signOf(grade, theme);
  const took = grade === null ? "now" : tookText(durationMs);
  const start: Line = [
    span(`  ${sign} `, tone),
    span(`${fitText(check, ID_WIDTH)} `, grade === null ? "info" : undefined),
    span(`${fitText(took, TOOK_WIDTH, "right")}  `, "muted"),
  ];
  const indent = 4 + ID_WIDTH + 1 + TOOK_WIDTH + 2;
  const rows = (text: string) => wrapWords(safeText(text), Math.max(1, width - indent));
  const titles = rows(title).map(
    (row, index): Line => [
      ...(index === 0 ? start : [span(" ".repeat(indent))]),
      span(row, grade === null ? "strong" : undefined),
    ],
  );
  const reasons = reason === null ? [] : rows(reason);
  return [...titles, ...reasons.map((row): Line => [span(" ".repeat(indent)), span(row, tone)])];
}

function signOf(grade: Grade | null, { glyphs }: Theme): readonly [string, Tone] {
  if (grade === null) return [glyphs.moving, "info"];
  const signs: Readonly<Record<Grade, string>> = {
    ok: glyphs.good,
    warn: "!",
    fail: glyphs.bad,
    inconclusive: "?",
    skip: glyphs.queued,
  };
  return [signs[grade], TONES[grade]];
}

/** `SL-4` of `SL-4.2`. */
function groupIdOf({ check }: CheckRow): string {
  return check.slice(0, Math.max(0, check.lastIndexOf("."))) || check;
}
