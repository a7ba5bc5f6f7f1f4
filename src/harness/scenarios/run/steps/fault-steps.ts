import type { FaultRule } from "../../../../delivery/faults/fault.ts";
import type { ArmStep, DisarmStep } from "../../step.ts";
import { DONE, type TakeStep } from "./take-step.ts";

export const arm: TakeStep<ArmStep> = async ({ arm: rules, as }, { context }) => {
  const ids = listOf(rules).map((rule) => context.mock.faults.arm(rule).id);
  if (as !== undefined) context.names.bind(as, { kind: "faults", ids });
  return DONE;
};

export const disarm: TakeStep<DisarmStep> = async ({ disarm: which }, { context }) => {
  if (which === "all") context.mock.faults.clear();
  // One that has ended may have made room for others; it is disarmed either way.
  else
    for (const id of context.names.faultsOf(which))
      if (context.mock.faults.get(id) !== null) context.mock.faults.disarm(id);
  return DONE;
};

function listOf(rules: FaultRule | readonly FaultRule[]): readonly FaultRule[] {
  return isList(rules) ? rules : [rules];
}

function isList(rules: FaultRule | readonly FaultRule[]): rules is readonly FaultRule[] {
  return Array.isArray(rules);
}
