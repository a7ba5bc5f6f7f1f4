import { localTime } from "../../../base/time/zone.ts";
import type { Schedule } from "../account.ts";

const MINUTE_MS = 60_000;
const MINUTES_A_DAY = 1_440;
/** Windows looked for: a schedule has a day in each week, and a change of the clocks costs one look more. */
const MAX_LOOKS = 20;

/** The first instant at or after `ms` at which the schedule lets mail out, in its own time zone, clock changes included. */
export function nextOpening(ms: number, schedule: Schedule): number {
  const [start, end] = [minutesOf(schedule.startHour), minutesOf(schedule.endHour)];
  let at = ms;
  for (let look = 0; look < MAX_LOOKS; look += 1) {
    const { weekday, minutes } = localTime(at, schedule.timezone);
    const isOpenDay = schedule.days.includes(weekday);
    if (isOpenDay && minutes >= start && minutes < end) return at;
    const wait = isOpenDay && minutes < start ? start - minutes : MINUTES_A_DAY - minutes;
    at = Math.floor(at / MINUTE_MS) * MINUTE_MS + wait * MINUTE_MS;
  }
  return at;
}

/** The first instant of the next day in the zone. */
export function nextDayStart(ms: number, zone: string): number {
  const { day, minutes } = localTime(ms, zone);
  let at = Math.floor(ms / MINUTE_MS) * MINUTE_MS + (MINUTES_A_DAY - minutes) * MINUTE_MS;
  // A day on which clocks change has 23 or 25 hours.
  while (localTime(at, zone).day === day) at += 60 * MINUTE_MS;
  return at;
}

function minutesOf(hour: string): number {
  return Number(hour.slice(0, 2)) * 60 + Number(hour.slice(3, 5));
}
