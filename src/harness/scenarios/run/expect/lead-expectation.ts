/** Whether a receiver keeps the same of two leads that had the same events, in whatever order they arrived. */
import type { Delivery } from "../../../../delivery/delivery.ts";
import { leadState } from "../../../convergence/lead-state.ts";
import { differences } from "../../../convergence/state-text.ts";
import { HOW_TO_SHOW_STATE, ONLY_CHANGES } from "../../../convergence/state-words.ts";
import type { LeadExpectation } from "../../expectation.ts";
import type { RunContext } from "../run-context.ts";
import { failed, type Place, unproven, type Verdict } from "./verdict.ts";

/** Throws `usage` for a state that cannot be read. */
export async function judgeLead(
  { lead, same_state_as: other }: LeadExpectation,
  { context, path }: Place,
): Promise<readonly Verdict[]> {
  const at = [...path, "lead"];
  const [mine, theirs] = [eventsOf(context, lead), eventsOf(context, other)];
  const trouble = whyIncomparable({ lead, events: mine }, { lead: other, events: theirs });
  if (trouble !== null) return [failed(trouble, at)];
  if ([...mine, ...theirs].some(({ deliveries }) => deliveries.some(({ state }) => state !== "delivered")))
    return [unproven(`An event of ${lead} or ${other} was not accepted, so their states prove nothing.`, at)];
  const state = await stateOf(context, lead, mine);
  const expected = await stateOf(context, other, theirs);
  if (state === null || expected === null)
    return [unproven(`Nothing shows the state that the receiver keeps of ${lead}. ${HOW_TO_SHOW_STATE}`, at)];
  if (state === expected) return [];
  const isChange =
    context.options.state === undefined && [lead, other].some((one) => context.lastWrites.isChangeOf(one));
  if (isChange) return [unproven(ONLY_CHANGES, at)];
  const message = `The receiver's state of ${lead} differs from its state of ${other}, who had the same events.`;
  const verdict = failed(message, at);
  const diagnostic = { ...verdict.diagnostic, expected, actual: differences(expected, state).join("\n") };
  return [{ ...verdict, diagnostic }];
}

interface LeadEvent {
  /** `EMAIL_REPLY`, and from the second one on with its number. */
  readonly name: string;
  readonly deliveries: readonly Delivery[];
}

/** In the order in which they happened; a resend belongs to its event. */
function eventsOf({ mock }: RunContext, email: string): readonly LeadEvent[] {
  const events = new Map<string, Delivery[]>();
  for (const delivery of mock.deliveries.all()) {
    if (delivery.lead_email?.toLowerCase() !== email.toLowerCase()) continue;
    const known = events.get(delivery.request_id);
    if (known === undefined) events.set(delivery.request_id, [delivery]);
    else known.push(delivery);
  }
  const counts = new Map<string, number>();
  return [...events.values()].map((deliveries) => {
    const type: string = deliveries[0]?.event_type ?? "";
    const number = (counts.get(type) ?? 0) + 1;
    counts.set(type, number);
    return { name: number === 1 ? type : `${type} ${number}`, deliveries };
  });
}

interface OfLead {
  readonly lead: string;
  readonly events: readonly LeadEvent[];
}

function whyIncomparable(mine: OfLead, theirs: OfLead): string | null {
  const [one, other] = [mine, theirs].map(({ events }) => events.map(({ name }) => name).join(", ") || "no event");
  if (mine.events.length > 0 && one === other) return null;
  return `${mine.lead} had ${one}, and ${theirs.lead} had ${other}: only leads with the same events can be compared.`;
}

function stateOf({ options, mock, lastWrites }: RunContext, email: string, events: readonly LeadEvent[]) {
  const source = options.state ?? null;
  const lastWritesOf = (one: string) => lastWrites.stateOf(one);
  const bodies = events.map(({ name, deliveries }) => ({ name, body: parsed(deliveries[0]?.request?.body ?? "{}") }));
  return leadState({ source, lastWritesOf, lingerMs: mock.reactions.lagWindow() ?? 0 }, { email, bodies });
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
}
