/** Whether a history ends in the same state as the same events in chronological order. Pure. */
import { areSameFields, type FieldValues, fieldsDifference, isAnyFieldKept } from "../convergence/field-values.ts";
import { differences } from "../convergence/state-text.ts";
import { ONLY_CHANGES } from "../convergence/state-words.ts";
import type { LeadEnd, Played, PlayedEvent } from "./played.ts";
import type { Violation } from "./violation.ts";

/** Leads whose end state can show a failure: events arrived out of order, or more than once, and no excuse applies. */
export function orderedEnds(played: Played): readonly LeadEnd[] {
  if (played.trouble !== null) return [];
  return played.states.filter(({ lead, state, fields }) => {
    const events = ofLead(played, lead);
    return (
      (state !== null || (fields ?? NO_FIELDS).size > 0) &&
      isDisturbed(events) &&
      areAllDelivered(events) &&
      isOrderTold(events)
    );
  });
}

/** The result of comparing a history with the same events in chronological order. */
export interface Comparison {
  /** Leads whose two end states were compared. */
  readonly compared: number;
  readonly violation: Violation | null;
  /** The same events in the same order ended in two states: the state depends on something other than the events. */
  readonly isUnsteady: boolean;
}

export const NOT_COMPARED: Comparison = { compared: 0, violation: null, isUnsteady: false };

/**
 * Compares the end states of a history with those of the same events in chronological order, which were played twice: a state that differs
 * between those two plays cannot be compared.
 */
export function comparisonOf({ played, control, again }: Compared): Comparison {
  const ends = orderedEnds(played).filter((end) => isShownIn(control, end));
  const isSteady = (end: LeadEnd) =>
    isSameEnd(endIn(control, end), end) || isSameEnd(endIn(control, end), endIn(again, end));
  const steady = ends.filter(isSteady);
  const told = steady.filter((end) => end.state !== null || areFieldsTelling(end, { played, control }));
  const found = steady.flatMap((end) => divergedEnd(end, { played, control }) ?? []);
  const violation = found.find(({ isWarning = false }) => !isWarning) ?? found[0] ?? null;
  return { compared: told.length, violation, isUnsteady: steady.length < ends.length };
}

export interface Compared {
  readonly played: Played;
  readonly control: Played;
  readonly again: Played;
}

type InTwoOrders = Omit<Compared, "again">;

function divergedEnd(end: LeadEnd, { played, control }: InTwoOrders): Violation | null {
  const { lead, isChange } = end;
  const difference = differenceOf(end, { played, control });
  if (difference === null) return null;
  const [order, orderOfTime] = [orderOfArrival(ofLead(played, lead)), orderOfArrival(ofLead(control, lead))];
  const moved = ofLead(played, lead).find((event) => isDisturbed([event]));
  const excuse = isChange ? ` ${ONLY_CHANGES}` : "";
  return {
    property: "order",
    cause: isChange ? "order: a change" : "order",
    message: `The events arrive as ${order}, and the lead's final state differs from the one when they arrive as ${orderOfTime}.${excuse}`,
    expected: `${orderOfTime}:\n${difference.expected}`,
    actual: `${order}:\n${difference.actual}`,
    proof: { kind: "diverged", control: orderOfTime, subject: order },
    subject: moved === undefined ? null : { name: moved.name, sent: moved.sent },
    twin: null,
    ...(isChange ? { isWarning: true } : {}),
  };
}

/** The state after the chronological order, and its differences to this one. */
function differenceOf(end: LeadEnd, { played, control }: InTwoOrders): Pick<Violation, "expected" | "actual"> | null {
  const inOrder = endIn(control, end);
  if (inOrder === null) return null;
  if (end.state !== null)
    return inOrder.state === null || inOrder.state === end.state
      ? null
      : { expected: inOrder.state, actual: differences(inOrder.state, end.state).join("\n") };
  const order = ofLead(played, end.lead).map(({ name }) => name);
  return fieldsDifference({ ...fieldsIn(end, inOrder), order });
}

