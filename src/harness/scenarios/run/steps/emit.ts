import { definedOnly } from "../../../../base/defined-only.ts";
import { SmartLeadMockError } from "../../../../base/errors.ts";
import type { EmitRequest } from "../../../../mock/mock.ts";
import type { EmitStep } from "../../step.ts";
import type { BoundEvent } from "../bound-names.ts";
import { campaignIdOf } from "../campaign-id.ts";
import type { RunContext } from "../run-context.ts";
import { DONE, type TakeStep } from "./take-step.ts";

/** Triggers the events, all at the same time. */
export const emit: TakeStep<EmitStep> = async (step, { context }) => {
  const rows = step.table ?? [{}];
  const events: BoundEvent[] = [];
  for (const row of rows) {
    const ofRow = eventsOf(context, laidOver(step, row));
    events.push(...ofRow);
    if (row.as !== undefined) context.names.bind(row.as, { kind: "events", events: ofRow, isMany: ofRow.length > 1 });
  }
  const isMany = step.table !== undefined || step.count !== undefined;
  if (step.as !== undefined) context.names.bind(step.as, { kind: "events", events, isMany });
  return DONE;
};

/** A row takes precedence over the step; a body of its own excludes `set`, and vice versa. */
function laidOver(step: EmitStep, row: Partial<EmitStep>): EmitStep {
  const { set, body, ...rest } = step;
  const ofStep = definedOnly({
    set: row.body === undefined ? set : undefined,
    body: row.set === undefined ? body : undefined,
  });
  return { ...rest, ...ofStep, ...row };
}

function eventsOf(context: RunContext, row: EmitStep): readonly BoundEvent[] {
  return observed(context, () => context.mock.emit(requestOf(context, row))).caused;
}

function requestOf(
  { mock }: RunContext,
  { emit: name, campaign, lead, set, body, count, faults }: EmitStep,
): EmitRequest {
  if (body !== undefined && set !== undefined) throw new SmartLeadMockError("config", BODY_AND_SET);
  return {
    ...mock.eventNamed(name),
    cause: "scenario",
    ...definedOnly({
      campaignId: campaign === undefined ? undefined : campaignIdOf(mock.world, campaign),
      leadEmail: lead,
      overrides: set,
      body,
      count,
      faults,
    }),
  };
}

const BODY_AND_SET = "A `body` is sent unchanged, so `set` has no effect; use only one of them.";

/** The result of an action, and the events that it caused with all their deliveries, as journaled in the same turn. */
export function observed<Result>(
  context: RunContext,
  act: () => Result,
): { readonly result: Result; readonly caused: readonly BoundEvent[] } {
  const events = new Map<string, { event: BoundEvent; deliveries: string[] }>();
  const release = context.observations.onEntry((entry) => {
    if (entry.type === "event.emitted") {
      const { event_id, event_type, campaign_id, lead_email, shadowed, explanation } = entry;
      const event = { event_id, event_type, campaign_id, lead_email, shadowed, explanation, deliveries: [] };
      events.set(event_id, { event, deliveries: [] });
    } else if (entry.type === "delivery.created")
      events.get(entry.delivery.event_id)?.deliveries.push(entry.delivery.id);
  });
  try {
    const result = act();
    // With a data directory, entries are published only after they are written.
    context.mock.journal.flush();
    return { result, caused: [...events.values()].map(({ event, deliveries }) => ({ ...event, deliveries })) };
  } finally {
    release();
  }
}
