import { definedOnly } from "../../../../base/defined-only.ts";
import type { FaultRule } from "../../../../delivery/faults/fault.ts";
import type { ArmStep, DisarmStep, MockStep, ReceiverStep, ResendStep, SetStep } from "../../step.ts";
import { DONE, type TakeStep } from "./take-step.ts";

/** Starts and stops a command, or scripts the built-in receiver's next responses. */
export const receiver: TakeStep<ReceiverStep> = async ({ receiver: asked }, { context }) => {
  const { receiver: actor } = context.stage;
  if (typeof asked !== "string") actor.script(asked);
  else {
    context.hasStoppedReceiver ||= asked === "stop";
    if (asked !== "start") await actor.stop();
    if (asked !== "stop") await actor.start();
  }
  return DONE;
};

/** `crash` acts like kill -9, `restart` starts from persisted data; `reset` restores the account, and drops every delivery. */
export const mock: TakeStep<MockStep> = async ({ mock: action }, { context }) => {
  if (action === "reset") context.mock.reset();
  else if (action === "crash") {
    context.isDown = true;
    await context.stage.crash();
  } else {
    await context.stage.restart();
    context.isDown = false;
  }
  return DONE;
};

/** Resends deliveries, with the same request id unless a new one is requested. */
export const resend: TakeStep<ResendStep> = async (step, { context, path }) => {
  const originals = context.names.deliveriesOf(step.resend);
  if (originals.length === 0) return [{ message: `${step.resend} has no delivery to send again.`, path }];
  const options = definedOnly({ requestId: step.request_id ?? "same", body: step.body });
  const ids = originals.map(({ thing }) => context.mock.resend(thing, options).id);
  if (step.as !== undefined) context.names.bind(step.as, { kind: "deliveries", ids });
  return DONE;
};

/** Each may use the previous ones. */
export const setVars: TakeStep<SetStep> = async ({ set_vars: written }, { context }) => {
  for (const [name, value] of Object.entries(written)) context.names.bindValue(name, context.names.fill(value));
  return DONE;
};

export const arm: TakeStep<ArmStep> = async ({ arm: rules, as }, { context }) => {
  const ids = listOf(rules).map((rule) => context.mock.faults.arm(rule).id);
  if (as !== undefined) context.names.bind(as, { kind: "faults", ids });
  return DONE;
};

export const disarm: TakeStep<DisarmStep> = async ({ disarm: which }, { context }) => {
  if (which === "all") context.mock.faults.clear();
  // An ended rule may have been dropped; it counts as disarmed either way.
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
