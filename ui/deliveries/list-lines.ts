import { printable } from "../../src/base/printable.ts";
import { safeText } from "../../src/base/safe-text.ts";
import { isoFromMs } from "../../src/base/time/iso.ts";
import { fitText, type Line, selected, span } from "../frame/line.ts";
import type { Snapshot } from "../store/console-snapshot.ts";
import type { ListFilter } from "../store/live-list.ts";
import type { ListRow, UnheardRow } from "../store/row-store.ts";
import type { RowView } from "../store/row-views.ts";
import type { Theme } from "../theme.ts";
import { COLUMN_GAP, type Column, type ColumnName, columnsFor } from "./columns.ts";
import { deliveryRow, timeText } from "./delivery-row.ts";

/** The prefix of a marked row. */
export const MARK = "*";
/** The text before each row: the cursor and the mark, or nothing. */
const MARGIN = 2;

/** The columns that fit next to the cursor. */
export function listColumns(width: number, tries?: number): readonly Column[] {
  return columnsFor(width - MARGIN, tries);
}

/** The lines that replace the rows if the query matches none. */
export function nothingFoundLines({ text, of }: ListFilter): readonly Line[] {
  const rows = of === 1 ? "the one row" : `any of the ${of} rows`;
  return [
    [],
    [span(`  ${printable(text)} `, "info"), span(`does not match ${rows} here; new ones are shown as they come.`)],
  ];
}

interface ListRowLook extends RowLook {
  readonly row: ListRow;
  readonly width: number;
  /** Whether the cursor is on the row, and stays there when new rows arrive. */
  readonly cursor: "none" | "follows" | "stays";
  readonly isMarked: boolean;
}

/** A row of the list, with the cursor if it is on the row. */
export function listRowLine({ row, cursor, isMarked, width, ...look }: ListRowLook): Line {
  const sign = cursor === "none" ? " " : look.theme.glyphs.cursor;
  const line = [span(sign, "strong"), span(isMarked ? MARK : " ", "warn"), ...rowLine(row, look)];
  return cursor === "stays" ? selected(line, width) : line;
}

/** Whether a row changes its look as time passes. */
export function countsDown(row: ListRow): boolean {
  return row.kind === "delivery" && row.delivery.state === "waiting";
}

/** The headings, above their columns. */
export function headingLine(columns: readonly Column[]): Line {
  const cells = columns.map(({ heading, width, align }) => fitText(heading, width, align));
  return [span(" ".repeat(MARGIN) + cells.join(" ".repeat(COLUMN_GAP)), "muted")];
}

interface RowLook {
  readonly theme: Theme;
  readonly columns: readonly Column[];
  readonly nowMs: number;
}

function rowLine(row: ListRow, look: RowLook): Line {
  switch (row.kind) {
    case "delivery":
      return deliveryRow({ ...row, theme: look.theme, nowMs: look.nowMs }, look.columns);
    case "unheard":
      return unheardLine(row, look);
    case "gap":
      return [span(`… ${gapText(row.from, row.to)}`, "warn")];
    case "note":
      return [span(`${timeText(row.at)} ${safeText(row.text)}`, "muted")];
  }
}

/** The known facts of the event are in its columns; the reason takes the remaining room. */
function unheardLine(row: UnheardRow, { theme, columns }: RowLook): Line {
  const known = new Map<ColumnName, string>([
    ["time", timeText(row.at)],
    ["event", row.eventType],
    ["lead", printable(row.leadEmail ?? "")],
    ["campaign", row.campaignId === null ? "" : String(row.campaignId)],
  ]);
  const cells = columns.flatMap(({ name, width, align }): Line => {
    const text = known.get(name);
    const tone = name === "time" ? "muted" : undefined;
    return text === undefined ? [] : [span(fitText(text, width, align), tone), span(" ".repeat(COLUMN_GAP))];
  });
  return [...cells, span(`${theme.glyphs.none} ${unheardText(row)}`, "warn")];
}

/** Why an event reached no webhook, in a few words. */
export function unheardText({ shadowed: [first, ...others], explanation }: UnheardRow): string {
  const because = / goes to nobody: (.+?)\.?$/.exec(explanation)?.[1];
  if (first === undefined) return printable(because ?? explanation);
  return printable(`${first.reason}${others.length === 0 ? "" : ` (and ${others.length} more)`}`);
}

function gapText(from: number, to: number): string {
  if (to < from) return "earlier entries are no longer available";
  const count = to - from + 1;
  return count === 1 ? `entry ${from} is missing` : `${count} entries are missing (${from} to ${to})`;
}

/** Whether the list has rows other than notes. */
export function hasEvents({ list, filter }: Snapshot): boolean {
  if (filter !== null) return true;
  // Notes arrive one by one at the start: checking the first rows is enough, and fast with thousands of rows.
  for (let place = 0; place < list.length; place += 1) {
    const kind = list.at(place)?.kind;
    if (kind === "delivery" || kind === "unheard") return true;
  }
  return false;
}

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;
/** Columns of the rule before the day. */
const RULE = "──";

/** The day of a row on the mock's clock, `2026-01-05`; `null` for a gap, which has no time. */
export function dayOf(row: ListRow): string | null {
  if (row.kind === "gap") return null;
  return (row.kind === "delivery" ? row.delivery.created_at : row.at).slice(0, 10);
}

/** Whether a row is the first of its day in the list, or the first visible row of a day that is not the clock's. */
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

const USUAL_PORT = "7627";

/** Suggestions for a list that is still empty. */
export function emptyLines({ url, state, connection }: Snapshot): readonly Line[] {
  if (state === null) return [[], [span(connection.kind === "open" ? "  Connected." : "  Connecting …", "muted")]];
  const connect = new URL(url).port === USUAL_PORT ? "" : ` --connect ${safeText(url)}`;
  const key = (name: string, meaning: string): Line => [span(`  ${name}  `, "strong"), span(meaning)];
  return [
    [],
    [span("  Nothing has been sent yet. To send an event:")],
    [],
    key("t", "pick an event and trigger it"),
    key("p", state.rate > 0 ? "pause the account's own traffic" : "let the account create events: one per second"),
    [],
    [span("  or, from another terminal:")],
    [],
    [span(`  smartlead-mock trigger EMAIL_REPLY${connect}`, "strong")],
    ...(state.webhooks.length > 0 ? [] : noWebhookLines()),
  ];
}

function noWebhookLines(): readonly Line[] {
  return [
    [],
    [span("  No webhook is registered, so nothing is sent.", "warn")],
    [span("  Register one with POST /api/v1/webhook/create, or start again with --target URL.")],
  ];
}
