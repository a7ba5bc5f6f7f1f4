/** What stands there once the expressions are filled in; they may stand for anything, so its words are checked once more. */

import type { Expectation } from "../expectation.ts";
import { checkWaitFor } from "../loading/check-expectations.ts";
import { checkStep } from "../loading/check-steps.ts";
import type { Complaint as Misfit } from "../loading/diagnostic.ts";
import type { Step } from "../step.ts";
import type { Complaint, Scene } from "./run-context.ts";
import type { StepPath } from "./run-options.ts";

interface Where {
  readonly scene: Scene;
  readonly path: StepPath;
}

/** A step as it is taken, and what cannot be taken in it. Throws `config` for an expression that stands for nothing. */
export function filledStep(
  written: Step,
  { scene, path }: Where,
): { readonly step: Step; readonly complaints: readonly Complaint[] } {
  if (fillsItself(written)) return { step: written, complaints: [] };
  const step = scene.names.fill(written);
  return { step, complaints: checkStep(step, path).map(complaintOf) };
}

/** Its parts are filled in one after the other, or again and again. */
function fillsItself(step: Step): boolean {
  if ("wait" in step) return typeof step.wait !== "string";
  return "expect" in step || "set_vars" in step || "repeat" in step || "choose" in step;
}

/** An expectation as things are now, and what cannot be expected. Throws `config` for an expression that stands for nothing. */
export function filledExpectation<Written extends Expectation>(
  written: Written,
  { scene, path }: Where,
): { readonly expectation: Written; readonly complaints: readonly Complaint[] } {
  const expectation = scene.names.fill(written);
  return { expectation, complaints: checkWaitFor({ ...expectation }, path).map(complaintOf) };
}

function complaintOf({ path, sentence }: Misfit): Complaint {
  return { message: `${sentence}.`, path: path.map((step) => (typeof step === "symbol" ? String(step) : step)) };
}
