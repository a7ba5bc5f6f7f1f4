import type { KeyPath } from "../../places.ts";
import type { ApiStep, EmitStep, Step } from "../../step.ts";
import {
  ANY_VALUE,
  API_ANSWER,
  FAULTS,
  MANY_DELIVERIES,
  MANY_EVENTS,
  ONE_DELIVERY,
  ONE_EVENT,
  PLAIN_VALUE,
  type Possible,
} from "./known.ts";

/** A name that a step binds, and everything that it may refer to then. */
export interface Binding {
  readonly name: string;
  readonly possible: readonly Possible[];
  /** Where the name is written, and whether as a key. */
  readonly path: KeyPath;
  readonly isKey: boolean;
}

/** The names that a step itself binds, in order, without those of the steps within it. */
export function bindingsOf(step: Step, path: KeyPath): readonly Binding[] {
  if ("emit" in step) return ofEmit(step, path);
  if ("api" in step) return ofApi(step, path);
  if ("arm" in step) return named(step.as, [FAULTS], [...path, "as"]);
  if ("resend" in step) return named(step.as, [ONE_DELIVERY, MANY_DELIVERIES], [...path, "as"]);
  if ("set_vars" in step) return keysOf(step.set_vars, [...path, "set_vars"]);
  return "repeat" in step ? named(step.index, [PLAIN_VALUE], [...path, "index"]) : [];
}

/** All names that some steps and the steps within them bind. */
export function bindingsWithin(steps: readonly Step[], path: KeyPath): readonly Binding[] {
  return steps.flatMap((step, index) => {
    const at = [...path, index];
    const inner = innerSteps(step, at).flatMap((one) => bindingsWithin(one.steps, one.path));
    return [...bindingsOf(step, at), ...inner];
  });
}

/** Keys that are names, like those of `vars`. */
export function keysOf(values: Readonly<Record<string, unknown>>, path: KeyPath): readonly Binding[] {
  return Object.keys(values).map((name) => ({ name, possible: [ANY_VALUE], path: [...path, name], isKey: true }));
}

/** The lists of steps within a step. */
export function innerSteps(
  step: Step,
  path: KeyPath,
): readonly { readonly steps: readonly Step[]; readonly path: KeyPath }[] {
  if ("repeat" in step) return [{ steps: step.steps, path: [...path, "steps"] }];
  if (!("choose" in step)) return [];
  return step.choose.map(({ steps }, index) => ({ steps, path: [...path, "choose", index, "steps"] }));
}

function ofEmit({ as, count, table }: EmitStep, path: KeyPath): readonly Binding[] {
  const ofRow = count === undefined ? [ONE_EVENT, MANY_EVENTS] : [MANY_EVENTS, ONE_EVENT];
  const rows = (table ?? []).flatMap((row, index) => named(row.as, ofRow, [...path, "table", index, "as"]));
  const isMany = table !== undefined || count !== undefined;
  return [...rows, ...named(as, [isMany ? MANY_EVENTS : ONE_EVENT], [...path, "as"])];
}

function ofApi({ as, capture = {} }: ApiStep, path: KeyPath): readonly Binding[] {
  return [...named(as, [API_ANSWER], [...path, "as"]), ...keysOf(capture, [...path, "capture"])];
}

function named(name: string | undefined, possible: readonly Possible[], path: KeyPath): readonly Binding[] {
  return name === undefined ? [] : [{ name, possible, path, isKey: false }];
}
