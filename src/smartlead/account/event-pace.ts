import type { AccountEvent } from "../events/event.ts";

/** What is known when the time of an event is decided; epoch ms on the mock's clock. */
export interface EventMoment {
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
