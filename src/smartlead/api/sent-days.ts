import { isoFromMs } from "../../base/time/iso.ts";
import { startOfDay } from "../../base/time/zone.ts";

/** The days on which mails were sent that a call asks for. Times are epoch ms. */
export interface SentDays {
  readonly from: number;
  /** The first instant after them. */
  readonly until: number;
  /** The same days by UTC's own midnights, for counts that are kept per UTC day; both inclusive. */
  readonly firstDay: number;
  readonly lastDay: number;
}

const DAY_MS = 86_400_000;
const LAST_DAY = Date.UTC(9999, 11, 31);
const NO_DAYS: SentDays = { from: 0, until: 0, firstDay: 1, lastDay: 0 };

/** Days of a zone, YYYY-MM-DD, both inclusive; none where one of them is no date. Throws a `RangeError` for an unknown zone. */
export function sentDays({ start, end, zone }: { start: string; end: string; zone: string }): SentDays {
  const [firstDay, lastDay] = [Date.parse(start), Date.parse(end)];
  if (Number.isNaN(firstDay) || Number.isNaN(lastDay)) return NO_DAYS;
  return { from: beginOf(firstDay, zone), until: beginOf(lastDay + DAY_MS, zone), firstDay, lastDay };
}

/** No mail is older than 1970 or from after the year 9999, which clocks and their texts have no good words for. */
function beginOf(day: number, zone: string): number {
  if (day <= 0) return Number.NEGATIVE_INFINITY;
  return day > LAST_DAY ? Number.POSITIVE_INFINITY : startOfDay(isoFromMs(day).slice(0, 10), zone);
}
