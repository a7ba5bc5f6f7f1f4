import { BoundedMap } from "../../base/bounded-map.ts";
import { safeText } from "../../base/safe-text.ts";
import { formatDuration } from "../../base/time/duration.ts";
import type { Attempt, Delivery, DuplicateVerdict } from "../../delivery/delivery.ts";
import type { Entry, Frame } from "../../journal/entry.ts";
import { holdText } from "../faults/hold-text.ts";
import type { Paint } from "../output/terminal-paint.ts";
import { clockTime, durationOf, faultsOf, resultOf, toneOfOutcome, toneOfVerdict } from "./attempt-text.ts";

/** Maximum deliveries remembered for their later attempts; a settled one may still get a new verdict. The oldest are dropped first. */
const MAX_REMEMBERED = 20_000;

/** The parts of a delivery that its lines show. */
type Row = Pick<Delivery, "lead_email" | "campaign_id" | "max_attempts" | "resent_from"> & {
  /** The event's name; a custom type has its own. */
  readonly event_type: string;
  /** Whether it came through the proxy; the line says so. */
  readonly isFromSmartLead?: boolean;
  readonly level: string;
  attempts: number;
  verdicts: ReadonlyMap<number, DuplicateVerdict>;
};

const NO_VERDICTS: Row["verdicts"] = new Map();

/** Columns from left to right: time, event, lead, campaign, level, try, outcome and status, duration, verdict; then free text. */
const WIDTH = { event: 26, lead: 24, campaign: 7, level: 8, try: 4, result: 17, duration: 6, verdict: 12 } as const;

/** Columns of a check's line: its id, its grade. */
const CHECK_WIDTH = { check: 7, grade: 12 } as const;
const TONE_OF_GRADE = { ok: "good", warn: "warn", fail: "bad", inconclusive: "warn", skip: "quiet" } as const;

type Emitted = Extract<Entry, { type: "event.emitted" }>;

/** Formats frames as lines for logs, screen readers and CI: one for each attempt, with stable columns and no cursor movement. */
export class PlainLines {
  readonly #paint: Paint;
  #day: string | null = null;
  readonly #rows = new BoundedMap<string, Row>(MAX_REMEMBERED);

  constructor(paint: Paint) {
    this.#paint = paint;
  }

