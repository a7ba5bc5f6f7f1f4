/** Lengths of time in milliseconds, and the calendar in UTC. */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Short names of the months, as mail clients and SmartLead's answers write them. */
export const SHORT_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** 1970-01-01 was a Thursday. */
const WEEKDAY_OF_EPOCH = 4;

/** The weekday of an instant in UTC, 0 = Sunday; also for instants before 1970. */
export function weekdayOf(ms: number): number {
  return (((Math.floor(ms / DAY_MS) + WEEKDAY_OF_EPOCH) % 7) + 7) % 7;
}
