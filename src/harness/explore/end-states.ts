/** What the receiver keeps of each lead once a history is over. */
import type { FieldEffect } from "../convergence/field-values.ts";
import { type LeadStateParts, leadFields, leadState } from "../convergence/lead-state.ts";
import type { Lags } from "../probe/evidence-lags.ts";
import type { SharedEndpoint } from "../verify/context/shared-endpoint.ts";
import type { History } from "./history.ts";
import type { LeadEnd, PlayedEvent } from "./played.ts";

/** Where the states are read. */
export interface EndStates extends Pick<LeadStateParts, "source"> {
  /** Has what was last written into the sink, where there is no source. */
  readonly front: Pick<SharedEndpoint, "isChangeOf" | "lastWritesOf">;
}

interface OfHistory {
  readonly history: History;
  readonly events: readonly PlayedEvent[];
  readonly lags: Lags;
  /** Of all its leads, in the order in which they were reported. */
  readonly effects: readonly FieldEffect[];
  /** Read until it is at rest, also where all work is done before the answer. */
  readonly isPatient: boolean;
}

/** Of every lead of a history whose end may be compared with that in order of time; none of any other history. */
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
    // What is reported after the answer may have been done in another order.
    const areFieldsTold = source === null && state === null && !lags.areLate;
    const fields = areFieldsTold ? leadFields(effects, { email, bodies, events: requests }) : null;
    return [{ lead, state, isChange: source === null && front.isChangeOf(email), fields }];
  });
  return (await Promise.all(ends)).flat();
}

/** What is down, stopped or crowded causes more than another order; and of custom types it is not known what they do. */
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
