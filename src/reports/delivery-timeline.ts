import { formatDuration } from "../base/time/duration.ts";
import type { Attempt, Delivery, ReceiverCall } from "../delivery/delivery.ts";
import { attributionText } from "../delivery/delivery-phrases.ts";
import type { RealSpan } from "./real-times.ts";
import type { TimelineLine } from "./report.ts";

/** A side effect of the receiver, as `GET /_mock/effects` shows it. */
export interface TimelineEffect {
  /** ISO 8601 on the mock's clock. */
  readonly at: string;
  readonly name: string | null;
  readonly source: "beacon" | "sink" | "api" | "log";
}

/** All data about one delivery. */
export interface DeliveryStory {
  readonly delivery: Delivery;
  /** Which webhook gets the event and why, in words; `null` if no longer known. */
  readonly explanation: string | null;
  readonly effects: readonly TimelineEffect[];
  readonly calls: readonly ReceiverCall[];
  /** By attempt number, for attempts that overlapped others. */
  readonly realTimes?: ReadonlyMap<number, RealSpan> | undefined;
}

/** Maximum lines of a timeline; a delivery with hundreds of tries or calls shows only its beginning and end. */
export const TIMELINE_LIMIT = 80;
/** Sentences of evidence shown with a verdict; the delivery has all of them. */
const EVIDENCE_LIMIT = 4;

/** A line with its rank among lines of the same instant. */
interface Ranked extends TimelineLine {
  readonly rank: number;
}

/** Ranks per attempt: its start, the receiver's actions, its end. */
const PER_ATTEMPT = 10;
const MEANWHILE = 2;
const ENDED = 5;

/**
 * Lists what happened to a delivery, oldest first, a sentence each. The texts hold no real durations, so that identical runs give identical
 * texts.
 */
export function deliveryTimeline(story: DeliveryStory): readonly TimelineLine[] {
  const { delivery, effects, calls, realTimes } = story;
  const lines = [
    createdLine(story),
    ...delivery.attempts.flatMap((attempt) => attemptLines(attempt, delivery, realTimes?.get(attempt.number))),
    ...effects.map(({ at, name, source }) => meanwhile(delivery, at, effectText(name, source))),
    ...calls.map((call) => meanwhile(delivery, call.at, callText(call))),
    ...endLines(delivery),
  ];
  const inOrder = lines.sort((one, other) => order(one.at, other.at) || one.rank - other.rank);
  return shortened(inOrder.map(({ rank: _, ...line }) => line));
}

function createdLine({ delivery, explanation }: DeliveryStory): Ranked {
  const { event_type, lead_email, campaign_id, webhook, id, resent_from, dialect } = delivery;
  const lead = lead_email === null ? "" : ` of ${lead_email}`;
  const campaign = campaign_id === null ? "" : ` in campaign ${campaign_id}`;
  const resent = resent_from === null ? "" : `, sent again from ${resent_from}`;
  const why = explanation === null ? "" : ` ${explanation}`;
  return {
    at: delivery.created_at,
    rank: 0,
    text: `created: ${id}, ${event_type}${lead}${campaign} for webhook ${webhook.id} (${webhook.level} level) in dialect ${dialect}${resent}.${why}`,
  };
}

function attemptLines(attempt: Attempt, delivery: Delivery, real: RealSpan | undefined): readonly Ranked[] {
  const { number, started_at, ended_at, faults, duplicate } = attempt;
  const rank = number * PER_ATTEMPT;
  const touched = faults.length === 0 ? "" : `, affected by ${faults.join(", ")}`;
  const started = {
    at: started_at,
    rank,
    text: `attempt ${number} of ${delivery.max_attempts} starts${touched}`,
    ...realMs(real?.startMs),
  };
  if (ended_at === null) return [started];
  const verdicts = duplicate === null ? [] : [`duplicate ${duplicate.verdict}: ${duplicate.explanation}`];
  const evidence = duplicate?.evidence.slice(0, EVIDENCE_LIMIT).map((fact) => `evidence: ${fact}`) ?? [];
  const at = { at: ended_at, rank: rank + ENDED };
  const ended = { ...at, text: endText(attempt, ended_at), ...realMs(real?.endMs) };
  return [started, ended, ...[...verdicts, ...evidence].map((text) => ({ ...at, text }))];
}

function realMs(ms: number | null | undefined): Pick<TimelineLine, "real_ms"> {
  return ms === null || ms === undefined ? {} : { real_ms: ms };
}

function endText({ number, outcome, status, error, clipped, next_attempt_at }: Attempt, endedAt: string): string {
  const parts = [
    `attempt ${number} ends: ${outcome ?? "no outcome"}${status === null ? "" : ` ${status}`}`,
    ...(error === null ? [] : [error]),
    ...(clipped ? ["cut before 30 real seconds"] : []),
    ...(next_attempt_at === null ? [] : [`next try ${nextText(endedAt, next_attempt_at)}`]),
  ];
  return parts.join(", ");
}

function nextText(endedAt: string, nextAt: string): string {
  return `in ${formatDuration(Date.parse(nextAt) - Date.parse(endedAt))}`;
}

/** Sorts the receiver's actions after the start of the attempt that they react to, when the clock did not move. */
function meanwhile({ attempts }: Delivery, at: string, text: string): Ranked {
  const started = attempts.filter((attempt) => order(attempt.started_at, at) <= 0);
  return { at, rank: (started.at(-1)?.number ?? 0) * PER_ATTEMPT + MEANWHILE, text };
}

function effectText(name: string | null, source: TimelineEffect["source"]): string {
  return `effect${name === null || name === "" ? "" : ` ${name}`} seen (${source})`;
}

function callText({ source, method, path, status, ...how }: ReceiverCall): string {
  const known = attributionText(how);
  const suffix = known === "" ? "" : `, ${known}`;
  if (source === "log") return `the receiver prints: ${path}${suffix}`;
  const target = source === "sink" ? "the sink" : "SmartLead's API";
  return `the receiver calls ${target}: ${method} ${path}, answered ${status}${suffix}`;
}

function endLines({ state, reason, settled_at, withheld_because, attempts, created_at }: Delivery): readonly Ranked[] {
  const rank = Number.MAX_SAFE_INTEGER;
  const why = withheld_because ?? reason;
  if (settled_at !== null) {
    return [{ at: settled_at, rank, text: why === null ? `settled: ${state}` : `settled: ${state}, ${why}` }];
  }
  const last = attempts.at(-1);
  return [{ at: last?.ended_at ?? last?.started_at ?? created_at, rank, text: `not settled: ${state}` }];
}

function shortened(lines: readonly TimelineLine[]): readonly TimelineLine[] {
  const missing = lines.length - TIMELINE_LIMIT;
  if (missing <= 0) return lines;
  const half = TIMELINE_LIMIT / 2;
  const at = lines[half]?.at ?? "";
  return [...lines.slice(0, half), { at, text: `… ${missing} lines are left out …` }, ...lines.slice(-half)];
}

/** ISO times in the same format sort as texts. */
function order(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
