import { printable } from "../../src/base/printable.ts";
import { type Line, span, type Tone, wrapWords } from "../frame/line.ts";
import { Document, type Folds, type Section } from "../pager/document.ts";
import { linesPart } from "../pager/lines-part.ts";
import type { GlyphName, Theme } from "../theme.ts";
import { checkSections } from "./check-document.ts";
import type { CheckRow } from "./check-store.ts";
import type { ScenarioRun, ScenarioStep } from "./scenario-store.ts";

const SIGNS: Readonly<Record<ScenarioStep["state"], readonly [GlyphName, Tone]>> = {
  begun: ["moving", "info"],
  passed: ["good", "good"],
  failed: ["bad", "bad"],
};

/** What has run on this mock: the checks of a verify, and the steps of scenarios, the newest scenario first. */
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
