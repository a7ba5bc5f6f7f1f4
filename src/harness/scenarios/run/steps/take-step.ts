import type { Diagnostic, RunContext } from "../run-context.ts";
import type { StepPath } from "../run-options.ts";

/** The place of a step. */
export interface StepPlace {
  readonly context: RunContext;
  readonly path: StepPath;
}

/**
 * Runs a step whose expressions are interpolated (`filled.ts` lists steps that do so themselves); returns its errors, or none. Throws
 * `SmartLeadMockError` if it cannot be run at all.
 */
export type TakeStep<Step> = (step: Step, place: StepPlace) => Promise<readonly Diagnostic[]>;

/** No errors. */
export const DONE: readonly Diagnostic[] = [];
