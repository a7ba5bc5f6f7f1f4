import { isoFromMs } from "../../../base/time/iso.ts";

/** Both styles of SmartLead's bodies, and of mails: `2026-03-05T12:01:58Z`, `2026-03-05T12:01:58.023+00:00` (smartlead.md §2). */
const TIMESTAMP =
  /^(?<date>\d{4}-\d{2}-\d{2})(?<gap>[T ])(?<time>\d{2}:\d{2}:\d{2})(?<fraction>\.\d{1,9})?(?<zone>Z|[+-]\d{2}:?\d{2})?$/;
const SECONDS = 19;

/** A value with every timestamp in it earlier by so many ms, each in the form that it had. */
export function withStaleTimestamps<Value>(value: Value, byMs: number): Value;
export function withStaleTimestamps(value: unknown, byMs: number): unknown {
  if (typeof value === "string") return earlier(value, byMs);
  if (Array.isArray(value)) return value.map((item: unknown) => withStaleTimestamps(item, byMs));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withStaleTimestamps(inner, byMs)]));
}

/** Fractions of a second stay as they are written: a shift is whole seconds, at least one. */
function earlier(text: string, byMs: number): string {
  const { date, gap, time, fraction = "", zone = "" } = TIMESTAMP.exec(text)?.groups ?? {};
  const ms = Date.parse(`${date}T${time}Z`);
  if (Number.isNaN(ms)) return text;
  const shifted = isoFromMs(ms - Math.max(1, Math.round(byMs / 1_000)) * 1_000).slice(0, SECONDS);
  return `${shifted.replace("T", gap ?? "T")}${fraction}${zone}`;
}