  /** Returns the lines of frames that belong together: an event and its deliveries are never split, because they arise together. */
  take(frames: readonly Frame[]): string[] {
    const served = new Set<string>();
    for (const frame of frames) if (frame.type === "delivery.created") served.add(frame.delivery.event_id);
    const all: string[] = [];
    for (const frame of frames) {
      const lines = this.#linesOf(frame, served);
      if (lines.length > 0) all.push(...this.#dayLines(frame), ...lines);
    }
    return all;
  }

  /** The day is printed once, before its first line: other lines show only the time. */
  #dayLines(frame: Frame): string[] {
    const day = "at" in frame ? frame.at.slice(0, 10) : this.#day;
    if (day === null || day === this.#day) return [];
    this.#day = day;
    return [this.#paint("quiet", `-- ${day}, times in UTC --`)];
  }

  #linesOf(frame: Frame, served: ReadonlySet<string>): string[] {
    switch (frame.type) {
      case "event.emitted":
        return this.#eventLines(frame, served.has(frame.event_id));
      case "delivery.created":
        this.#rows.set(frame.delivery.id, rowOf(frame.delivery));
        return [];
      case "attempt.finished":
        return this.#attemptLines(frame);
      case "delivery.settled":
        return this.#settledLines(frame);
      case "delivery.duplicate":
        return this.#verdictLines(frame);
      case "webhook.changed": {
        const { change, webhook } = frame;
        return [
          this.#notice(
            frame.at,
            `webhook ${webhook.id} ${safeText(webhook.name)} ${change}: ${webhook.level} level, ${safeText(webhook.url)}`,
          ),
        ];
      }
      case "clock.changed":
        return [
          this.#notice(
            frame.at,
            `clock ${frame.mode}${frame.speed === 1 ? "" : ` ×${frame.speed}`}, now ${clockTime(frame.now)}`,
          ),
        ];
      case "fault.changed":
        return [this.#notice(frame.at, safeText(`fault ${frame.fault.id} ${frame.change}: ${frame.fault.explain}`))];
      case "hold.changed":
        return [this.#notice(frame.at, safeText(holdText(frame)))];
      case "world.changed":
        return [this.#notice(frame.at, safeText(frame.change))];
      case "effect.seen":
        return [this.#effectLine(frame)];
      case "scenario.step":
        return [this.#stepLine(frame)];
      case "check.finished":
        return [this.#checkLine(frame)];
      case "gap":
        return [`--:--:--  ${this.#paint("warn", `entries ${frame.from} to ${frame.to} are missing here`)}`];
      default:
        return [];
    }
  }

  #eventLines(event: Emitted, isServed: boolean): string[] {
    const shadowed = event.shadowed.map(({ webhook_id, level, reason }) =>
      this.#eventNotice(event, level, `shadowed: webhook ${webhook_id}. ${reason}`),
    );
    return isServed
      ? shadowed
      : [...shadowed, this.#eventNotice(event, "-", `no webhook gets it: ${event.explanation}`)];
  }

  #attemptLines({ delivery_id, attempt }: Extract<Entry, { type: "attempt.finished" }>): string[] {
    const row = this.#rows.get(delivery_id);
    if (row === undefined) return [];
    const verdict = attempt.duplicate?.verdict;
    if (verdict !== undefined) row.verdicts = new Map(row.verdicts).set(attempt.number, verdict);
    row.attempts += 1;
    return [attemptLine(row, attempt, this.#paint)];
  }

  /** A delivery that ends without ever being sent has no other line. */
  #settledLines({ at, delivery_id, state, reason }: Extract<Entry, { type: "delivery.settled" }>): string[] {
    const row = this.#rows.get(delivery_id);
    if (row === undefined || row.attempts > 0) return [];
    const text = reason === null ? state : `${state}, ${reason}`;
    return [`${head(at, row)}${row.level.padEnd(WIDTH.level)}  ${"-".padEnd(WIDTH.try)}  ${this.#paint("warn", text)}`];
  }

  /** Prints only verdicts that the attempt's line does not show: a later effect can change a verdict. */
  #verdictLines({
    at,
    delivery_id,
    attempt_number,
    verdict,
    explanation,
  }: Extract<Entry, { type: "delivery.duplicate" }>): string[] {
    const row = this.#rows.get(delivery_id);
    if (row === undefined || row.verdicts.get(attempt_number) === verdict) return [];
    row.verdicts = new Map(row.verdicts).set(attempt_number, verdict);
    const start = `${head(at, row)}${row.level.padEnd(WIDTH.level)}  ${tryOf(row, attempt_number).padEnd(WIDTH.try)}  `;
    return [`${start}now ${this.#paint(toneOfVerdict(verdict), verdict)}: ${safeText(explanation)}`];
  }

  #eventNotice(event: Emitted, level: string, text: string): string {
    const { at } = event;
    return `${head(at, event)}${level.padEnd(WIDTH.level)}  ${"-".padEnd(WIDTH.try)}  ${this.#paint("warn", safeText(text))}`;
  }

  /** An effect of the receiver, aligned with the columns of its delivery. */
  #effectLine({ at, key, delivery_id, name, source }: Extract<Entry, { type: "effect.seen" }>): string {
    const row = this.#rows.get(delivery_id ?? "");
    const text = safeText(`effect ${name ?? "without a name"} (${source})`);
    if (row === undefined) return this.#notice(at, `${text} for ${safeText(key)}`);
    return `${head(at, row)}${row.level.padEnd(WIDTH.level)}  ${"-".padEnd(WIDTH.try)}  ${text}`;
  }

  #stepLine({ at, scenario, path, name, state }: Extract<Entry, { type: "scenario.step" }>): string {
    const tone = state === "begun" ? "plain" : state === "passed" ? "good" : "bad";
    return `${clockTime(at)}  ${safeText(`scenario ${scenario}`)}  ${safeText(path)}  ${safeText(name)}  ${this.#paint(tone, state)}`;
  }

