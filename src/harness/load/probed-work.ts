/** What a number that rises says of a load: only a sum that is exactly right says something of each event (PRODUCT §8). */
import type { SmartLeadMock } from "../../mock/mock.ts";
import { ALL_EVENT_TYPES, type AnyEventType } from "../../smartlead/events/event-types.ts";
import type { Lags } from "../probe/evidence-lags.ts";
import type { ProbeMeter } from "../probe/probe-meter.ts";
import type { TypeWork } from "./work.ts";

export interface ProbedWork {
  /** By how much the number rose for the load. */
  readonly risen: number;
  /** By how much it should have: each event type, sent alone afterwards, tells its part. `null` = not every type could be tried. */
  readonly expected: number | null;
  /** The event types for which it rises. */
  readonly working: ReadonlySet<string>;
}

interface Measuring {
  readonly meter: ProbeMeter;
  readonly lags: Lags;
  readonly signal: AbortSignal;
}

/** Sends one event of each type of the load alone, and adds up what all of them together should have come to. */
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

/** The same rows, each event done once where the sum is exactly right. */
export function workByProbe(rows: readonly TypeWork[], { risen, expected, working }: ProbedWork): readonly TypeWork[] {
  if (expected === null || expected === 0 || risen !== expected) return rows;
  return rows.map((row) =>
    working.has(row.type) ? { ...row, done: row.acknowledged, doubled: 0, lost: 0, unproven: 0 } : row,
  );
}
