/** Interpolates the expressions of a step; they may refer to anything, so the result is checked again. */

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

/** An interpolated step, and its errors. Throws `config` for an expression that refers to nothing. */
export function filledStep(
  written: Step,
  { context, path }: Where,
): { readonly step: Step; readonly diagnostics: readonly Diagnostic[] } {
  if (fillsItself(written)) return { step: written, diagnostics: [] };
  const step = context.names.fill(written);
  return { step, diagnostics: checkStep(step, path).map(diagnosticOf) };
}

/** Steps whose parts are interpolated one after the other, or repeatedly. */
function fillsItself(step: Step): boolean {
  if ("wait" in step) return typeof step.wait !== "string";
  return "expect" in step || "set_vars" in step || "repeat" in step || "choose" in step;
}

/** An interpolated expectation, and its errors. Throws `config` for an expression that refers to nothing. */
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