  /** The check's deliveries are printed above it. */
  #checkLine({ at, check, title, number, of, grade, reason, duration_ms }: Extract<Entry, { type: "check.finished" }>) {
    const place = `check ${String(number).padStart(String(of).length)}/${of}`;
    const told = this.#paint(TONE_OF_GRADE[grade], grade.padEnd(CHECK_WIDTH.grade));
    const text = safeText(reason === null ? title : `${title}: ${reason}`);
    return `${clockTime(at)}  ${place}  ${check.padEnd(CHECK_WIDTH.check)}  ${told}  ${durationOf(duration_ms).padStart(WIDTH.duration)}  ${text}`;
  }

  #notice(at: string, text: string): string {
    return `${clockTime(at)}  ${this.#paint("quiet", text)}`;
  }
}

/** Returns, in columns, `12:01:58  EMAIL_REPLY  ann@example.com  3600001  user  2/3  server_error 500  12ms  unproven  next in 5m at 12:06:58`. */
function attemptLine(row: Omit<Row, "attempts" | "verdicts">, attempt: Attempt, paint: Paint): string {
  const verdict = attempt.duplicate?.verdict ?? null;
  const columns = [
    head(attempt.ended_at ?? attempt.started_at, row) + row.level.padEnd(WIDTH.level),
    tryOf(row, attempt.number).padEnd(WIDTH.try),
    paint(toneOfOutcome(attempt.outcome), resultOf(attempt).padEnd(WIDTH.result)),
    durationOf(attempt.duration_ms).padStart(WIDTH.duration),
    verdict === null ? "-".padEnd(WIDTH.verdict) : paint(toneOfVerdict(verdict), verdict.padEnd(WIDTH.verdict)),
    afterwards(row, attempt),
  ];
  return columns.join("  ").trimEnd();
}

function rowOf(delivery: Delivery): Row {
  const { lead_email, campaign_id, max_attempts, resent_from, webhook, proxied } = delivery;
  return {
    event_type: delivery.event_name ?? delivery.event_type,
    lead_email,
    campaign_id,
    max_attempts,
    resent_from,
    isFromSmartLead: typeof proxied?.arrival === "number",
    level: webhook.level,
    attempts: 0,
    verdicts: NO_VERDICTS,
  };
}

function head(
  at: string,
  { event_type, lead_email, campaign_id }: Pick<Row, "event_type" | "lead_email" | "campaign_id">,
) {
  const campaign = campaign_id === null ? "-" : String(campaign_id);
  return `${clockTime(at)}  ${event_type.padEnd(WIDTH.event)}  ${leadOf(lead_email)}  ${campaign.padEnd(WIDTH.campaign)}  `;
}

/** A long address keeps its start, which distinguishes leads. */
function leadOf(email: string | null): string {
  const text = email === null ? "-" : safeText(email);
  return (text.length > WIDTH.lead ? `${text.slice(0, WIDTH.lead - 1)}…` : text).padEnd(WIDTH.lead);
}

function tryOf(row: Pick<Row, "max_attempts">, number: number): string {
  return `${number}/${row.max_attempts}`;
}

function afterwards(row: Pick<Row, "max_attempts" | "resent_from" | "isFromSmartLead">, attempt: Attempt): string {
  const { isFromSmartLead = false } = row;
  return [
    isFromSmartLead ? "from SmartLead" : "",
    nextOf(row, attempt),
    faultsOf(attempt),
    attempt.clipped ? "clipped" : "",
    row.resent_from === null || isFromSmartLead ? "" : "resent",
    attempt.error === null ? "" : safeText(attempt.error),
  ]
    .filter((part) => part !== "")
    .join(", ");
}

function nextOf(
  { max_attempts }: Pick<Row, "max_attempts">,
  { next_attempt_at, ended_at, outcome, number }: Attempt,
): string {
  if (next_attempt_at !== null) {
    const waitMs = ended_at === null ? 0 : Date.parse(next_attempt_at) - Date.parse(ended_at);
    return waitMs <= 0 ? "next at once" : `next in ${formatDuration(waitMs)} at ${clockTime(next_attempt_at)}`;
  }
  if (outcome === "rejected") return "failed, rejected";
  const isOver = outcome !== "success" && outcome !== "withheld" && number >= max_attempts;
  return isOver ? "failed, exhausted" : "";
}
