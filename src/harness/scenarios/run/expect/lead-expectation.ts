/** Checks whether a receiver has the same state for two leads with the same events, in whatever order they arrived. */
import type { Delivery } from "../../../../delivery/delivery.ts";
import { areSameFields, type FieldValues, fieldsDifference } from "../../../convergence/field-values.ts";
import { leadFields, leadState } from "../../../convergence/lead-state.ts";
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
  if (state === null && expected === null) {
    const [subject, control] = [fieldsOf(context, lead, mine), fieldsOf(context, other, theirs)];
    if (subject.size > 0 && control.size > 0) return judgeFields({ lead, other, subject, control, events: mine, at });
  }
  if (state === null || expected === null)
    return [unproven(`Nothing shows the state that the receiver keeps of ${lead}. ${HOW_TO_SHOW_STATE}`, at)];
  if (state === expected) return [];
  const isChange =
    context.options.state === undefined && [lead, other].some((one) => context.lastWrites.isChangeOf(one));
  if (isChange) return [unproven(ONLY_CHANGES, at)];
  return [differing({ lead, other, at }, { expected, actual: differences(expected, state).join("\n") })];
}

function differing(
  { lead, other, at }: Pick<ComparedLeads, "lead" | "other" | "at">,
  texts: { readonly expected: string; readonly actual: string },
): Verdict {
  const message = `The receiver's state of ${lead} differs from its state of ${other}, who had the same events.`;
  const verdict = failed(message, at);
  return { ...verdict, diagnostic: { ...verdict.diagnostic, ...texts } };
}

interface ComparedLeads {
  readonly lead: string;
  readonly other: string;
  readonly subject: FieldValues;
  readonly control: FieldValues;
  readonly events: readonly LeadEvent[];
  readonly at: Place["path"];
}

/** If only effects show the fields, they can prove only one thing: an older event overwrote a newer one, of either lead. */
function judgeFields({ lead, other, subject, control, events, at }: ComparedLeads): readonly Verdict[] {
  const order = events.map(({ name }) => name);
  const difference =
    fieldsDifference({ control, subject, order }) ?? fieldsDifference({ control: subject, subject: control, order });
  if (difference !== null) return [differing({ lead, other, at }, difference)];
  if (areSameFields(control, subject)) return [];
  return [
    unproven(`The effects of ${lead} and ${other} set different fields, and no older event overwrote a newer one.`, at),
  ];
}

interface LeadEvent {
  /** `EMAIL_REPLY`, with a number from the second one on. */
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

/** Empty if effects arrive after the answer: they may have been caused in another order. */
function fieldsOf({ mock }: RunContext, email: string, events: readonly LeadEvent[]): FieldValues {
  if ((mock.reactions.lagWindow() ?? 0) > 0) return new Map();
  const requests = events.map(({ name, deliveries }) => ({ name, requestId: deliveries[0]?.request_id ?? "" }));
  return leadFields(mock.effects.list(), { email, bodies: bodiesOf(events), events: requests });
}

function bodiesOf(events: readonly LeadEvent[]) {
  return events.map(({ name, deliveries }) => ({ name, body: parsed(deliveries[0]?.request?.body ?? "{}") }));
}

function stateOf({ options, mock, lastWrites }: RunContext, email: string, events: readonly LeadEvent[]) {
  const source = options.state ?? null;
  const lastWritesOf = (one: string) => lastWrites.stateOf(one);
  const bodies = bodiesOf(events);
  return leadState({ source, lastWritesOf, lingerMs: mock.reactions.lagWindow() ?? 0 }, { email, bodies });
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
}
