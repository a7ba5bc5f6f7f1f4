import { printable } from "../../src/base/printable.ts";
import { safeText } from "../../src/base/safe-text.ts";
import { formatDuration } from "../../src/base/time/duration.ts";
import { isoFromMs } from "../../src/base/time/iso.ts";
import { DUPLICATE_VERDICTS, type DuplicateVerdict } from "../../src/delivery/delivery.ts";
import { VERDICT_MEANINGS } from "../deliveries/delivery-verdicts.ts";
import { counted, cut, cutMiddle, justify, type Line, lineWidth, span, type Tone, widthOf } from "../frame/line.ts";
import { fitSegments, type Segment } from "../frame/line-segments.ts";
import { runningCheck, runningStep } from "../scenario/scenario-store.ts";
import type { Snapshot } from "../store/console-snapshot.ts";
import { type Theme, VERDICT_TONES } from "../theme.ts";

const NAME = "smartlead-mock";

/** The addresses, and the current settings: two rows, of which a low screen shows the first. */
export function headerLines(snapshot: Snapshot, theme: Theme, width: number): readonly Line[] {
  const connection = connectionLine(snapshot, theme);
  const route = routeLine(snapshot, theme, width - lineWidth(connection) - 1);
  return [
    justify(route, connection, width),
    fitSegments(ruleSegments(snapshot, width), width, ` ${theme.glyphs.dot} `),
  ];
}

function connectionLine({ connection }: Snapshot, { glyphs }: Theme): Line {
  switch (connection.kind) {
    case "open":
      return [span(`${glyphs.live} live`, "good")];
    case "connecting":
      return [span(`${glyphs.lost} connecting`, "warn")];
    case "lost":
      return [span(`${glyphs.lost} connection lost`, "bad")];
  }
}

function routeLine({ url, state }: Snapshot, { glyphs }: Theme, width: number): Line {
  const from = safeText(url);
  const to = state === null ? "" : targetOf(state);
  const left = [span(NAME, "strong"), span(`  ${from} `), span(`${glyphs.arrow} `, "muted")];
  const room = width - widthOf(`${NAME}  ${from} ${glyphs.arrow} `);
  return [...left, span(cutMiddle(to, room))];
}

function targetOf(state: NonNullable<Snapshot["state"]>): string {
  if (state.target !== null) return safeText(state.target);
  const count = state.webhooks.length;
  if (count === 0) return "no webhook";
  return count === 1 ? safeText(state.webhooks[0]?.url ?? "") : `${count} webhooks`;
}

function ruleSegments(snapshot: Snapshot, width: number): readonly Segment[] {
  const { state, nowMs, faults } = snapshot;
  if (state === null) return [];
  const { policy, clock } = state;
  const timeout = policy.timeout_ms === null ? "no timeout" : `timeout ${formatDuration(policy.timeout_ms)}`;
  const waits = policy.waits_ms.map(formatDuration).join(", ");
  return [
    {
      weight: 5,
      line: [
        span("policy "),
        span(printable(policy.name), "strong"),
        span(`, ${counted(policy.tries, "try", "tries")}`),
      ],
    },
    { weight: 1, line: [span(`${waits === "" ? "" : `waits ${waits}, `}${timeout}`)] },
    { weight: 4, line: [span("dialect "), span(printable(state.dialect), "strong")] },
    {
      weight: 6,
      line: [
        span("clock "),
        span(clockText(clock), "strong"),
        span(` ${isoFromMs(nowMs).slice(0, 19).replace("T", " ")} UTC`),
      ],
    },
    {
      weight: state.rate === 0 ? 3 : 4.5,
      line: [span(state.rate === 0 ? "traffic off" : `traffic ${state.rate}/s`, state.rate === 0 ? "muted" : "info")],
    },
    { weight: 7, line: faultsLine(faults.filter(({ ended }) => !ended).length) },
    { weight: 8, line: performedLine(snapshot, Math.floor(width / 2)) },
    { weight: 2, line: [span(`run ${printable(state.run)}`, "muted")] },
  ];
}

