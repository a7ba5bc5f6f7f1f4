import type { Diagnostic, RunContext } from "../run-context.ts";
import type { StepPath } from "../run-options.ts";

/** Where a step is taken. */
export interface StepPlace {
  readonly context: RunContext;
  readonly path: StepPath;
}

/** Takes a step whose expressions are filled in (`filled.ts` says which do so themselves); what went wrong, nothing when it is done. Throws `SmartLeadMockError` for what it cannot do at all. */
export type TakeStep<Step> = (step: Step, place: StepPlace) => Promise<readonly Diagnostic[]>;

/** Nothing went wrong. */
export const DONE: readonly Diagnostic[] = [];