/** Whether one of these fields could have been overwritten. */
function areFieldsTelling(end: LeadEnd, { control }: InTwoOrders): boolean {
  const inOrder = endIn(control, end);
  return inOrder !== null && isAnyFieldKept(fieldsIn(end, inOrder));
}

function fieldsIn(end: LeadEnd, inOrder: LeadEnd) {
  return { control: inOrder.fields ?? NO_FIELDS, subject: end.fields ?? NO_FIELDS };
}

function isSameEnd(one: LeadEnd | null, other: LeadEnd | null): boolean {
  if (one === null || other === null || one.state !== other.state) return false;
  return one.state !== null || areSameFields(one.fields ?? NO_FIELDS, other.fields ?? NO_FIELDS);
}

const NO_FIELDS: FieldValues = new Map();

function isShownIn(control: Played, end: LeadEnd): boolean {
  const inOrder = endIn(control, end);
  if (inOrder === null) return false;
  return end.state === null ? (inOrder.fields ?? NO_FIELDS).size > 0 : inOrder.state !== null;
}

/** `null` if the events in chronological order were not all accepted either. */
function endIn(played: Played, { lead }: LeadEnd): LeadEnd | null {
  const events = ofLead(played, lead);
  if (played.trouble !== null || !areAllDelivered(events) || isDisturbed(events)) return null;
  return played.states.find((one) => one.lead === lead) ?? null;
}

function ofLead({ events }: Played, lead: number): readonly PlayedEvent[] {
  return events.filter(({ planned }) => planned.lead === lead);
}

function attemptsIn({ sent }: PlayedEvent) {
  return sent.deliveries.flatMap(({ attempts }) => attempts);
}

function isDisturbed(events: readonly PlayedEvent[]): boolean {
  return events.some((event) => event.isEarly || event.isOvertaken || attemptsIn(event).length > 1);
}

function areAllDelivered(events: readonly PlayedEvent[]): boolean {
  return events.every(({ sent }) => sent.deliveries.every(({ state }) => state === "delivered"));
}

/**
 * Excuses: the order of events that arrive at the same time is unknown; and a body shows it only by its event time, which in a bounce is
 * the email's (smartlead.md §2 EMAIL_BOUNCE), and which other bodies lack.
 */
function isOrderTold(events: readonly PlayedEvent[]): boolean {
  const told = events.map(({ sent }) => timestampIn(sent.deliveries[0]?.request?.body ?? ""));
  const isRising = told.every((at, index) => index === 0 || at > (told[index - 1] ?? Number.NaN));
  const arrivalTimes = events.map((event) => attemptsIn(event).map(({ started_at: at }) => at));
  return isRising && !told.some(Number.isNaN) && !haveCommon(arrivalTimes);
}

/** Fields of the event time: the first is in `live` bodies, the others in those of `guide`. */
const TIME_FIELDS = ["event_timestamp", "time_replied", "time_clicked", "time_opened", "time_sent"] as const;

/** Epoch ms; `NaN` if none exists. */
function timestampIn(body: string): number {
  try {
    const fields = JSON.parse(body);
    return Date.parse(fields[TIME_FIELDS.find((field) => field in fields) ?? ""]);
  } catch {
    return Number.NaN;
  }
}

/** Whether two of the lists share a value. */
function haveCommon(lists: readonly (readonly string[])[]): boolean {
  const each = lists.flatMap((list) => [...new Set(list)]);
  return new Set(each).size < each.length;
}

/** Names in order of arrival. */
function orderOfArrival(events: readonly PlayedEvent[]): string {
  const all = events.flatMap((event) => attemptsIn(event).map(({ started_at: at }) => ({ name: event.name, at })));
  return all
    .sort((one, other) => (one.at < other.at ? -1 : 1))
    .map(({ name }) => name)
    .join(", ");
}
