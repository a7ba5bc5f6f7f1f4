/** Results of the load's events, by PRODUCT §8: anything not measured is unknown, and a missing effect counts only if a twin has one. */
import { pause } from "../../base/time/real-waits.ts";
import { systemTime } from "../../base/time/system-clock.ts";
import type { SmartLeadMock } from "../../mock/mock.ts";
import { ALL_EVENT_TYPES, type AnyEventType } from "../../smartlead/events/event-types.ts";
import type { Lags } from "../probe/evidence-lags.ts";
import type { ProbeMeter } from "../probe/probe-meter.ts";
import type { LoadEvent, LoadTally } from "./load-tally.ts";

/** Real ms between two checks for effects. */
const LOOK_EVERY_MS = 20;
/** Maximum real ms to wait for late effects, whatever lag was seen. */
const MOST_QUIET_MS = 15_000;
/** Maximum events without an effect that are tried again by a twin, and the real ms for all of them: a sample with a bounded duration. */
const MAX_TWINS = 20;
const TWINS_WITHIN_MS = 20_000;

/** The work for the events of one type; `null` = not measured. */
export interface TypeWork {
  readonly type: string;
  readonly sent: number;
  readonly acknowledged: number;
  readonly done: number | null;
  readonly doubled: number | null;
  /** Acknowledged but never processed, although a twin sent alone was processed. */
  readonly lost: number | null;
  /** Acknowledged without evidence: no twin shows that there should be any. */
  readonly unproven: number;
}

type Watched = Pick<SmartLeadMock, "effects" | "resend" | "deliveries" | "settled">;

/** Waits until no effect has arrived for as long as the longest one took. */
export async function untilQuiet(tally: LoadTally, lags: Lags): Promise<void> {
  const endsAt = systemTime.monotonicMs() + MOST_QUIET_MS;
  const isAnyMissing = () => suspectsOf(tally).length > 0;
  const startedAt = systemTime.monotonicMs();
  const isQuiet = (now: number) => {
    const quietMs = isAnyMissing() ? lags.patienceMs({ isPatient: false }, "effects") : lags.lingerMs("effects");
    return now - Math.max(startedAt, tally.lastEffectAt) >= quietMs;
  };
  while (systemTime.monotonicMs() < endsAt && !isQuiet(systemTime.monotonicMs())) await pause(LOOK_EVERY_MS);
}

/** Acknowledged events without evidence, of types that show their work. */
function suspectsOf({ events, countedTypes }: LoadTally): LoadEvent[] {
  return [...events.values()].filter(
    ({ type, acknowledgedAt, effects }) => countedTypes.has(type) && acknowledgedAt !== null && effects === null,
  );
}

/**
 * Resends unprocessed events, alone and with new request ids: the same event, in the same state of its lead. If the twin is processed, the
 * first one should have been. Returns the request ids of events that are certainly lost.
 */
export async function provenLost(
  mock: Watched,
  { tally, lags, signal }: { readonly tally: LoadTally; readonly lags: Lags; readonly signal: AbortSignal },
): Promise<ReadonlySet<string>> {
  const lost = new Set<string>();
  const endsAt = systemTime.monotonicMs() + TWINS_WITHIN_MS;
  const suspects = suspectsOf(tally).filter(({ requestId }) => mock.effects.possibleOf(requestId) === 0);
  for (const suspect of spread(suspects, MAX_TWINS)) {
    if (signal.aborted || systemTime.monotonicMs() > endsAt) break;
    if (mock.deliveries.get(suspect.deliveryId) === undefined) continue;
    const twin = mock.resend(suspect.deliveryId, { requestId: "new" });
    await mock.settled();
    const patienceMs = lags.patienceMs({ isPatient: false }, "effects");
    if (await isDone(mock, twin.request_id, patienceMs)) lost.add(suspect.requestId);
  }
  // An effect that was only late has arrived by now.
  for (const id of lost) if (tally.events.get(id)?.effects !== null) lost.delete(id);
  return lost;
}

