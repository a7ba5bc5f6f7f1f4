/** Events of one lead that arrive out of order, or more than once: a state may depend on that. */
import type * as FastCheck from "fast-check";
import type { FaultRule } from "../../delivery/faults/fault.ts";
import type { EventType } from "../../smartlead/events/event-types.ts";
import { type Gap, type History, type HistoryItem, lawful, plainEvent } from "./history.ts";

/** Maximum events of such a history, before required events are added. */
const EVENTS = 4;
const NONE: readonly FaultRule[] = [];
/** Faults that delay an event, or redeliver it after others. */
const LATE: readonly (readonly FaultRule[])[] = [
  [{ kind: "delay", by: "90s" }],
  [{ kind: "delay", by: "2h" }],
  [{ kind: "reorder", behind: 1, within: "10m" }],
  [{ kind: "duplicate", copies: 1, spacing: "1m" }],
  [{ kind: "lost-response", attempt: 1 }],
];
const GAPS: readonly Gap[] = ["2s", "90s", "10m"];
/** The most telling order of two events: the newer one arrives first. */
const PAIRS: readonly (readonly [EventType, EventType])[] = [
  ["EMAIL_SENT", "EMAIL_REPLY"],
  ["EMAIL_SENT", "EMAIL_OPEN"],
  ["EMAIL_REPLY", "LEAD_CATEGORY_UPDATED"],
];

/** Types whose bodies contain no time, so that no receiver can order them. */
const UNTIMED: ReadonlySet<EventType> = new Set([
  "EMAIL_BOUNCE",
  "MANUAL_STEP_REACHED",
  "CAMPAIGN_STATUS_CHANGED",
  "UNTRACKED_REPLIES",
]);

type Fc = Pick<typeof FastCheck, "array" | "constant" | "constantFrom" | "record">;

/** A history of one lead with a different order of arrival. */
export function outOfOrder(fc: Fc, types: readonly EventType[]): FastCheck.Arbitrary<readonly HistoryItem[]> {
  const event = fc.record({
    kind: fc.constant("event" as const),
    gap: fc.constantFrom(...GAPS),
    type: fc.constantFrom(...timedAmong(types)),
    lead: fc.constant(0),
    faults: fc.constantFrom(NONE, ...LATE),
    set: fc.constant({}),
  });
  return fc.array(event, { minLength: 2, maxLength: EVENTS });
}

/** Types whose bodies show their order. */
export function timedAmong(types: readonly EventType[]): readonly EventType[] {
  return types.filter((type) => !UNTIMED.has(type));
}

/** For each pair of types that the receiver accepts, the newer event first. */
export function simplestOrders(types: readonly EventType[]): readonly History[] {
  const taken = PAIRS.filter((pair) => pair.every((type) => types.includes(type)));
  return taken.map(([older, newer]) => {
    const late = { ...plainEvent(older, 0), faults: [{ kind: "delay", by: "90s" } as const] };
    return lawful({ seed: 1, items: [late, plainEvent(newer, 0)] });
  });
}
