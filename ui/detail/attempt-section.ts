import { maskSecrets } from "../../src/base/mask-secrets.ts";
import { msFromIso } from "../../src/base/time/iso.ts";
import type { Attempt, Delivery } from "../../src/delivery/delivery.ts";
import { tookText, untilText } from "../deliveries/durations.ts";
import { type Line, span } from "../frame/line.ts";
import type { Folds, Part, Section } from "../pager/document.ts";
import { linesPart, type TimedLine } from "../pager/lines-part.ts";
import { OUTCOME_TONES, type Theme, VERDICT_TONES } from "../theme.ts";
import { bodyPart, headerRows } from "./body-part.ts";
import { labelled } from "./labelled.ts";

export interface AttemptLook {
  readonly delivery: Delivery;
  readonly theme: Theme;
  readonly width: number;
  readonly folds: Folds;
  /** Whether answers are known, or only that there were some. */
  readonly isLoaded: boolean;
}

/** One try in full: when, how it ended, what came back, and what was judged of it as a duplicate. */
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

/** What a fault made of the request, where it differs from the payload below. */
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
