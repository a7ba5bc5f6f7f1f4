/** The input of `explore`: events in a possible order, and the faults on their way. */

import type { FaultRule } from "../../delivery/faults/fault.ts";
import type { EventType } from "../../smartlead/events/event-types.ts";

/** Time on the mock's clock before an item; `0s` = at the same time as the previous item, on its own connection. */
export const GAPS = ["0s", "2s", "90s", "10m", "2h", "25h"] as const;
export type Gap = (typeof GAPS)[number];

/** One event of one lead. */
export interface PlannedEvent {
  readonly kind: "event";
  readonly gap: Gap;
  readonly type: EventType;
  /** Its type in the custom dialect, which is like `type`. It is compared only with itself: a receiver may do anything, or nothing, for it. */
  readonly ownEvent?: string;
  /** The lead's index, from 0; `null` for events without a lead. */
  readonly lead: number | null;
  /** Faults for the deliveries of this event only. */
  readonly faults: readonly FaultRule[];
  /** Merged into the body, dotted path → value. */
  readonly set: Readonly<Record<string, unknown>>;
}

/** Resends an earlier event with its request id, as SmartLead's retrigger does. */
export interface PlannedResend {
  readonly kind: "resend";
  readonly gap: Gap;
  /** Counts backwards: 1 = the previous event. */
  readonly back: number;
}

/** Many events of other leads: all at once, or one after the other, each after the previous one has settled. */
export interface PlannedCrowd {
  readonly kind: "crowd" | "stream";
  readonly gap: Gap;
  readonly type: EventType;
  readonly count: number;
}

/** A service around the receiver fails for a while, and recovers. */
export interface PlannedTrouble {
  readonly kind: "trouble";
  readonly gap: Gap;
  readonly rule: FaultRule;
}

/** The receiver is restarted. */
export interface PlannedRestart {
  readonly kind: "restart";
  readonly gap: Gap;
}

export type HistoryItem = PlannedEvent | PlannedResend | PlannedCrowd | PlannedTrouble | PlannedRestart;

export interface History {
  /** The seed for the texts of bodies. */
  readonly seed: number;
  readonly items: readonly HistoryItem[];
}

/** The event that must precede another one of the same lead; the shortest chain is added if the history lacks it. */
const NEEDS: Readonly<Partial<Record<EventType, EventType>>> = {
  EMAIL_OPEN: "EMAIL_SENT",
  EMAIL_LINK_CLICK: "EMAIL_SENT",
  EMAIL_REPLY: "EMAIL_SENT",
  EMAIL_BOUNCE: "EMAIL_SENT",
  LEAD_UNSUBSCRIBED: "EMAIL_SENT",
  LEAD_CATEGORY_UPDATED: "EMAIL_REPLY",
  MANUAL_STEP_REACHED: "EMAIL_SENT",
};
/** Events that can still happen to a lead after these: existing emails can still be opened. */
const AFTER: Readonly<Partial<Record<EventType, ReadonlySet<EventType>>>> = {
  EMAIL_BOUNCE: new Set(),
  LEAD_UNSUBSCRIBED: new Set<EventType>(["EMAIL_OPEN", "EMAIL_LINK_CLICK"]),
};
/** Events that happen to a lead only once. */
const ONCE: ReadonlySet<EventType> = new Set(["FIRST_EMAIL_SENT", "MANUAL_STEP_REACHED"]);
const OF_NO_LEAD: ReadonlySet<EventType> = new Set(["UNTRACKED_REPLIES", "CAMPAIGN_STATUS_CHANGED"]);

/**
 * Makes a history lawful: required events are inserted, and impossible ones are removed. Every subset of a history therefore is a history,
 * and removing items when shrinking leaves a lawful one.
 */
export function lawful(history: History): History {
  const leads = new Map<number, Set<EventType>>();
  const items: HistoryItem[] = [];
  for (const item of history.items) {
    if (item.kind !== "event") items.push(item);
    else items.push(...withWhatItNeeds(item, leads));
  }
  return { ...history, items: withoutIdle(items) };
}

function withWhatItNeeds(event: PlannedEvent, leads: Map<number, Set<EventType>>): readonly PlannedEvent[] {
  if (OF_NO_LEAD.has(event.type)) return [{ ...event, lead: null }];
  const lead = event.lead ?? 0;
  const past = leads.get(lead) ?? new Set<EventType>();
  leads.set(lead, past);
  if (
    [...past].some((type) => AFTER[type]?.has(event.type) === false) ||
    (ONCE.has(event.type) && past.has(event.type))
  )
    return [];
  const before = missingBefore(event.type, past);
  for (const type of [...before, event.type]) past.add(type);
  return [...before.map((type) => plainEvent(type, lead)), { ...event, lead }];
}

function missingBefore(type: EventType, past: ReadonlySet<EventType>): readonly EventType[] {
  const needed = NEEDS[type];
  return needed === undefined || past.has(needed) ? [] : [...missingBefore(needed, past), needed];
}

/** An event without faults. */
export function plainEvent(type: EventType, lead: number | null): PlannedEvent {
  return { kind: "event", gap: "2s", type, lead, faults: [], set: {} };
}

/** Whether it represents many events. */
export function isCrowd(item: HistoryItem): item is PlannedCrowd {
  return item.kind === "crowd" || item.kind === "stream";
}

/** Removes items without effect: a resend without an event, and trouble or a restart after the last event. */
function withoutIdle(items: readonly HistoryItem[]): readonly HistoryItem[] {
  const hasEvent = (index: number) => items.slice(0, index).some(({ kind }) => kind === "event");
  const kept = items.filter((item, index) => item.kind !== "resend" || hasEvent(index));
  const last = kept.findLastIndex(({ kind }) => kind !== "trouble" && kind !== "restart");
  return kept.slice(0, last + 1);
}

/** The same events in the same order without faults: the control for a disturbed history. */
export function withoutFaults(history: History): History {
  const events = history.items.filter((item) => item.kind === "event" || isCrowd(item));
  return {
    ...history,
    items: events.map((item) => (item.kind === "event" ? { ...item, gap: "2s", faults: [] } : { ...item, gap: "2s" })),
  };
}

/** The same events at the same times, each arriving once, when it happens. */
export function inOrderOfTime(history: History): History {
  const events = history.items.filter(({ kind }) => kind === "event");
  return { ...history, items: events.map((item) => (item.kind === "event" ? { ...item, faults: [] } : item)) };
}

/** Every fault kind in the history. */
export function faultKindsOf({ items }: History): readonly string[] {
  const kinds = items.flatMap((item) => {
    if (item.kind === "event") return item.faults.map(({ kind }) => kind);
    if (item.kind === "trouble") return [troubleName(item.rule)];
    return isCrowd(item) ? [] : [item.kind];
  });
  return [...new Set(kinds)];
}

/** For example `api-status`, `sink down`, `receiver down`. */
export function troubleName({ kind, operation }: FaultRule): string {
  if (kind === "reset") return "receiver down";
  return operation === "sink" ? "sink down" : "API down";
}

/** The number of its events, including those of crowds. */
export function sizeOf({ items }: History): number {
  return items.reduce((sum, item) => sum + (isCrowd(item) ? item.count : item.kind === "event" ? 1 : 0), 0);
}
