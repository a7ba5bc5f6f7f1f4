import { isoFromMs } from "../../src/base/time/iso.ts";
import { type Line, span } from "../frame/line.ts";
import type { ListRow } from "../store/row-store.ts";
import type { RowView } from "../store/row-views.ts";

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;
/** Columns of the rule before the day. */
const RULE = "──";

/** The day of a row on the mock's clock, `2026-01-05`; `null` for a gap, which has no time. */
export function dayOf(row: ListRow): string | null {
  if (row.kind === "gap") return null;
  return (row.kind === "delivery" ? row.delivery.created_at : row.at).slice(0, 10);
}

/** Whether a row is the first of its day in the list, or the first in sight of a day that is not the clock's. */
export function beginsDay(list: RowView, place: number, { top, nowMs }: { top: number; nowMs: number }): boolean {
  const row = list.at(place);
  const day = row === undefined ? null : dayOf(row);
  if (day === null) return false;
  if (place === top && nowMs > 0 && day !== isoFromMs(nowMs).slice(0, 10)) return true;
  const before = place === 0 ? undefined : list.at(place - 1);
  return before === undefined || (dayOf(before) !== null && dayOf(before) !== day);
}

/** `── Monday 2026-01-05 UTC ──`. */
export function dayLine(day: string): Line {
  const weekday = WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? "";
  return [span(`  ${RULE} ${weekday} ${day} UTC ${RULE}`, "muted")];
}
