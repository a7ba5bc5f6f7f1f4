import { assertNever, SmartLeadMockError } from "../../../base/errors.ts";
import type { ChooseStep, RepeatStep, Step } from "../step.ts";
import { filledStep } from "./filled.ts";
import { type Diagnostic, type RunContext, textOfPath } from "./run-context.ts";
import type { StepPath } from "./run-options.ts";
import { api } from "./steps/api-step.ts";
import { emit } from "./steps/emit.ts";
import { arm, disarm, mock, receiver, resend, setVars } from "./steps/environment-steps.ts";
import { expectStep } from "./steps/expect.ts";
import { DONE } from "./steps/take-step.ts";
import { advance, settle, wait } from "./steps/time.ts";

/** Maximum steps of one run, counting each repetition: far more than a scenario has, and a limit for mistakes. */
export const MAX_STEPS_TAKEN = 100_000;

/** Runs the steps in order, until one fails or the run is aborted; returns the errors. */
export async function runSteps(
  context: RunContext,
  steps: readonly Step[],
  path: StepPath,
): Promise<readonly Diagnostic[]> {
  for (const [index, step] of steps.entries()) {
    if (context.isAborted) return DONE;
    const diagnostics = await runStep(context, step, [...path, index]);
    if (diagnostics.length > 0) return diagnostics;
  }
  return DONE;
}

async function runStep(context: RunContext, step: Step, path: StepPath): Promise<readonly Diagnostic[]> {
  if (context.stepCount >= MAX_STEPS_TAKEN) {
    return [{ message: `The scenario took more than ${MAX_STEPS_TAKEN} steps; use fewer repetitions.`, path }];
  }
  context.stepCount += 1;
  const number = context.stepCount;
  tell(context, { number, step, path, state: "begun" });
  const diagnostics = await takenStep(context, step, path);
  if (!context.isAborted) tell(context, { number, step, path, state: diagnostics.length === 0 ? "passed" : "failed" });
  return diagnostics;
}

async function takenStep(context: RunContext, step: Step, path: StepPath): Promise<readonly Diagnostic[]> {
  try {
    return await take(step, context, path);
  } catch (error) {
    // An interrupted step fails, which says nothing about the scenario.
    if (context.isAborted) return DONE;
    if (error instanceof SmartLeadMockError) return [{ message: error.message, path }];
    throw error;
  }
}

async function take(written: Step, context: RunContext, path: StepPath): Promise<readonly Diagnostic[]> {
  const place = { context, path };
  if (context.isDown && NEEDS_MOCK.some((word) => word in written)) return [mockIsDown(path)];
  const { step, diagnostics } = filledStep(written, place);
  if (diagnostics.length > 0) return diagnostics;
  if (SENDS.some((word) => word in step)) await context.probed?.begin();
  if ("emit" in step) return emit(step, place);
  if ("api" in step) return api(step, place);
  if ("arm" in step) return arm(step, place);
  if ("disarm" in step) return disarm(step, place);
  if ("receiver" in step) return receiver(step, place);
  if ("wait" in step) return wait(step, place);
  if ("advance" in step) return advance(step, place);
  if ("settle" in step) return settle(step, place);
  if ("mock" in step) return mock(step, place);
  if ("resend" in step) return resend(step, place);
  if ("set_vars" in step) return setVars(step, place);
  if ("expect" in step) return expectStep(step, place);
  if ("repeat" in step) return repeat(step, context, path);
  if ("choose" in step) return choose(step, context, path);
  return assertNever(step);
}

/** Steps that send; a probe is read before them. */
const SENDS = ["emit", "api", "resend", "advance"] as const;

/** Steps that need a running mock. */
const NEEDS_MOCK = ["emit", "api", "arm", "disarm", "advance", "settle", "resend"] as const;

function mockIsDown(path: StepPath): Diagnostic {
  return { message: "The mock is down after a crash; write `mock: restart` before this step.", path };
}

async function repeat({ repeat: times, index, steps }: RepeatStep, context: RunContext, path: StepPath) {
  for (let round = 0; round < context.names.fill(times); round += 1) {
    if (index !== undefined) context.names.bindValue(index, round);
    const diagnostics = await runSteps(context, steps, [...path, "steps"]);
    if (diagnostics.length > 0 || context.isAborted) return diagnostics;
  }
  return DONE;
}

async function choose({ choose: branches }: ChooseStep, context: RunContext, path: StepPath) {
  const weighted = branches.map((branch, item) => ({ item, weight: branch.weight ?? 1 }));
  const drawn = context.random.weighted(weighted);
  return runSteps(context, branches[drawn]?.steps ?? [], [...path, "choose", drawn, "steps"]);
}

interface Told {
  readonly number: number;
  readonly step: Step;
  readonly path: StepPath;
  readonly state: "begun" | "passed" | "failed";
}

/** Notifies the run's observers, and the mock's. */
function tell(context: RunContext, { number, step, path, state }: Told): void {
  const { options, loaded, observations } = context;
  const told = { step: number, path: textOfPath(path), name: stepName(step), state };
  options.onProgress?.({ ...told, deliveries: observations.createdCount, open: observations.openCount });
  if (!context.isDown) context.mock.journal.append({ type: "scenario.step", scenario: loaded.scenario.name, ...told });
}

/** Maximum characters of a generated name. */
const MAX_NAME = 80;

/** The step's own name, or its action as it is written: `emit EMAIL_REPLY as reply`. */
function stepName(step: Step): string {
  if (step.name !== undefined) return step.name;
  const [action = "", what] = Object.entries(step)[0] ?? [];
  const as = "as" in step && step.as !== undefined ? ` as ${step.as}` : "";
  const text = `${action}${wordsOf(what)}${as}`;
  return text.length <= MAX_NAME ? text : `${text.slice(0, MAX_NAME - 1)}…`;
}

function wordsOf(what: unknown): string {
  if (typeof what === "string" || typeof what === "number") return ` ${what}`;
  if (Array.isArray(what))
    return what.every((one) => typeof one === "string") ? ` ${what.join(", ")}` : ` ${what.length} things`;
  if (typeof what !== "object" || what === null) return "";
  const [key = "", value] = Object.entries(what)[0] ?? [];
  return typeof value === "string" ? ` ${key} ${value}` : ` ${key}`;
}
