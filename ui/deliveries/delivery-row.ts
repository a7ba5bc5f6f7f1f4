import { printable } from "../../src/base/printable.ts";
import { msFromIso } from "../../src/base/time/iso.ts";
import { type Attempt, type Delivery, tryNumberOf } from "../../src/delivery/delivery.ts";
import { cut, fillLine, fitText, type Line, lineWidth, type Span, span } from "../frame/line.ts";
import {
  type Glyphs,
  OUTCOME_GLYPHS,
  OUTCOME_TONES,
  STATE_GLYPHS,
  STATE_TONES,
  type Theme,
  VERDICT_TONES,
} from "../theme.ts";
import { COLUMN_GAP, type Column, type ColumnName } from "./columns.ts";
import { tookText, untilText } from "./durations.ts";

/** The data for the cells of a delivery's row. */
interface Cells {
  readonly delivery: Delivery;
  readonly shadowed: number;
  readonly theme: Theme;
  readonly nowMs: number;
}

type Cell = (cells: Cells, width: number) => Span | Line;

const CELLS = {
  time: ({ delivery }) => span(timeText(delivery.created_at), "muted"),
  event: ({ delivery, shadowed, theme }, width) => span(eventText({ delivery, shadowed, glyphs: theme.glyphs }, width)),
  campaign: ({ delivery }) => span(delivery.campaign_id === null ? "" : String(delivery.campaign_id)),
  lead: ({ delivery }) => span(printable(delivery.lead_email ?? "")),
  level: ({ delivery }) => span(delivery.webhook.level),
  webhook: ({ delivery }) => span(printable(delivery.webhook.name)),
  try: ({ delivery, theme }, width) => triesCell(delivery, theme, width),
  outcome: ({ delivery, theme }, width) => outcomeCell(delivery, theme, width),
  duration: ({ delivery }) => span(tookText(newestAttempt(delivery)?.duration_ms ?? null)),
  duplicate: ({ delivery }) => duplicateCell(delivery),
  next: ({ delivery, nowMs }) => nextCell(delivery, nowMs),
  outlook: ({ delivery, nowMs }) => {
    const next = nextCell(delivery, nowMs);
    return next.text === "" ? duplicateCell(delivery) : next;
  },
} as const satisfies Readonly<Record<ColumnName, Cell>>;

/** A delivery as one row with these columns. */
export function deliveryRow(cells: Cells, columns: readonly Column[]): Line {
  return columns.flatMap(({ name, width, align }, index) => {
    const cell: Cell = CELLS[name];
    const content = cell(cells, width);
    const shown =
      "text" in content ? [{ ...content, text: fitText(content.text, width, align) }] : fillLine(content, width);
    return index === 0 ? shown : [span(" ".repeat(COLUMN_GAP)), ...shown];
  });
}

/** `09:00:01` of an ISO time. */
export function timeText(iso: string): string {
  return iso.slice(11, 19);
}

/** `2/3`: the newest attempt, of the number that the policy allows. */
export function triesText(delivery: Delivery): string {
  return `${tryNumberOf(delivery)}/${delivery.max_attempts}`;
}

/**
 * How the newest attempt ended, or what the delivery is waiting for: glyph, status and word. In a narrow column a status replaces its word;
 * if there is room, the reason of an error follows.
 */
export function outcomeCell(delivery: Delivery, { glyphs }: Theme, width = WHOLE_OUTCOME): Span {
  const glyph = glyphs[STATE_GLYPHS[delivery.state]];
  const attempt = newestAttempt(delivery);
  if (attempt?.held !== undefined) return span(`${glyph} held`, "warn");
  if (delivery.state === "in_flight") return span(`${glyph} in flight`, STATE_TONES.in_flight);
  if (attempt === undefined || attempt.outcome === null) {
    return span(`${glyph} ${delivery.state.replace("_", " ")}`, STATE_TONES[delivery.state]);
  }
  const tone = delivery.state === "waiting" ? STATE_TONES.waiting : OUTCOME_TONES[attempt.outcome];
  const whole = `${glyph} ${statusText(attempt)}${attempt.outcome}`;
  if (whole.length > width) return span(`${glyph} ${attempt.status ?? attempt.outcome.replace("_error", "")}`, tone);
  const reason = attempt.outcome === "network_error" ? errorCode(attempt) : "";
  return span(reason !== "" && whole.length + 1 + reason.length <= width ? `${whole} ${reason}` : whole, tone);
}

