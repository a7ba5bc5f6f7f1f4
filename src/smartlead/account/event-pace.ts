import type { Clock } from "../../base/time/clock.ts";
import type { AccountEvent } from "../events/event.ts";

/** What is known when the time of an event is decided; epoch ms on the mock's clock. */
interface EventMoment {
  /** Not before this. */
  readonly now: number;
  /** When the latest event happened; `null` = none has. */
  readonly last: number | null;
  /** It comes in one call with the event before. */
  readonly follows: boolean;
}

/** Decides when an event happens, so that no two happen at once. */
export type EventPace = (moment: EventMoment) => number;

/** As the clock says, whatever happened at that time before. */
export const BY_THE_CLOCK: EventPace = ({ now }) => now;

/** What happens in one go happens a millisecond apart, in order, and after the latest event. */
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

/** Shared by the mocks of one run, so that no two events of it happen in the same second. */
export interface EventTimes {
  /** A time that no event has yet, not before `now`; epoch ms on the mock's clock. */
  next(now: number): number;
}

/** Ms between two events where the clock stands still in between: receivers may know an event by its second. */
const GAP_MS = 1_000;
/** Ms by which events run ahead of a clock that stands still; from there on they are a millisecond apart. */
const MAX_AHEAD_MS = 3_600_000;
/** The same for a clock that continues by itself: as many events as one call may ask for, a millisecond each. */
const MAX_AHEAD_OF_REAL_MS = 10_000;

/** Every event of a run has its own time (PRODUCT §8, rule 7). */
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
