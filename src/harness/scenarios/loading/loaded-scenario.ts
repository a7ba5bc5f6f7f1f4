import { type PlacedSource, placedSource } from "../places.ts";
import type { PlayableScenario } from "../run/run-options.ts";
import type { Scenario } from "../scenario.ts";
import { scenarioSchema } from "../scenario-schema.ts";
import type { Step } from "../step.ts";
import { checkShape } from "./check-shape.ts";
import { type Diagnostic, errorOf, ofKey } from "./diagnostic.ts";
import { innerSteps } from "./names/bindings.ts";
import { checkNames } from "./names/check-names.ts";
import { plainSource } from "./plain-source.ts";
import { diagnosticsBy } from "./schema-diagnostics.ts";

/** A valid scenario that knows the place of each of its words in its file. */
export interface LoadedScenario extends PlayableScenario {
  /** Its name in the library for `run`; `null` for a file. */
  readonly libraryName: string | null;
}

/** Checks a parsed scenario. Throws `config` with the place of the first error. */
export function loadedFrom(source: PlacedSource, libraryName: string | null = null): LoadedScenario {
  const scenario = checkedScenario(source);
  return { scenario, file: source.file, libraryName, placeOf: (path) => source.keyAt(path) };
}

/**
 * Checks a scenario that was created in code like one of a file; it has no places. Throws `config`.
 * @example loadedFromObject(defineScenario({ name: "a reply", steps: [{ emit: "EMAIL_REPLY", as: "reply" }, { settle: "reply" }, { expect:
 * { delivery: "reply", state: "delivered" } }] }))
 */
export function loadedFromObject(scenario: Scenario, file = "scenario"): LoadedScenario {
  return loadedFrom(plainSource(placedSource({ file, text: "", data: scenario, root: null })));
}

function checkedScenario(source: PlacedSource): Scenario {
  refuse(source, checkShape(source.data));
  const result = scenarioSchema.safeParse(source.data);
  if (result.success) return meaningful(source, result.data);
  // The checks above cover the schema; this one finds anything that they might miss.
  refuse(source, diagnosticsBy(scenarioSchema, source.data, []));
  throw new RangeError("The schema rejects the scenario and gives no reason.");
}

/** Checks its names, and whether it expects anything, once its words are valid. */
function meaningful(source: PlacedSource, scenario: Scenario): Scenario {
  refuse(source, [...checkNames(scenario), ...checkProof(scenario)]);
  return scenario;
}

function refuse(source: PlacedSource, [first, ...others]: readonly Diagnostic[]): void {
  if (first !== undefined) throw errorOf(source, [first, ...others]);
}

/** A scenario without expectations would pass whatever the receiver does. */
function checkProof({ steps }: Scenario): readonly Diagnostic[] {
  if (steps.some(expects)) return [];
  const words =
    "prove nothing: none of them is an `expect` or waits for an expectation; end with `- expect: { delivery: reply, state: delivered }`";
  return [ofKey(["steps"], words)];
}

/** Counts as the run does: the answer to an `api` step is no expectation about the receiver. */
function expects(step: Step): boolean {
  if ("expect" in step) return true;
  if ("wait" in step) return typeof step.wait !== "string";
  return innerSteps(step, []).some(({ steps }) => steps.some(expects));
}
