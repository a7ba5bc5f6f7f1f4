/** Checks that every name that a scenario uses is bound before, and refers to the right kind of value. */

import type { Expectation } from "../../expectation.ts";
import type { KeyPath } from "../../places.ts";
import type { Scenario } from "../../scenario.ts";
import type { Step } from "../../step.ts";
import type { Reference } from "../../value-schemas.ts";
import { type Diagnostic, ofKey, ofValue } from "../diagnostic.ts";
import { type Binding, bindingsOf, bindingsWithin, innerSteps, keysOf } from "./bindings.ts";
import { checkReference, type Wanted, type WrittenReference } from "./check-reference.ts";
import { checkTexts, expressionsIn } from "./check-texts.ts";
import { bind, type Growing, inAnyRound, OWN_NAMES, possiblyBound, SETUP_SCOPE, withStepNames } from "./known-names.ts";

/** Errors in the names of a scenario, found before it runs. */
export function checkNames(scenario: Scenario): readonly Diagnostic[] {
  const { vars = {}, steps } = scenario;
  const bindings = [...keysOf(vars, ["vars"]), ...bindingsWithin(steps, ["steps"])];
  const later = new Set(bindings.map(({ name }) => name));
  const scope = new Map(SETUP_SCOPE);
  return [
    ...bindings.flatMap(taken),
    ...unfilled(scenario),
    ...checkValues(vars, ["vars"], { scope, later }),
    ...LAID_OUT.flatMap((key) => checkTexts(scenario[key], [key], { scope, later })),
    ...checkSequence(steps, ["steps"], { scope: withStepNames(scope), later }),
  ];
}

/** Parts that are set up before the first step, when variables are known. */
const LAID_OUT = ["world", "webhooks", "faults"] as const;
/** Parts that are read before there are variables. */
const UNFILLED = ["now", "world_time", "policy", "min_timeout", "receiver"] as const;

function unfilled(scenario: Scenario): readonly Diagnostic[] {
  const found = UNFILLED.flatMap((key) => expressionsIn(scenario[key], [key]));
  // `${…}` in a command belongs to its shell.
  return found
    .filter(({ path }) => path[1] !== "command")
    .map(({ path, expression, nth }) => ({
      path,
      at: { piece: expression.text, nth },
      sentence: `${expression.text} cannot be used in ${String(path[0])}: expressions work only in vars, world, webhooks, faults and steps`,
    }));
}

function taken({ name, path, isKey }: Binding): readonly Diagnostic[] {
  if (!OWN_NAMES.has(name)) return [];
  const words = `cannot be named ${name}: that name is reserved; choose another one`;
  return [isKey ? ofKey(path, words) : ofValue(path, words)];
}

/** Values of which each may use the previous ones. */
function checkValues(values: Readonly<Record<string, unknown>>, path: KeyPath, here: Growing): readonly Diagnostic[] {
  return keysOf(values, path).flatMap((binding) => {
    const diagnostics = checkTexts(values[binding.name], binding.path, here);
    bind(here.scope, [binding]);
    return diagnostics;
  });
}

function checkSequence(steps: readonly Step[], path: KeyPath, here: Growing): readonly Diagnostic[] {
  return steps.flatMap((step, index) => checkStep(step, [...path, index], here));
}

function checkStep(step: Step, path: KeyPath, here: Growing): readonly Diagnostic[] {
  if ("set_vars" in step) return checkValues(step.set_vars, [...path, "set_vars"], here);
  const diagnostics = [
    ...filledParts(step, path).flatMap((part) => checkTexts(part.value, part.path, here)),
    ...referencesOf(step, path).flatMap((reference) => checkReference(reference, here)),
  ];
  // A name bound within a repetition may be used in the next round; in the first it is not bound.
  if ("repeat" in step) bind(here.scope, bindingsOf(step, path));
  const inner = innerSteps(step, path).map(({ steps, path: at }) => {
    const before = "repeat" in step ? inAnyRound(here.scope, bindingsWithin(steps, at)) : here.scope;
    const within = { ...here, scope: new Map(before) };
    return { diagnostics: checkSequence(steps, at, within), after: within.scope };
  });
  if (inner.length > 0) bind(here.scope, possiblyBound(inner.map(({ after }) => after)));
  if (!("repeat" in step)) bind(here.scope, bindingsOf(step, path));
  return [...diagnostics, ...inner.flatMap((one) => one.diagnostics)];
}

interface Part {
  readonly value: unknown;
  readonly path: KeyPath;
}

/** The parts that are interpolated when the step runs. */
function filledParts(step: Step, path: KeyPath): readonly Part[] {
  if ("expect" in step) return [{ value: step.expect, path: [...path, "expect"] }];
  if ("wait" in step) return [{ value: step.wait, path: [...path, "wait"] }];
  if ("receiver" in step) return [{ value: step.receiver, path: [...path, "receiver"] }];
  return "repeat" in step || "choose" in step || "mock" in step ? [] : [{ value: step, path }];
}

/** The references in a step, and the kind of value that each needs. */
function referencesOf(step: Step, path: KeyPath): readonly WrittenReference[] {
  if ("settle" in step) return each(step.settle, [...path, "settle"]).filter(isNoWord);
  if ("disarm" in step) return [written(step.disarm, [...path, "disarm"], "faults")].filter(isNoWord);
  if ("resend" in step) return [written(step.resend, [...path, "resend"])];
  if ("wait" in step) return typeof step.wait === "string" ? [] : ofExpectation(step.wait, [...path, "wait"]);
  return "expect" in step ? ofExpectations(step.expect, [...path, "expect"]) : [];
}

function ofExpectations(expectations: Expectation | readonly Expectation[], path: KeyPath) {
  if (!isList(expectations)) return ofExpectation(expectations, path);
  return expectations.flatMap((one, index) => ofExpectation(one, [...path, index]));
}

function ofExpectation(expectation: Expectation, path: KeyPath): readonly WrittenReference[] {
  if ("delivery" in expectation) return [written(expectation.delivery, [...path, "delivery"])];
  if ("event" in expectation) return [written(expectation.event, [...path, "event"], "events")];
  if ("order" in expectation) return each(expectation.order, [...path, "order"]);
  return "of" in expectation && expectation.of !== undefined ? [written(expectation.of, [...path, "of"])] : [];
}

function each(references: Reference | readonly Reference[], path: KeyPath): readonly WrittenReference[] {
  if (typeof references === "string") return [written(references, path)];
  return references.map((reference, index) => written(reference, [...path, index]));
}

function written(reference: Reference, path: KeyPath, wanted: Wanted = "deliveries"): WrittenReference {
  return { reference, path, wanted };
}

/** `all` refers to everything. */
function isNoWord({ reference }: WrittenReference): boolean {
  return reference !== "all";
}

function isList(expectations: Expectation | readonly Expectation[]): expectations is readonly Expectation[] {
  return Array.isArray(expectations);
}
