import { DAY_MS, MINUTE_MS, weekdayOf } from "./calendar.ts";

/** Whether the name is a time zone that the machine knows (IANA). */
export function isTimeZone(name: string): boolean {
  try {
    return formatOf(name) !== null;
  } catch {
    return false;
  }
}

/** An instant as local time in a zone. */
export interface LocalTime {
  /** YYYY-MM-DD */
  readonly day: string;
  /** 0 = Sunday. */
  readonly weekday: number;
  /** Since midnight. */
  readonly minutes: number;
}

/** Throws a `RangeError` for an unknown zone. */
export function localTime(ms: number, zone: string): LocalTime {
  const shifted = ms + offsetOf(ms, zone);
  const day = Math.floor(shifted / DAY_MS);
  return {
    day: nameOfDay(day),
    weekday: weekdayOf(shifted),
    minutes: Math.floor((shifted - day * DAY_MS) / MINUTE_MS),
  };
}

/** Day names that are cached: ten years. One simulated month asks for a few of them a hundred thousand times. */
const MAX_DAYS = 3_650;
const dayNames = new Map<number, string>();

/** YYYY-MM-DD of a day since 1970. */
function nameOfDay(day: number): string {
  const known = dayNames.get(day);
  if (known !== undefined) return known;
  const name = new Date(day * DAY_MS).toISOString().slice(0, 10);
  if (dayNames.size >= MAX_DAYS) dayNames.clear();
  dayNames.set(day, name);
  return name;
}

/** Milliseconds by which clocks in the zone are ahead of UTC. */
function offsetOf(ms: number, zone: string): number {
  if (zone === "UTC") return 0;
  const block = Math.floor(ms / BLOCK_MS);
  const key = `${zone} ${block}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const offset = computedOffset(block * BLOCK_MS, zone);
  if (offsets.size >= MAX_OFFSETS) offsets.clear();
  offsets.set(key, offset);
  return offset;
}

/** Offsets change only at quarter hours, so one is valid for a whole quarter hour. */
const BLOCK_MS = 15 * 60_000;
/** Offsets that are cached: some 200 days of one zone. */
const MAX_OFFSETS = 20_000;
const offsets = new Map<string, number>();
/** Zones that are cached: there are fewer than 600. */
const MAX_FORMATS = 600;
const formats = new Map<string, Intl.DateTimeFormat>();

function computedOffset(ms: number, zone: string): number {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  const shown = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return shown - Math.floor(ms / 1_000) * 1_000;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  if (formats.size >= MAX_FORMATS) formats.clear();
  formats.set(zone, format);
  return format;
}

/** When a day begins in a zone, epoch ms; `day` is YYYY-MM-DD. Where clocks skip midnight, the first quarter of an hour that the day has. */
export function startOfDay(day: string, zone: string): number {
  const midnight = Date.parse(day);
  let at = midnight - offsetOf(midnight, zone);
  at = midnight - offsetOf(at, zone);
  while (localTime(at, zone).day < day) at += BLOCK_MS;
  return at;
}
