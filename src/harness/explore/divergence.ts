/** Whether a history ends in the same state as the same events in order of time. Pure. */
import { differences } from "../convergence/state-text.ts";
import { ONLY_CHANGES } from "../convergence/state-words.ts";
import type { LeadEnd, Played, PlayedEvent } from "./played.ts";
import type { Violation } from "./violation.ts";

/** Leads whose end says something: another order than that of time, or something twice, and nothing that has to be excused. */
export function orderedEnds(played: Played): readonly LeadEnd[] {
  if (played.trouble !== null) return [];
  return played.states.filter(({ lead, state }) => {
    const events = ofLead(played, lead);
    return state !== null && isDisturbed(events) && areAllDelivered(events) && isOrderTold(events);
  });
}

/** What a history and the same events in order of time came to. */
export interface Comparison {
  /** Leads whose two ends were compared. */
  readonly compared: number;
  readonly violation: Violation | null;
  /** The same events in the same order ended in two states: what is read is not made from the events alone. */
  readonly isUnsteady: boolean;
}

export const NOT_COMPARED: Comparison = { compared: 0, violation: null, isUnsteady: false };

/**
 * Compares the ends of a history with those of the same events in order of time, which were played twice: what is not even the same the
 * second time is no state that can be compared.
 */
export function comparisonOf({ played, control, again }: Compared): Comparison {
  const ends = orderedEnds(played).filter(({ lead }) => stateIn(control, lead) !== null);
  const isSteady = ({ lead, state }: LeadEnd) => {
    const inOrder = stateIn(control, lead);
    return inOrder === state || inOrder === stateIn(again, lead);
  };
  const steady = ends.filter(isSteady);
  const found = steady.flatMap((end) => divergedEnd(end, { played, control }) ?? []);
  const violation = found.find(({ isWarning = false }) => !isWarning) ?? found[0] ?? null;
  return { compared: steady.length, violation, isUnsteady: steady.length < ends.length };
}

export interface Compared {
  readonly played: Played;
  readonly control: Played;
  readonly again: Played;
}

function divergedEnd(
  { lead, state, isChange }: LeadEnd,
  { played, control }: Omit<Compared, "again">,
): Violation | null {
  const inOrder = stateIn(control, lead);
  if (state === null || inOrder === null || inOrder === state) return null;
  const [order, orderOfTime] = [arrivals(ofLead(played, lead)), arrivals(ofLead(control, lead))];
  const moved = ofLead(played, lead).find((event) => isDisturbed([event]));
  const excuse = isChange ? ` ${ONLY_CHANGES}` : "";
  return {
    property: "order",
    cause: isChange ? "order: a change" : "order",
    message: `The events arrive as ${order}, and the lead ends in another state than when they arrive as ${orderOfTime}.${excuse}`,
    expected: `${orderOfTime}:\n${inOrder}`,
    actual: `${order}:\n${differences(inOrder, state).join("\n")}`,
    proof: { kind: "diverged", control: orderOfTime, subject: order },
    subject: moved === undefined ? null : { name: moved.name, sent: moved.sent },
    twin: null,
    ...(isChange ? { isWarning: true } : {}),
  };
}

/** `null` where the events in order of time were not all accepted either. */
function stateIn(played: Played, lead: number): string | null {
  const events = ofLead(played, lead);
  if (played.trouble !== null || !areAllDelivered(events) || isDisturbed(events)) return null;
  return played.states.find((one) => one.lead === lead)?.state ?? null;
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
 * Excuses: of what arrives at the same moment nobody can tell which came first; and a body says it only by the time of its event, which is
 * that of the mail in a bounce (smartlead.md §2 EMAIL_BOUNCE), and missing in others.
 */
function isOrderTold(events: readonly PlayedEvent[]): boolean {
  const told = events.map(({ sent }) => timestampIn(sent.deliveries[0]?.request?.body ?? ""));
  const isRising = told.every((at, index) => index === 0 || at > (told[index - 1] ?? Number.NaN));
  const arrivalTimes = events.map((event) => attemptsIn(event).map(({ started_at: at }) => at));
  return isRising && !told.some(Number.isNaN) && !haveCommon(arrivalTimes);
}

/** The time of an event in its body: the first is in `live` bodies, the others in those of `guide`. */
const TIME_FIELDS = ["event_timestamp", "time_replied", "time_clicked", "time_opened", "time_sent"] as const;

/** Epoch ms; `NaN` where there is none. */
function timestampIn(body: string): number {
  try {
    const fields = JSON.parse(body);
    return Date.parse(fields[TIME_FIELDS.find((field) => field in fields) ?? ""]);
  } catch {
    return Number.NaN;
  }
}

/** Some value is in two of the lists. */
function haveCommon(lists: readonly (readonly string[])[]): boolean {
  const each = lists.flatMap((list) => [...new Set(list)]);
  return new Set(each).size < each.length;
}

/** Names in the order of arrival. */
function arrivals(events: readonly PlayedEvent[]): string {
  const all = events.flatMap((event) => attemptsIn(event).map(({ started_at: at }) => ({ name: event.name, at })));
  return all
    .sort((one, other) => (one.at < other.at ? -1 : 1))
    .map(({ name }) => name)
    .join(", ");
}
