import type { Attempt, Delivery } from "../../src/delivery/delivery.ts";
import { maskSecrets } from "../../src/mask-secrets.ts";
import { printable } from "../../src/printable.ts";
import { msFromIso } from "../../src/time/iso.ts";
import { tookText, untilText } from "../deliveries/durations.ts";
import { type Line, span, type Tone, wrapWords } from "../frame/line.ts";
import { OUTCOME_TONES, type Theme, VERDICT_TONES } from "../theme.ts";
import { bodyLines, headerRows, rememberedLines } from "./body-lines.ts";
import type { DetailSection } from "./detail-text.ts";

export interface AttemptLook {
  readonly delivery: Delivery;
  readonly theme: Theme;
  readonly nowMs: number;
  readonly width: number;
  /** Whether answers are known, or only that there were some. */
  readonly isLoaded: boolean;
}

/** One try in full: when, how it ended, what came back, and what was judged of it as a duplicate. */
export function attemptSection(attempt: Attempt, look: AttemptLook): DetailSection {
  return {
    title: titleOf(attempt, look),
    lines: [
      ...timeLines(attempt, look),
      ...labelled("error", attempt.error, look.width, "bad"),
      ...labelled("clipped", clippedText(attempt), look.width, "warn"),
      ...labelled("faults", attempt.faults.join(", ") || null, look.width, "warn"),
      ...duplicateLines(attempt, look.width),
      ...sentLines(attempt, look.width),
      ...answerLines(attempt, look),
    ],
  };
}

/** `  label  text`, wrapped; nothing when there is no text. */
export function labelled(label: string, text: string | null, width: number, tone?: Tone): readonly Line[] {
  if (text === null || text === "") return [];
  const start = `  ${label.padEnd(LABEL_WIDTH)}`;
  return wrapWords(printable(text), width - start.length).map((row, index) => [
    span(index === 0 ? start : " ".repeat(start.length), "muted"),
    span(row, tone),
  ]);
}

const LABEL_WIDTH = 11;

function titleOf(attempt: Attempt, { delivery, theme }: AttemptLook): Line {
  const title = span(`Attempt ${attempt.number} of ${delivery.max_attempts}  `, "strong");
  if (attempt.outcome === null) return [title, span(`${theme.glyphs.moving} in flight`, "info")];
  const glyph = attempt.outcome === "success" ? theme.glyphs.good : theme.glyphs.bad;
  const status = attempt.status === null ? "" : `${attempt.status} `;
  return [
    title,
    span(`${glyph} ${status}${attempt.outcome}`, OUTCOME_TONES[attempt.outcome]),
    span(`  ${tookText(attempt.duration_ms)}`),
  ];
}

function timeLines(attempt: Attempt, { nowMs, width, delivery }: AttemptLook): readonly Line[] {
  const ended = attempt.ended_at === null ? "" : ` to ${attempt.ended_at.slice(11)}`;
  const dueMs = attempt.next_attempt_at === null ? null : msFromIso(attempt.next_attempt_at);
  const isPending = delivery.state === "waiting" && attempt === delivery.attempts.at(-1);
  const until = dueMs === null || !isPending ? "" : `, ${untilText(dueMs, nowMs)}`;
  const next = attempt.next_attempt_at === null ? null : `${attempt.next_attempt_at.slice(11)}${until}`;
  return [...labelled("time", `${attempt.started_at}${ended}`, width), ...labelled("next try", next, width, "warn")];
}

function clippedText({ clipped }: Attempt): string | null {
  return clipped ? "cut before 30 real seconds, so the receiver may still have been at work" : null;
}

function duplicateLines({ duplicate }: Attempt, width: number): readonly Line[] {
  if (duplicate === null) return [];
  return [
    ...labelled("duplicate", duplicate.verdict, width, VERDICT_TONES[duplicate.verdict]),
    ...labelled("", duplicate.explanation, width),
    ...duplicate.evidence.flatMap((fact) => labelled("", `- ${fact}`, width)),
  ];
}

/** What a fault made of the request, where it differs from the payload below. */
function sentLines({ sent }: Attempt, width: number): readonly Line[] {
  if (sent === undefined) return [];
  const size = `${sent.body_bytes} bytes to ${maskSecrets(sent.url)}${sent.truncated ? ", of which the beginning is kept" : ""}`;
  return rememberedLines(sent, width, () => [
    ...labelled("sent", size, width, "warn"),
    ...headerRows(sent.headers, width),
    ...bodyLines(maskSecrets(sent.body), width),
  ]);
}

function answerLines(attempt: Attempt, { width, isLoaded }: AttemptLook): readonly Line[] {
  const { response } = attempt;
  if (response === null)
    return attempt.status !== null && !isLoaded ? labelled("answer", "not loaded", width, "muted") : [];
  const size = `${response.bytes} bytes${response.truncated ? ", of which the beginning is kept" : ""}`;
  return rememberedLines(response, width, () => [
    ...labelled("answer", size, width),
    ...headerRows(response.headers, width),
    ...bodyLines(maskSecrets(response.body), width),
  ]);
}
