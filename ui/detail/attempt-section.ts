import { maskSecrets } from "../../src/base/mask-secrets.ts";
import { formatDuration } from "../../src/base/time/duration.ts";
import { msFromIso } from "../../src/base/time/iso.ts";
import type { Attempt, Delivery } from "../../src/delivery/delivery.ts";
import { tookText, untilText } from "../deliveries/durations.ts";
import { type Line, span } from "../frame/line.ts";
import type { Folds, Part, Section } from "../pager/document.ts";
import { labelled, linesPart, type TimedLine } from "../pager/lines-part.ts";
import { OUTCOME_GLYPHS, OUTCOME_TONES, type Theme, VERDICT_TONES } from "../theme.ts";
import { bodyPart, headerRows } from "./body-part.ts";

interface AttemptLook {
  readonly delivery: Delivery;
  readonly theme: Theme;
  readonly width: number;
  readonly folds: Folds;
  /** Whether answers are loaded, or only known to exist. */
  readonly isLoaded: boolean;
}

/** One attempt in full: its time, outcome, response, and verdict as a duplicate. */
export function attemptSection(attempt: Attempt, look: AttemptLook): Section {
  const { width } = look;
  return {
    key: `attempt ${attempt.number}`,
    title: linesPart([titleOf(attempt, look)]),
    parts: [
      linesPart([
        ...timeLines(attempt, look),
        ...labelled("error", attempt.error, width, "bad"),
        ...labelled("clipped", clippedText(attempt), width, "warn"),
        ...labelled("faults", attempt.faults.join(", ") || null, width, "warn"),
        ...duplicateLines(attempt, width),
      ]),
      ...sentParts(attempt, look),
      ...answerParts(attempt, look),
    ],
  };
}

function titleOf(attempt: Attempt, { delivery, theme }: AttemptLook): Line {
  const title = span(`Attempt ${attempt.number} of ${delivery.max_attempts}  `, "strong");
  if (attempt.held !== undefined) return [title, span(`${theme.glyphs.moving} ${heldText(attempt.held)}`, "warn")];
  if (attempt.outcome === null) return [title, span(`${theme.glyphs.moving} in flight`, "info")];
  const glyph = attempt.outcome === "success" ? theme.glyphs.good : theme.glyphs.bad;
  const status = attempt.status === null ? "" : `${attempt.status} `;
  return [
    title,
    span(`${glyph} ${status}${attempt.outcome}`, OUTCOME_TONES[attempt.outcome]),
    span(`  ${tookText(attempt.duration_ms)}`),
  ];
}

function heldText(at: "request" | "answer"): string {
  return at === "request" ? "held before it is sent" : "held: its answer does not count yet";
}

function timeLines(attempt: Attempt, { width, delivery }: AttemptLook): readonly TimedLine[] {
  const ended = attempt.ended_at === null ? "" : ` to ${attempt.ended_at.slice(11)}`;
  const time = labelled("time", `${attempt.started_at}${ended}`, width);
  const dueMs = attempt.next_attempt_at === null ? null : msFromIso(attempt.next_attempt_at);
  if (attempt.next_attempt_at === null || dueMs === null) return time;
  const due = attempt.next_attempt_at.slice(11);
  const isPending = delivery.state === "waiting" && attempt === delivery.attempts.at(-1);
  const next = (nowMs: number) =>
    labelled("next try", isPending ? `${due}, ${untilText(dueMs, nowMs)}` : due, width, "warn");
  return [...time, (nowMs) => next(nowMs)[0] ?? []];
}

function clippedText({ clipped }: Attempt): string | null {
  return clipped ? "cut before 30 real seconds, so the receiver may still have been working" : null;
}

function duplicateLines({ duplicate }: Attempt, width: number): readonly Line[] {
  if (duplicate === null) return [];
  return [
    ...labelled("duplicate", duplicate.verdict, width, VERDICT_TONES[duplicate.verdict]),
    ...labelled("", duplicate.explanation, width),
    ...duplicate.evidence.flatMap((fact) => labelled("", `- ${fact}`, width)),
  ];
}

/** The changes that a fault made to the request, compared with the payload below. */
function sentParts({ sent, number }: Attempt, { width, folds }: AttemptLook): readonly Part[] {
  if (sent === undefined) return [];
  const size = `${sent.body_bytes} bytes to ${maskSecrets(sent.url)}${sent.truncated ? ", of which only the beginning is kept" : ""}`;
  return [
    linesPart([...labelled("sent", size, width, "warn"), ...headerRows(sent.headers, width)]),
    bodyPart(sent, sent.body, { key: `sent ${number}`, width, folds }),
  ];
}

function answerParts(attempt: Attempt, { width, folds, isLoaded }: AttemptLook): readonly Part[] {
  const { response, number, status } = attempt;
  if (response === null)
    return status === null || isLoaded ? [] : [linesPart(labelled("answer", "not loaded", width, "muted"))];
  const size = `${response.bytes} bytes${response.truncated ? ", of which only the beginning is kept" : ""}`;
  return [
    linesPart([...labelled("answer", size, width), ...headerRows(response.headers, width)]),
    bodyPart(response, response.body, { key: `answer ${number}`, width, folds }),
  ];
}

/** Columns of the longest bar. */
const LONGEST_BAR = 24;

/** When each attempt began, relative to the delivery's start on the mock's clock, and its real duration. */
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