/** Empty if no fault is active. */
function faultsLine(armed: number): Line {
  return armed === 0 ? [] : [span(armed === 1 ? "1 fault active" : `${armed} faults active`, "warn")];
}

/** The check or the step in progress; empty if none exists. */
function performedLine({ checks, scenarios }: Snapshot, room: number): Line {
  const check = runningCheck(checks);
  if (check !== null) {
    const text = `verify ${check.number}/${check.of} ${check.check} ${check.title}`;
    return [span(cut(printable(text), room), "info")];
  }
  const running = runningStep(scenarios);
  return running === null ? [] : [span(printable(`${running.run.name}: ${running.step.name}`), "info")];
}

function clockText(clock: { readonly mode: string; readonly speed: number }): string {
  return clock.mode === "real" && clock.speed !== 1 ? `×${clock.speed}` : printable(clock.mode);
}

/** The counters of this run: deliveries in the first row, duplicates by verdict in the second. */
export function counterLines({ state }: Snapshot, { glyphs }: Theme, width: number): readonly Line[] {
  if (state === null) return [];
  const { counters } = state;
  const deliveries: readonly Segment[] = [
    { weight: 2, line: counter("events", counters.events) },
    { weight: 3, line: counter("deliveries", counters.deliveries) },
    { weight: 1, line: counter("attempts", counters.attempts) },
    { weight: 4, line: counter(`${glyphs.moving} in flight`, counters.in_flight, "info") },
    { weight: 5, line: counter(`${glyphs.waiting} waiting`, counters.waiting, "warn") },
    { weight: 6, line: counter(`${glyphs.good} delivered`, counters.delivered, "good") },
    { weight: 7, line: counter(`${glyphs.bad} failed`, counters.failed, "bad") },
  ];
  return [fitSegments(deliveries, width), fitSegments(duplicateSegments(counters.duplicates, width), width)];
}

/** A zero is dimmed, so that other counts stand out. */
function counter(label: string, count: number, tone?: Tone): Line {
  if (count === 0) return [span(`${label} 0`, "muted")];
  return tone === undefined ? [span(`${label} `), span(String(count), "strong")] : [span(`${label} ${count}`, tone)];
}

function duplicateSegments(counts: Readonly<Record<string, number>>, width: number): readonly Segment[] {
  const seen = DUPLICATE_VERDICTS.filter((verdict) => (counts[verdict] ?? 0) > 0);
  if (seen.length === 0) return [{ weight: 9, line: [span("duplicates: none yet", "muted")] }];
  const verdicts = seen.map((verdict, index) => ({
    // From worst to best: the best is dropped first if there is no room.
    weight: DUPLICATE_VERDICTS.length - index,
    line: [span(`${verdict} ${counts[verdict]}`, VERDICT_TONES[verdict])],
  }));
  const [worst] = seen;
  const room = width - lineWidth(fitSegments([{ weight: 9, line: [span("duplicates:")] }, ...verdicts], width)) - 2;
  const meaning = worst === undefined ? [] : [{ weight: 0, line: [span(meaningOf(worst, room), "muted" as const)] }];
  return [{ weight: 9, line: [span("duplicates:")] }, ...verdicts, ...meaning];
}

/** The meaning of the worst verdict, in as many words as fit. */
function meaningOf(verdict: DuplicateVerdict, room: number): string {
  const long = `(${verdict}: ${VERDICT_MEANINGS[verdict]})`;
  if (long.length <= room) return long;
  const short = `(${verdict}: ${SHORT_MEANINGS[verdict]})`;
  return short.length <= room ? short : "";
}

const SHORT_MEANINGS: Readonly<Record<DuplicateVerdict, string>> = {
  swallowed: "event lost",
  reprocessed: "done twice",
  refused: "answered 4xx",
  unproven: "no evidence",
  "effect-once": "done once",
  acknowledged: "recognized",
};
