import { printable } from "../../src/printable.ts";
import { type Line, span, type Tone } from "../frame/line.ts";
import { Document, type Folds, type Section } from "../reading/document.ts";
import { linesPart } from "../reading/lines-part.ts";
import type { GlyphName, Theme } from "../theme.ts";
import type { ScenarioRun, ScenarioStep } from "./scenario-book.ts";

const SIGNS: Readonly<Record<ScenarioStep["state"], readonly [GlyphName, Tone]>> = {
  begun: ["moving", "info"],
  passed: ["good", "good"],
  failed: ["bad", "bad"],
};

/** The steps of the scenarios that were performed on this mock, the newest scenario first. */
export function scenarioDocument(
  runs: readonly ScenarioRun[],
  { theme, folds }: { theme: Theme; folds: Folds },
): Document {
  if (runs.length === 0) return new Document([nothingYet()], folds);
  return new Document(
    runs.map((run, index) => sectionOf(run, runs.length - index, theme)),
    folds,
  );
}

function nothingYet(): Section {
  const hint: Line = [
    span("  smartlead-mock run FILE performs one; its steps are shown here as they are taken.", "muted"),
  ];
  return {
    key: "none",
    title: linesPart([[span("No scenario has been performed on this mock.", "strong")]]),
    parts: [linesPart([hint])],
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