async function isDone({ effects }: Watched, requestId: string, withinMs: number): Promise<boolean> {
  const endsAt = systemTime.monotonicMs() + withinMs;
  while (effects.countsOf(requestId).size === 0 && systemTime.monotonicMs() < endsAt) await pause(LOOK_EVERY_MS);
  return effects.countsOf(requestId).size > 0;
}

/** A sample of at most this many, spread from the first to the last. */
function spread<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, at) => items[Math.floor((at * items.length) / most)]).filter(
    (item) => item !== undefined,
  );
}

/** A row for each event type, most frequent first. */
export function workByType(tally: LoadTally, lost: ReadonlySet<string>): readonly TypeWork[] {
  const groups = new Map<string, LoadEvent[]>();
  for (const event of tally.events.values()) {
    const known = groups.get(event.type);
    if (known === undefined) groups.set(event.type, [event]);
    else known.push(event);
  }
  return [...groups]
    .map(([type, events]) => workOf(type, { events, lost, isCounted: tally.countedTypes.has(type) }))
    .sort((one, other) => other.sent - one.sent || one.type.localeCompare(other.type));
}

interface OfType {
  readonly events: readonly LoadEvent[];
  readonly lost: ReadonlySet<string>;
  readonly isCounted: boolean;
}

function workOf(type: string, { events, lost, isCounted }: OfType): TypeWork {
  const acknowledged = events.filter(({ acknowledgedAt }) => acknowledgedAt !== null);
  const base = { type, sent: events.length, acknowledged: acknowledged.length };
  if (!isCounted) return { ...base, done: null, doubled: null, lost: null, unproven: acknowledged.length };
  const done = events.filter(({ effects }) => effects !== null).length;
  const doubled = events.filter(({ effects }) => [...(effects?.values() ?? [])].some((count) => count > 1)).length;
  const proven = events.filter(({ requestId }) => lost.has(requestId)).length;
  const silent = acknowledged.filter(({ effects }) => effects === null).length;
  return { ...base, done, doubled, lost: proven, unproven: silent - proven };
}

/** The evidence of a rising number for a load: only a sum that is exactly right proves anything about each event (PRODUCT §8). */

export interface ProbedWork {
  /** The increase of the number for the load. */
  readonly risen: number;
  /** The expected increase: each event type, sent alone afterwards, shows its part. `null` = not every type could be tried. */
  readonly expected: number | null;
  /** The event types that raise it. */
  readonly working: ReadonlySet<string>;
}

interface Measuring {
  readonly meter: ProbeMeter;
  readonly lags: Lags;
  readonly signal: AbortSignal;
}

/** Sends one event of each type of the load alone, and computes the expected sum for all of them. */
export async function expectedRise(
  mock: Pick<SmartLeadMock, "emit" | "settled">,
  rows: readonly TypeWork[],
  { meter, lags, signal }: Measuring,
): Promise<Omit<ProbedWork, "risen">> {
  const working = new Set<string>();
  let expected: number | null = 0;
  for (const { type, acknowledged } of rows) {
    const known = ALL_EVENT_TYPES.find((one) => one === type);
    const unit = known === undefined || signal.aborted ? null : await unitOf(mock, known, { meter, lags });
    if (unit !== null && unit > 0) working.add(type);
    expected = unit === null || expected === null ? null : expected + unit * acknowledged;
  }
  return { expected, working };
}

async function unitOf(
  mock: Pick<SmartLeadMock, "emit" | "settled">,
  eventType: AnyEventType,
  { meter, lags }: Omit<Measuring, "signal">,
): Promise<number> {
  mock.emit({ eventType });
  await mock.settled();
  return meter.risen({ expected: null, patienceMs: lags.patienceMs({ isPatient: false }, "probe") });
}

/** The same rows; if the sum is exactly right, each event was processed once. */
export function workByProbe(rows: readonly TypeWork[], { risen, expected, working }: ProbedWork): readonly TypeWork[] {
  if (expected === null || expected === 0 || risen !== expected) return rows;
  return rows.map((row) =>
    working.has(row.type) ? { ...row, done: row.acknowledged, doubled: 0, lost: 0, unproven: 0 } : row,
  );
}