/** Columns of the longest outcome with its status, without a reason. */
const WHOLE_OUTCOME = 18;

/** `ECONNREFUSED` of `ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:3000`. */
export function errorCode({ error }: Pick<Attempt, "error">): string {
  return error === null ? "" : printable(error.split(":", 1)[0] ?? "");
}

/** `undefined` if there was none. */
export function newestAttempt(delivery: Delivery): Attempt | undefined {
  return delivery.attempts.at(-1);
}

/** Follows the event's name if a fault affected the newest attempt, with the names of the faults if there is room. */
export const FAULT_MARK = "!";
/** Follows the event of a delivery from the real SmartLead, received by the proxy. */
export const SMARTLEAD_MARK = "<";

/**
 * The event's name with its remarks: faults that affected the newest attempt, webhooks that were shadowed, and that it was resent. Each is
 * written in words if there is room, else as a mark, for which the name is cut.
 */
function eventText({ delivery, shadowed, glyphs }: EventFacts, width: number): string {
  const { event_type, resent_from, proxied } = delivery;
  const isFromSmartLead = typeof proxied?.arrival === "number";
  const names = newestAttempt(delivery)?.faults.join(",") ?? "";
  const marks: readonly (readonly [short: string, long: string])[] = [
    names === "" ? ["", ""] : [` ${FAULT_MARK}`, ` ${FAULT_MARK}${names}`],
    isFromSmartLead ? [` ${SMARTLEAD_MARK}`, " (SmartLead)"] : ["", ""],
    resent_from === null || isFromSmartLead ? ["", ""] : [` ${repeatText(delivery)}`, ` (${repeatText(delivery)})`],
    shadowed === 0 ? ["", ""] : [` ${glyphs.none}${shadowed}`, ` shadowed ${shadowed}`],
  ];
  const shown = marks.map(([short]) => short);
  const taken = () => shown.reduce((sum, mark) => sum + mark.length, 0);
  marks.forEach(([short, long], index) => {
    if (event_type.length + taken() - short.length + long.length <= width) shown[index] = long;
  });
  return cut(event_type, width - taken()) + shown.join("");
}

/** `copy` if a fault added it, `resent` if a user sent it again. */
export function repeatText({ attempts }: Pick<Delivery, "attempts">): "copy" | "resent" {
  return attempts.some(({ faults }) => faults.includes("duplicate")) ? "copy" : "resent";
}

interface EventFacts {
  readonly delivery: Delivery;
  readonly shadowed: number;
  readonly glyphs: Glyphs;
}

/** The attempts as a ladder, one glyph each, including the next and the remaining ones; with their numbers if there is room. */
function triesCell(delivery: Delivery, { glyphs }: Theme, width: number): Line {
  const rungs = ladder(delivery, glyphs);
  const numbers = triesText(delivery);
  const length = lineWidth(rungs);
  if (numbers.length + 1 + length <= width) return [span(`${numbers} `), ...rungs];
  return length <= width ? rungs : [span(numbers)];
}

/** One glyph for each attempt: its outcome, or that it is running, next, or remaining. */
export function ladder({ attempts, state, max_attempts }: Delivery, glyphs: Glyphs): Line {
  const tried = attempts.map(({ outcome }) =>
    outcome === null ? span(glyphs.moving, "info") : span(glyphs[OUTCOME_GLYPHS[outcome]], OUTCOME_TONES[outcome]),
  );
  if (state === "waiting") tried.push(span(glyphs.waiting, "warn"));
  const isOpen = state === "waiting" || state === "queued" || state === "in_flight";
  const left = isOpen ? Math.max(0, max_attempts - tried.length) : 0;
  return left === 0 ? tried : [...tried, span(glyphs.queued.repeat(left), "muted")];
}

function statusText({ status }: Attempt): string {
  return status === null ? "" : `${status} `;
}

/** The verdict on a duplicate request; empty if there was none. */
export function duplicateCell({ duplicate }: Delivery): Span {
  return duplicate === null ? span("") : span(duplicate, VERDICT_TONES[duplicate]);
}

/** When the next attempt is due; empty if none exists. */
export function nextCell(delivery: Delivery, nowMs: number): Span {
  const next = delivery.state === "waiting" ? newestAttempt(delivery)?.next_attempt_at : null;
  const dueMs = next === null || next === undefined ? null : msFromIso(next);
  return dueMs === null ? span("") : span(untilText(dueMs, nowMs), "warn");
}
