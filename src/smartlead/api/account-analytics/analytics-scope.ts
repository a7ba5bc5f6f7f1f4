import { z } from "zod";
import { DAY_MS } from "../../../base/time/calendar.ts";
import { isoFromMs } from "../../../base/time/iso.ts";
import { isTimeZone, startOfDay } from "../../../base/time/zone.ts";
import type { Campaign } from "../../account/account.ts";
import type { OperationWorld } from "../operation.ts";

/** Maximum ids per call (more-endpoints.json, B4). */
const MAX_CLIENT_IDS = 50;
const MAX_CAMPAIGN_IDS = 100;
/** Maximum days per call: three years. SmartLead's own limit is not known. */
const MAX_DAYS = 1_100;
const MAX_ZONE_LENGTH = 64;

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "must be in YYYY-MM-DD format");

function idList(most: number) {
  return z
    .string()
    .max(2_000)
    .refine((text) => /^[\d,\s]*$/.test(text), "must be a comma separated list of ids")
    .refine((text) => idsIn(text).length <= most, `must contain less than or equal to ${most} items`)
    .default("");
}

export const CLIENT_IDS = { client_ids: idList(MAX_CLIENT_IDS) };
export const DATES = {
  start_date: day,
  end_date: day,
  timezone: z.string().max(MAX_ZONE_LENGTH).optional(),
  ...CLIENT_IDS,
  campaign_ids: idList(MAX_CAMPAIGN_IDS),
};
/** As {@link DATES}, with a required time zone. */
export const DATES_IN_ZONE = { ...DATES, timezone: z.string().max(MAX_ZONE_LENGTH) };
/** Accepted without effect, since its effect is not documented. */
export const FULL_DATA = { full_data: z.string().max(16).optional() };
export const PAGE = { limit: z.int().min(0).optional(), offset: z.int().min(0).optional() };

export interface DatesQuery {
  readonly start_date: string;
  readonly end_date: string;
  readonly timezone?: string | undefined;
  readonly client_ids: string;
  readonly campaign_ids: string;
}

/** The scope of a call: days in a zone, both inclusive, and campaigns. Times are epoch ms. */
export interface Scope {
  readonly from: number;
  /** The first instant after it. */
  readonly until: number;
  /** The same days by UTC midnights, for counts kept per UTC day. */
  readonly firstDay: number;
  readonly lastDay: number;
  /** When each day begins, in order. */
  readonly dayStarts: readonly number[];
  readonly campaigns: readonly Campaign[];
}

/** `null` for an invalid zone, and for dates that are invalid, in the wrong order or too far apart. */
export function scopeOf(query: DatesQuery, world: Pick<OperationWorld, "campaigns">): Scope | null {
  const { start_date: start, end_date: end, timezone: zone = "UTC" } = query;
  const [firstDay, lastDay] = [Date.parse(start), Date.parse(end)];
  if (Number.isNaN(firstDay) || Number.isNaN(lastDay) || lastDay < firstDay || !isTimeZone(zone)) return null;
  const count = (lastDay - firstDay) / DAY_MS + 1;
  if (count > MAX_DAYS) return null;
  const dayStarts = Array.from({ length: count }, (_, index) => startOfDay(dayName(firstDay + index * DAY_MS), zone));
  return {
    from: dayStarts[0] ?? firstDay,
    until: startOfDay(dayName(lastDay + DAY_MS), zone),
    firstDay,
    lastDay,
    dayStarts,
    campaigns: campaignsOf(query, world),
  };
}

export function campaignsOf(
  query: { readonly client_ids: string; readonly campaign_ids?: string },
  { campaigns }: Pick<OperationWorld, "campaigns">,
): readonly Campaign[] {
  const clientIds = new Set(idsIn(query.client_ids));
  const campaignIds = new Set(idsIn(query.campaign_ids ?? ""));
  return campaigns.filter(
    ({ id, clientId }) =>
      (clientIds.size === 0 || (clientId !== null && clientIds.has(clientId))) &&
      (campaignIds.size === 0 || campaignIds.has(id)),
  );
}

export function idsIn(list: string): number[] {
  return list
    .split(",")
    .map((text) => text.trim())
    .filter((text) => text !== "")
    .map(Number);
}

/** The index of an instant's day in the scope; -1 = outside. */
export function dayIndexOf({ dayStarts, from, until }: Scope, at: number): number {
  if (at < from || at >= until) return -1;
  let index = Math.min(Math.floor((at - from) / DAY_MS), dayStarts.length - 1);
  // A day on which clocks change has 23 or 25 hours.
  while (index > 0 && (dayStarts[index] ?? 0) > at) index -= 1;
  while ((dayStarts[index + 1] ?? Number.POSITIVE_INFINITY) <= at) index += 1;
  return index;
}

/** The index of a UTC day in the scope; -1 = outside. */
export function utcDayIndexOf({ firstDay, lastDay }: Scope, dayMs: number): number {
  return dayMs < firstDay || dayMs > lastDay ? -1 : (dayMs - firstDay) / DAY_MS;
}

/** YYYY-MM-DD of a UTC midnight. */
function dayName(ms: number): string {
  return isoFromMs(ms).slice(0, 10);
}
