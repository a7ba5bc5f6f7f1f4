import type { Scenario } from "../scenario.ts";
import type { Step } from "../step.ts";
import { type Diagnostic, ofKey } from "./diagnostic.ts";
import { innerSteps } from "./names/bindings.ts";

/** A scenario that expects nothing would pass whatever the receiver does. */
export function checkProof({ steps }: Scenario): readonly Diagnostic[] {
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
