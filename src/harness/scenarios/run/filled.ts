/** What stands there once the expressions are filled in; they may refer to anything, so its words are checked once more. */

import type { Expectation } from "../expectation.ts";
import { checkWaitFor } from "../loading/check-expectations.ts";
import { checkStep } from "../loading/check-steps.ts";
import type { Diagnostic as Misfit } from "../loading/diagnostic.ts";
import type { Step } from "../step.ts";
import type { Diagnostic, RunContext } from "./run-context.ts";
import type { StepPath } from "./run-options.ts";

interface Where {
  readonly context: RunContext;
  readonly path: StepPath;
}

/** A step as it is taken, and what cannot be taken in it. Throws `config` for an expression that stands for nothing. */
export function filledStep(
  written: Step,
  { context, path }: Where,
): { readonly step: Step; readonly diagnostics: readonly Diagnostic[] } {
  if (fillsItself(written)) return { step: written, diagnostics: [] };
  const step = context.names.fill(written);
  return { step, diagnostics: checkStep(step, path).map(diagnosticOf) };
}

/** Its parts are filled in one after the other, or again and again. */
function fillsItself(step: Step): boolean {
  if ("wait" in step) return typeof step.wait !== "string";
  return "expect" in step || "set_vars" in step || "repeat" in step || "choose" in step;
}

/** An expectation as things are now, and what cannot be expected. Throws `config` for an expression that stands for nothing. */
export function filledExpectation<Written extends Expectation>(
  written: Written,
  { context, path }: Where,
): { readonly expectation: Written; readonly diagnostics: readonly Diagnostic[] } {
  const expectation = context.names.fill(written);
  return { expectation, diagnostics: checkWaitFor({ ...expectation }, path).map(diagnosticOf) };
}

function diagnosticOf({ path, sentence }: Misfit): Diagnostic {
  return { message: `${sentence}.`, path: path.map((step) => (typeof step === "symbol" ? String(step) : step)) };
}
