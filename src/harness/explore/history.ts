/** What `explore` plays against a receiver: events that may happen in this order, and what goes wrong on the way. */

import type { FaultRule } from "../../delivery/faults/fault.ts";
import type { EventType } from "../../smartlead/events/event-types.ts";

/** Time on the mock's clock before an item; `0s` = in the same moment as the one before, on its own connection. */
export const GAPS = ["0s", "2s", "90s", "10m", "2h", "25h"] as const;
export type Gap = (typeof GAPS)[number];

/** One event of one lead. */
export interface PlannedEvent {
  readonly kind: "event";
  readonly gap: Gap;
  readonly type: EventType;
  /** It is of this type of the custom dialect, which is like `type`. It is compared with itself only: a receiver may do anything, or nothing, for it. */
  readonly ownEvent?: string;
  /** Which lead, from 0; `null` for events that belong to none. */
  readonly lead: number | null;
  /** For the deliveries of this event alone. */
  readonly faults: readonly FaultRule[];
  /** Merged over the body, dotted path → value. */
  readonly set: Readonly<Record<string, unknown>>;
}

/** An earlier event is sent again with its request id, as SmartLead's retrigger does. */
export interface PlannedResend {
  readonly kind: "resend";
  readonly gap: Gap;
  /** Counts back from here: 1 = the event before. */
  readonly back: number;
}

/** Many events of other leads: all at the same moment, or one after the other, each once the one before is settled. */
export interface PlannedCrowd {
  readonly kind: "crowd" | "stream";
  readonly gap: Gap;
  readonly type: EventType;
  readonly count: number;
}

/** Something around the receiver fails for a while, and heals by itself. */
export interface PlannedTrouble {
  readonly kind: "trouble";
  readonly gap: Gap;
  readonly rule: FaultRule;
}

/** The receiver is stopped and started. */
export interface PlannedRestart {
  readonly kind: "restart";
  readonly gap: Gap;
}

export type HistoryItem = PlannedEvent | PlannedResend | PlannedCrowd | PlannedTrouble | PlannedRestart;

export interface History {
  /** Draws the texts of bodies. */
  readonly seed: number;
  readonly items: readonly HistoryItem[];
}

/** What must have happened to a lead before an event can: the shortest way there is taken where the history does not say it. */
const NEEDS: Readonly<Partial<Record<EventType, EventType>>> = {
  EMAIL_OPEN: "EMAIL_SENT",
  EMAIL_LINK_CLICK: "EMAIL_SENT",
  EMAIL_REPLY: "EMAIL_SENT",
  EMAIL_BOUNCE: "EMAIL_SENT",
  LEAD_UNSUBSCRIBED: "EMAIL_SENT",
  LEAD_CATEGORY_UPDATED: "EMAIL_REPLY",
  MANUAL_STEP_REACHED: "EMAIL_SENT",
};
/** What can still happen to a lead after these: emails that are there already are opened. */
const AFTER: Readonly<Partial<Record<EventType, ReadonlySet<EventType>>>> = {
  EMAIL_BOUNCE: new Set(),
  LEAD_UNSUBSCRIBED: new Set<EventType>(["EMAIL_OPEN", "EMAIL_LINK_CLICK"]),
};
/** What happens to a lead once. */
const ONCE: ReadonlySet<EventType> = new Set(["FIRST_EMAIL_SENT", "MANUAL_STEP_REACHED"]);
const OF_NO_LEAD: ReadonlySet<EventType> = new Set(["UNTRACKED_REPLIES", "CAMPAIGN_STATUS_CHANGED"]);

/**
 * The history that is meant, made lawful: what an event rests on is put before it, and what cannot happen any more is left out. So every
 * part of a history is a history, and whatever is taken away for a shorter one leaves a lawful one.
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

/** An event that nothing goes wrong with. */
export function plainEvent(type: EventType, lead: number | null): PlannedEvent {
  return { kind: "event", gap: "2s", type, lead, faults: [], set: {} };
}

/** It stands for many events. */
export function isCrowd(item: HistoryItem): item is PlannedCrowd {
  return item.kind === "crowd" || item.kind === "stream";
}

/** A resend without an event, and a trouble or a restart after the last event, change nothing. */
function withoutIdle(items: readonly HistoryItem[]): readonly HistoryItem[] {
  const hasEvent = (index: number) => items.slice(0, index).some(({ kind }) => kind === "event");
  const kept = items.filter((item, index) => item.kind !== "resend" || hasEvent(index));
  const last = kept.findLastIndex(({ kind }) => kind !== "trouble" && kind !== "restart");
  return kept.slice(0, last + 1);
}

/** The same events in their order, and nothing that goes wrong: the control that a disturbed history is compared with. */
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

/** Every fault kind in it. */
export function faultKindsOf({ items }: History): readonly string[] {
  const kinds = items.flatMap((item) => {
    if (item.kind === "event") return item.faults.map(({ kind }) => kind);
    if (item.kind === "trouble") return [troubleName(item.rule)];
    return isCrowd(item) ? [] : [item.kind];
  });
  return [...new Set(kinds)];
}

/** `api-status`, `sink down`, `receiver down`. */
export function troubleName({ kind, operation }: FaultRule): string {
  if (kind === "reset") return "receiver down";
  return operation === "sink" ? "sink down" : "API down";
}

/** How many events it has, crowds counted. */
export function sizeOf({ items }: History): number {
  return items.reduce((sum, item) => sum + (isCrowd(item) ? item.count : item.kind === "event" ? 1 : 0), 0);
}
