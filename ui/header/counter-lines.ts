import { DUPLICATE_VERDICTS, type DuplicateVerdict } from "../../src/delivery/delivery.ts";
import { VERDICT_MEANINGS } from "../deliveries/verdict-meanings.ts";
import { type Line, lineWidth, span, type Tone } from "../frame/line.ts";
import { fitSegments, type Segment } from "../frame/line-segments.ts";
import type { Snapshot } from "../store/console-snapshot.ts";
import { type Theme, VERDICT_TONES } from "../theme.ts";

/** What has happened in this run: deliveries in the first row, duplicates by verdict in the second. */
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

/** A zero is quiet: what has happened stands out. */
function counter(label: string, count: number, tone?: Tone): Line {
  if (count === 0) return [span(`${label} 0`, "muted")];
  return tone === undefined ? [span(`${label} `), span(String(count), "strong")] : [span(`${label} ${count}`, tone)];
}

function duplicateSegments(counts: Readonly<Record<string, number>>, width: number): readonly Segment[] {
  const seen = DUPLICATE_VERDICTS.filter((verdict) => (counts[verdict] ?? 0) > 0);
  if (seen.length === 0) return [{ weight: 9, line: [span("duplicates: none yet", "muted")] }];
  const verdicts = seen.map((verdict, index) => ({
    // From worst to best: the best goes first where there is no room.
    weight: DUPLICATE_VERDICTS.length - index,
    line: [span(`${verdict} ${counts[verdict]}`, VERDICT_TONES[verdict])],
  }));
  const [worst] = seen;
  const room = width - lineWidth(fitSegments([{ weight: 9, line: [span("duplicates:")] }, ...verdicts], width)) - 2;
  const meaning = worst === undefined ? [] : [{ weight: 0, line: [span(meaningOf(worst, room), "muted" as const)] }];
  return [{ weight: 9, line: [span("duplicates:")] }, ...verdicts, ...meaning];
}

/** What the worst verdict means, in as many words as there is room for. */
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
  acknowledged: "recognised",
};
