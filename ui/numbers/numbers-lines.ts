import { formatDuration } from "../../src/base/time/duration.ts";
import { tookText } from "../deliveries/durations.ts";
import { fillLine, type Line, span, type Tone } from "../frame/line.ts";
import type { Snapshot } from "../store/console-snapshot.ts";
import { OUTCOME_TONES, type Theme } from "../theme.ts";
import { type Numbers, type PendingRetries, pendingRetries } from "./numbers-store.ts";

/** Rows of the throughput plot. */
const PLOT_HEIGHT = 4;
/** Columns from which two blocks are next to each other. */
const WIDE = 72;
const LABEL_WIDTH = 14;
const COUNT_WIDTH = 9;

interface Area {
  readonly width: number;
  readonly theme: Theme;
}

/** Throughput, outcomes, response times and retries, as text plots. */
export function numbersLines(snapshot: Snapshot, theme: Theme, width: number): readonly Line[] {
  const { numbers, list, nowMs } = snapshot;
  if (numbers === null) return [];
  const half = Math.floor((width - 2) / 2);
  const block = (area: number) => ({ width: area, theme });
  const retries = pendingRetries(list, nowMs);
  const throughput = throughputLines(numbers, block(width));
  if (width < WIDE) {
    const below = [
      outcomeLines(numbers, block(width)),
      durationLines(numbers, block(width)),
      retryLines(retries, block(width)),
    ];
    return [...throughput, ...below.flatMap((lines) => [[], ...lines])];
  }
  const left = [...outcomeLines(numbers, block(half))];
  const right = [...durationLines(numbers, block(half)), [], ...retryLines(retries, block(half))];
  return [...throughput, [], ...beside(left, right, half)];
}

function throughputLines({ perSecond }: Numbers, { width, theme }: Area): readonly Line[] {
  // The current second is not complete yet.
  const whole = perSecond.slice(0, -1);
  const columns = Math.max(1, width - 2);
  const shown = whole.slice(-columns);
  const full = Math.max(1, ...shown);
  const title: Line = [
    span("Attempts per second", "strong"),
    span(
      `  ${whole.at(-1) ?? 0} now, ${full === 1 && !shown.includes(1) ? 0 : full} at most in ${formatDuration(shown.length * 1_000)}`,
      "muted",
    ),
  ];
  const plot = columnPlot(shown, { height: PLOT_HEIGHT, full, theme });
  return [title, ...plot.map((row): Line => [span("  "), span(row, "info")])];
}

function outcomeLines({ outcomes }: Numbers, area: Area): readonly Line[] {
  const total = outcomes.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return [[span("Outcomes", "strong"), span("  no attempt has ended yet", "muted")]];
  const rows = outcomes.map(({ outcome, count }) =>
    barLine(
      {
        label: outcome,
        told: `${Math.round((count / total) * 100)}% ${count.toLocaleString("en")}`,
        value: count,
        full: total,
        tone: OUTCOME_TONES[outcome],
      },
      area,
    ),
  );
  return [[span("Outcomes", "strong"), span(`  of ${total.toLocaleString("en")} attempts`, "muted")], ...rows];
}

function durationLines({ durations }: Numbers, area: Area): readonly Line[] {
  const { count, p50, p95, p99, classes } = durations;
  if (count === 0) return [[span("Answers", "strong"), span("  no attempt has been answered yet", "muted")]];
  const told = `  p50 ${tookText(p50)} p95 ${tookText(p95)} p99 ${tookText(p99)}`;
  const full = Math.max(...classes.map((one) => one.count));
  const rows = classes.map((one, index) => {
    const before = classes[index - 1]?.upTo;
    const label = Number.isFinite(one.upTo)
      ? `under ${formatDuration(one.upTo)}`
      : `${formatDuration(before ?? 0)} and over`;
    return barLine({ label, told: one.count.toLocaleString("en"), value: one.count, full, tone: "info" }, area);
  });
  return [[span("Answers", "strong"), span(told, "muted")], ...rows];
}

function retryLines({ count, nextMs, classes }: PendingRetries, area: Area): readonly Line[] {
  const next =
    nextMs === null
      ? ""
      : nextMs <= 0
        ? ", the next one is due"
        : `, the next in ${formatDuration(Math.ceil(nextMs / 1_000) * 1_000)}`;
  const title: Line = [
    span("Retries pending", "strong"),
    span(`  ${count.toLocaleString("en")}${next}`, count === 0 ? "muted" : "warn"),
  ];
  if (count === 0) return [title];
  const full = Math.max(...classes.map((one) => one.count));
  const rows = classes
    .map((one, index) => ({ ...one, label: retryLabel(one.withinMs, classes[index - 1]?.withinMs ?? 0) }))
    .filter((one) => one.count > 0)
    .map((one) =>
      barLine({ label: one.label, told: one.count.toLocaleString("en"), value: one.count, full, tone: "warn" }, area),
    );
  return [title, ...rows];
}

function retryLabel(withinMs: number, beforeMs: number): string {
  if (withinMs === 0) return "due";
  return Number.isFinite(withinMs) ? `within ${formatDuration(withinMs)}` : `after ${formatDuration(beforeMs)}`;
}

interface Bar {
  readonly label: string;
  readonly told: string;
  readonly value: number;
  readonly full: number;
  readonly tone: Tone;
}

function barLine({ label, told, value, full, tone }: Bar, { width, theme }: Area): Line {
  const room = Math.max(4, width - LABEL_WIDTH - COUNT_WIDTH - 4);
  const bar = barPlot(value, { full, width: room, theme });
  return [
    span(`  ${label.padEnd(LABEL_WIDTH)}`),
    span(told.padStart(COUNT_WIDTH)),
    span(" "),
    span(bar, value === 0 ? "muted" : tone),
  ];
}

/** Two blocks next to each other, each with its width. */
function beside(left: readonly Line[], right: readonly Line[], width: number): readonly Line[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, row) => [
    ...fillLine(left[row] ?? [], width),
    span("  "),
    ...(right[row] ?? []),
  ]);
}

/** A column chart, `height` rows high; `full` is the value of the highest column. The top row comes first. */
export function columnPlot(
  values: readonly number[],
  { height, full, theme }: { height: number; full: number; theme: Theme },
): readonly string[] {
  const { sparks } = theme;
  const steps = sparks.length;
  return Array.from({ length: height }, (_, index) => {
    const floor = (height - 1 - index) * steps;
    return values
      .map((value) => {
        // Any value above zero is visible, and a full value fills its column.
        const filled =
          value <= 0 ? 0 : Math.max(1, Math.round((value / Math.max(full, Number.MIN_VALUE)) * height * steps));
        const here = Math.max(0, Math.min(steps, filled - floor));
        return here === 0 ? " " : (sparks[here - 1] ?? " ");
      })
      .join("");
  });
}

/** A bar for the share of `full`, in a field of `width`; any value above zero is visible. */
export function barPlot(value: number, { full, width, theme }: { full: number; width: number; theme: Theme }): string {
  const length = value <= 0 ? 0 : Math.max(1, Math.round((value / Math.max(1, full)) * width));
  return theme.glyphs.bar.repeat(Math.min(length, width));
}
