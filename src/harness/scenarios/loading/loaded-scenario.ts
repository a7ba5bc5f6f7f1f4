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

/** A scenario that is in order, and knows where in its file each of its words stands. */
export interface LoadedScenario extends PlayableScenario {
  /** The name by which `run` finds it in the library; `null` for a file. */
  readonly libraryName: string | null;
}

/** Checks what was read. Throws `config` with the place of the first thing that is wrong. */
export function loadedFrom(source: PlacedSource, libraryName: string | null = null): LoadedScenario {
  const scenario = checkedScenario(source);
  return { scenario, file: source.file, libraryName, placeOf: (path) => source.keyAt(path) };
}

/**
 * A scenario that was made in code, checked like one of a file; it has no places. Throws `config`.
 * @example loadedFromObject(defineScenario({ name: "a reply", steps: [{ emit: "EMAIL_REPLY", as: "reply" }, { settle: "reply" }, { expect: { delivery: "reply", state: "delivered" } }] }))
 */
export function loadedFromObject(scenario: Scenario, file = "scenario"): LoadedScenario {
  return loadedFrom(plainSource(placedSource({ file, text: "", data: scenario, root: null })));
}

function checkedScenario(source: PlacedSource): Scenario {
  refuse(source, checkShape(source.data));
  const result = scenarioSchema.safeParse(source.data);
  if (result.success) return meaningful(source, result.data);
  // The checks above say everything that the schema says; this is for what they might miss.
  refuse(source, diagnosticsBy(scenarioSchema, source.data, []));
  throw new RangeError("The schema rejects the scenario and gives no reason.");
}

/** Its words are right; now its names, and whether it expects anything. */
function meaningful(source: PlacedSource, scenario: Scenario): Scenario {
  refuse(source, [...checkNames(scenario), ...checkProof(scenario)]);
  return scenario;
}

function refuse(source: PlacedSource, [first, ...others]: readonly Diagnostic[]): void {
  if (first !== undefined) throw errorOf(source, [first, ...others]);
}

/** A scenario that expects nothing would pass whatever the receiver does. */
function checkProof({ steps }: Scenario): readonly Diagnostic[] {
  if (steps.some(expects)) return [];
  const words =
    "prove nothing: none of them is an `expect` or waits for an expectation; end with `- expect: { delivery: reply, state: delivered }`";
  return [ofKey(["steps"], words)];
}

/** As the run counts: the answer to an `api` step is no expectation of the receiver. */
function expects(step: Step): boolean {
  if ("expect" in step) return true;
  if ("wait" in step) return typeof step.wait !== "string";
  return innerSteps(step, []).some(({ steps }) => steps.some(expects));
}
