import type { Attempt, Delivery } from "../../src/delivery/delivery.ts";
import { printable } from "../../src/printable.ts";
import { msFromIso } from "../../src/time/iso.ts";
import { cut, fitText, type Line, type Span, span } from "../frame/line.ts";
import { OUTCOME_TONES, STATE_GLYPHS, STATE_TONES, type Theme, VERDICT_TONES } from "../theme.ts";
import { COLUMN_GAP, type Column, type ColumnName } from "./columns.ts";
import { tookText, untilText } from "./durations.ts";

/** What the cells of a delivery's row are made from. */
interface Cells {
  readonly delivery: Delivery;
  readonly shadowed: number;
  readonly theme: Theme;
  readonly nowMs: number;
}

type Cell = (cells: Cells, width: number) => Span;

const CELLS = {
  time: ({ delivery }) => span(timeText(delivery.created_at), "muted"),
  event: ({ delivery, shadowed }, width) => span(eventText(delivery, shadowed, width)),
  campaign: ({ delivery }) => span(delivery.campaign_id === null ? "" : String(delivery.campaign_id)),
  lead: ({ delivery }) => span(printable(delivery.lead_email ?? "")),
  level: ({ delivery }) => span(delivery.webhook.level),
  webhook: ({ delivery }) => span(printable(delivery.webhook.name)),
  try: ({ delivery }) => span(triesText(delivery)),
  outcome: ({ delivery, theme }) => outcomeCell(delivery, theme),
  duration: ({ delivery }) => span(tookText(newestAttempt(delivery)?.duration_ms ?? null)),
  duplicate: ({ delivery }) => duplicateCell(delivery),
  next: ({ delivery, nowMs }) => nextCell(delivery, nowMs),
  outlook: ({ delivery, nowMs }) => {
    const next = nextCell(delivery, nowMs);
    return next.text === "" ? duplicateCell(delivery) : next;
  },
} as const satisfies Readonly<Record<ColumnName, Cell>>;

/** A delivery as one row under these columns. */
export function deliveryRow(cells: Cells, columns: readonly Column[]): Line {
  return columns.flatMap(({ name, width, align }, index) => {
    const cell = CELLS[name](cells, width);
    const shown = { ...cell, text: fitText(cell.text, width, align) };
    return index === 0 ? [shown] : [span(" ".repeat(COLUMN_GAP)), shown];
  });
}

/** `09:00:01` of an ISO time. */
export function timeText(iso: string): string {
  return iso.slice(11, 19);
}

/** `2/3`: the newest try of the tries that the policy allows. */
export function triesText(delivery: Delivery): string {
  return `${newestAttempt(delivery)?.number ?? 0}/${delivery.max_attempts}`;
}

/** How the newest try ended, or what the delivery is waiting for: glyph, status and word. */
export function outcomeCell(delivery: Delivery, { glyphs }: Theme): Span {
  const glyph = glyphs[STATE_GLYPHS[delivery.state]];
  const attempt = newestAttempt(delivery);
  if (delivery.state === "in_flight") return span(`${glyph} in flight`, STATE_TONES.in_flight);
  if (attempt === undefined || attempt.outcome === null) {
    return span(`${glyph} ${delivery.state.replace("_", " ")}`, STATE_TONES[delivery.state]);
  }
  const tone = delivery.state === "waiting" ? STATE_TONES.waiting : OUTCOME_TONES[attempt.outcome];
  return span(`${glyph} ${statusText(attempt)}${attempt.outcome}`, tone);
}

export function newestAttempt(delivery: Delivery): Attempt | undefined {
  return delivery.attempts.at(-1);
}

/** Stands behind the event's name where a fault touched the newest try, with the faults' names where there is room. */
export const FAULT_MARK = "!";

/** The event's name, and what is special about it where there is room; for the mark of a fault the name gives way. */
function eventText(delivery: Delivery, shadowed: number, width: number): string {
  const { event_type, resent_from } = delivery;
  const names = newestAttempt(delivery)?.faults.join(",") ?? "";
  const mark = names === "" ? "" : ` ${FAULT_MARK}`;
  const full = `${event_type}${mark}${names}`;
  const text = full.length <= width ? full : cut(event_type, width - mark.length) + mark;
  const marks = [resent_from === null ? "" : " (again)", shadowed > 0 ? ` (${shadowed} shadowed)` : ""];
  return marks.reduce((so, more) => (so.length + more.length <= width ? so + more : so), text);
}

function statusText({ status }: Attempt): string {
  return status === null ? "" : `${status} `;
}

function duplicateCell({ duplicate }: Delivery): Span {
  return duplicate === null ? span("") : span(duplicate, VERDICT_TONES[duplicate]);
}

function nextCell(delivery: Delivery, nowMs: number): Span {
  const next = delivery.state === "waiting" ? newestAttempt(delivery)?.next_attempt_at : null;
  const dueMs = next === null || next === undefined ? null : msFromIso(next);
  return dueMs === null ? span("") : span(untilText(dueMs, nowMs), "warn");
}
