/** The state that the receiver keeps of each lead after a history. */
import type { FieldEffect } from "../convergence/field-values.ts";
import { type LeadStateParts, leadFields, leadState } from "../convergence/lead-state.ts";
import type { Lags } from "../probe/evidence-lags.ts";
import type { SharedEndpoint } from "../verify/context/shared-endpoint.ts";
import type { History } from "./history.ts";
import type { LeadEnd, PlayedEvent } from "./played.ts";

/** The source of the states. */
export interface EndStates extends Pick<LeadStateParts, "source"> {
  /** Provides the last writes to the sink if there is no source. */
  readonly front: Pick<SharedEndpoint, "isChangeOf" | "lastWritesOf">;
}

interface OfHistory {
  readonly history: History;
  readonly events: readonly PlayedEvent[];
  readonly lags: Lags;
  /** Effects of all its leads, in order of their reports. */
  readonly effects: readonly FieldEffect[];
  /** Reads until the state stops changing, even if all work is done before the answer. */
  readonly isPatient: boolean;
}

/** The end state of every lead, for histories that can be compared with their chronological order; empty for any other history. */
export async function endStates(
  { source, front }: EndStates,
  { history, events, lags, effects, isPatient }: OfHistory,
): Promise<readonly LeadEnd[]> {
  if (!isComparable(history)) return [];
  const lastWritesOf = (email: string) => front.lastWritesOf(email);
  const parts = { source, lastWritesOf, lingerMs: lags.lingerMs(), isHasty: !isPatient && !lags.areLate };
  const ends = [...byLead(events)].map(async ([lead, own]): Promise<readonly LeadEnd[]> => {
    const email = own[0]?.sent.delivery.lead_email ?? null;
    if (email === null) return [];
    const bodies = own.map(({ name, sent }) => ({ name, body: parsed(sent.deliveries[0]?.request?.body ?? "{}") }));
    const state = await leadState(parts, { email, bodies });
    const requests = own.map(({ name, sent }) => ({ name, requestId: sent.delivery.request_id }));
    // Work that is reported after the answer may have been done in another order.
    const areFieldsTold = source === null && state === null && !lags.areLate;
    const fields = areFieldsTold ? leadFields(effects, { email, bodies, events: requests }) : null;
    return [{ lead, state, isChange: source === null && front.isChangeOf(email), fields }];
  });
  return (await Promise.all(ends)).flat();
}

/** A receiver that is down, stopped or overloaded causes more than a different order; and the effect of custom types is unknown. */
function isComparable({ items }: History): boolean {
  return items.every((item) => (item.kind === "event" ? item.ownEvent === undefined : item.kind === "resend"));
}

function byLead(events: readonly PlayedEvent[]): ReadonlyMap<number, readonly PlayedEvent[]> {
  const leads = new Map<number, PlayedEvent[]>();
  for (const event of events) {
    const { lead } = event.planned;
    if (lead !== null) leads.set(lead, [...(leads.get(lead) ?? []), event]);
  }
  return leads;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
}
