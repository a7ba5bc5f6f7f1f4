import type { Clock } from "../../base/time/clock.ts";
import type { AccountEvent } from "../events/event.ts";

/** Input for the time of an event; epoch ms on the mock's clock. */
interface EventMoment {
  /** The earliest possible time. */
  readonly now: number;
  /** The time of the latest event; `null` = none yet. */
  readonly last: number | null;
  /** It belongs to the same call as the event before. */
  readonly follows: boolean;
}

/** Decides the time of an event, so that no two events have the same time. */
export type EventPace = (moment: EventMoment) => number;

/** Uses the clock's time, even if other events have it. */
export const BY_THE_CLOCK: EventPace = ({ now }) => now;

/** Events of one call are a millisecond apart, in order, and after the latest event. */
export function apart<Events extends readonly AccountEvent[]>(
  accountEvents: Events,
  last: number | null,
): AccountEvent[] {
  let latest = last ?? Number.NEGATIVE_INFINITY;
  return accountEvents.map((accountEvent) => {
    const at = Math.max(accountEvent.at, latest + 1);
    latest = at;
    return at === accountEvent.at ? accountEvent : { ...accountEvent, at };
  });
}

/** Shared by the mocks of one run, so that no two of its events are in the same second. */
export interface EventTimes {
  /** A time that no event has yet, not before `now`; epoch ms on the mock's clock. */
  next(now: number): number;
}

/** Ms between two events while the clock stands still: receivers may identify an event by its second. */
const GAP_MS = 1_000;
/** Maximum ms by which events run ahead of a stopped clock; beyond it they are a millisecond apart. */
const MAX_AHEAD_MS = 3_600_000;
/** The same for a running clock: as many events as one call may request, a millisecond each. */
const MAX_AHEAD_OF_REAL_MS = 10_000;

/** Gives every event of a run a distinct time (PRODUCT §8, rule 7). */
export function eventPaceOf(clock: () => Clock, times: EventTimes | null): EventPace {
  return ({ now, last, follows }) => {
    if (last === null && times === null) return now;
    const free = Math.max(now, last === null ? now : last + 1);
    if (times !== null && !follows) return Math.max(free, times.next(free));
    const aheadMs = (last ?? now) - clock().now();
    if (clock().state().mode === "real") return aheadMs < MAX_AHEAD_OF_REAL_MS ? free : now;
    const gapMs = follows || aheadMs >= MAX_AHEAD_MS ? 1 : GAP_MS;
    return Math.max(now, (last ?? now) + gapMs);
  };
}
