import type { z } from "zod";
import { didYouMean } from "../../../base/did-you-mean.ts";
import { isObject } from "../../../base/json-text.ts";
import type { KeyPath } from "../places.ts";
import { type Action, STEP_SCHEMAS } from "../step-schemas.ts";
import { checkExpectations, checkWaitFor } from "./check-expectations.ts";
import { type Diagnostic, hintOf, type Mapping, ofKey, ofLack, ofValue, wordOf } from "./diagnostic.ts";
import { diagnosticsBy, unknownKey } from "./schema-diagnostics.ts";

/** Maximum items of a list in a scenario, as in `scenarioSchema`. */
const MAX_LIST = 10_000;

const ACTIONS: readonly string[] = Object.keys(STEP_SCHEMAS);

function isAction(word: string): word is Action {
  return ACTIONS.includes(word);
}

/** Errors in a list of steps, and in the steps within them. */
export function checkSteps(steps: unknown, path: KeyPath): readonly Diagnostic[] {
  if (!Array.isArray(steps)) return [ofValue(path, "must be a list of steps, such as `- emit: EMAIL_REPLY`")];
  if (steps.length === 0) return [ofValue(path, "must not be empty; begin with `- emit: EMAIL_REPLY`")];
  if (steps.length > MAX_LIST) return [ofValue(path, `must have at most ${MAX_LIST} steps; use repeat`)];
  return steps.flatMap((step, index) => checkStep(step, [...path, index]));
}

/** Errors in one step, and in the steps within it. */
export function checkStep(step: unknown, path: KeyPath): readonly Diagnostic[] {
  if (!isObject(step)) return [noMapping(step, path)];
  const [action, second] = Object.keys(step).filter(isAction);
  if (action === undefined) return [noAction(step, path)];
  if (second !== undefined) {
    const words = `cannot be in one step with ${action}: a step has one action, so begin the next one with \`- \``;
    return [ofKey([...path, second], words)];
  }
  const required = "steps" in STEP_SCHEMAS[action].shape && !Object.hasOwn(step, "steps");
  const missing = required ? [ofLack(path, "steps", "has no steps to repeat")] : [];
  return [...checkKeys(step, { shape: STEP_SCHEMAS[action].shape, path, action }), ...missing];
}

function noMapping(step: unknown, path: KeyPath): Diagnostic {
  const meant = typeof step === "string" ? didYouMean(wordOf(step).replace(/[\s:].*$/, ""), ACTIONS) : null;
  const hint = meant === null ? "such as `- emit: EMAIL_REPLY`" : `such as \`- ${meant}: …\``;
  return ofValue(path, `must be a step, ${hint}`);
}

function noAction(step: Mapping, path: KeyPath): Diagnostic {
  const words = Object.keys(step).filter((key) => key !== "name" && key !== "as");
  const [word] = words.filter((key) => didYouMean(wordOf(key), ACTIONS) !== null).concat(words);
  if (word === undefined) return ofValue(path, `has no action; the actions are ${ACTIONS.join(", ")}`);
  return ofKey([...path, word], `is not an action of a step; ${hintOf(word, ACTIONS, "there are")}`);
}

interface KeysOf {
  readonly shape: Readonly<Record<string, z.ZodType>>;
  readonly path: KeyPath;
  readonly action: Action;
}

function checkKeys(step: Mapping, { shape, path, action }: KeysOf): readonly Diagnostic[] {
  return Object.entries(step).flatMap(([key, value]) => {
    const at = [...path, key];
    const schema = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (schema === undefined) return [misplaced(at, { action, shape })];
    if (key === "steps") return checkSteps(value, at);
    if (key === "expect") return checkExpectations(value, at);
    if (key === "choose" && Array.isArray(value) && value.length > 0) return checkAlternatives(value, at);
    if (key === "wait" && isObject(value)) return checkWaitFor(value, at);
    return diagnosticsBy(schema, value, at);
  });
}

/** A key that this action does not have; if another action has it, the message says so. */
function misplaced(path: KeyPath, { action, shape }: Pick<KeysOf, "action" | "shape">): Diagnostic {
  const key = String(path.at(-1));
  const known = Object.keys(shape);
  if (didYouMean(wordOf(key), known) !== null) return unknownKey(path, known);
  const owners = Object.entries(STEP_SCHEMAS).filter(([, schema]) => Object.hasOwn(schema.shape, key));
  const hint =
    owners.length === 0
      ? `${action} has ${known.join(", ")}`
      : `it belongs to ${owners.map(([one]) => one).join(", ")}`;
  return ofKey(path, `is not a key of ${action}; ${hint}`);
}

const ALTERNATIVE_KEYS = ["weight", "name", "steps"];

function checkAlternatives(alternatives: readonly unknown[], path: KeyPath): readonly Diagnostic[] {
  const shape = STEP_SCHEMAS.choose.shape.choose.unwrap().element.shape;
  return alternatives.flatMap((alternative, index): readonly Diagnostic[] => {
    const at = [...path, index];
    if (!isObject(alternative)) return [ofValue(at, "must be an alternative such as {weight: 2, steps: […]}")];
    const missing = Object.hasOwn(alternative, "steps") ? [] : [ofLack(at, "steps", "has no steps")];
    const diagnostics = Object.entries(alternative).flatMap(([key, value]): readonly Diagnostic[] => {
      if (key === "steps") return checkSteps(value, [...at, key]);
      if (key === "weight" || key === "name") return diagnosticsBy(shape[key], value, [...at, key]);
      return [unknownKey([...at, key], ALTERNATIVE_KEYS)];
    });
    return [...diagnostics, ...missing];
  });
}
