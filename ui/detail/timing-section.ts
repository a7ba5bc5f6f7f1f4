import { formatDuration } from "../../src/base/time/duration.ts";
import { msFromIso } from "../../src/base/time/iso.ts";
import type { Attempt, Delivery } from "../../src/delivery/delivery.ts";
import { tookText, untilText } from "../deliveries/durations.ts";
import { type Line, span } from "../frame/line.ts";
import type { Section } from "../pager/document.ts";
import { linesPart, type TimedLine } from "../pager/lines-part.ts";
import { OUTCOME_GLYPHS, OUTCOME_TONES, type Theme } from "../theme.ts";

/** Columns of the longest bar. */
const LONGEST_BAR = 24;

/** When each try began, counted from the delivery's own beginning on the mock's clock, and how long it really took. */
export function timingSections(
  delivery: Delivery,
  { theme, width }: { theme: Theme; width: number },
): readonly Section[] {
  const createdMs = msFromIso(delivery.created_at);
  if (delivery.attempts.length === 0 || createdMs === null) return [];
  const longest = Math.max(1, ...delivery.attempts.map(({ duration_ms }) => duration_ms ?? 0));
  const room = Math.max(4, Math.min(LONGEST_BAR, width - 40));
  const rows = delivery.attempts.map((attempt) => attemptRow(attempt, { createdMs, longest, room, theme }));
  return [
    {
      key: "timing",
      title: linesPart([[span("Timing", "strong")]]),
      parts: [linesPart([...rows, ...nextRow(delivery, createdMs, theme)])],
    },
  ];
}

interface Scale {
  readonly createdMs: number;
  readonly longest: number;
  readonly room: number;
  readonly theme: Theme;
}

function attemptRow(attempt: Attempt, { createdMs, longest, room, theme }: Scale): Line {
  const { outcome, duration_ms, started_at, number } = attempt;
  const took = tookText(duration_ms);
  const bar = theme.glyphs.bar.repeat(Math.max(1, Math.round(((duration_ms ?? 0) / longest) * room)));
  const glyph = theme.glyphs[outcome === null ? "moving" : OUTCOME_GLYPHS[outcome]];
  const tone = outcome === null ? "info" : OUTCOME_TONES[outcome];
  return [
    span(`  ${glyph} `, tone),
    span(`try ${number}  `),
    span(sinceText(started_at, createdMs).padEnd(10), "muted"),
    span(took.padStart(7)),
    span("  "),
    span(duration_ms === null ? "" : bar, tone),
  ];
}

function nextRow({ state, attempts }: Delivery, createdMs: number, { glyphs }: Theme): readonly TimedLine[] {
  const last = attempts.at(-1);
  const dueMs = state === "waiting" && last?.next_attempt_at ? msFromIso(last.next_attempt_at) : null;
  if (last === undefined || dueMs === null) return [];
  const since = sinceText(last.next_attempt_at ?? "", createdMs).padEnd(10);
  return [
    (nowMs) => [
      span(`  ${glyphs.waiting} `, "warn"),
      span(`try ${last.number + 1}  `),
      span(since, "muted"),
      span(untilText(dueMs, nowMs), "warn"),
    ],
  ];
}

function sinceText(iso: string, createdMs: number): string {
  const ms = msFromIso(iso);
  return ms === null ? "" : `+${formatDuration(Math.max(0, ms - createdMs))}`;
}
