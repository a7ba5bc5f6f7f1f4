import type { EventType } from "../../../smartlead/events/event-types.ts";
import type { Phase } from "./phase.ts";

/** Real ms of lag from which waiting for a probe's number makes a run long. */
const SLOW_PROBE_MS = 500;

export interface ProbeNeeds {
  /** Real ms after which the number rises. */
  readonly lagMs: number;
  /** Effects of the type are seen that name their event. */
  readonly isSeenByName: (type: EventType) => boolean;
}

/**
 * Whether the probe is read for what is sent. A number that rises late is waited for only where it tells more than effects that
 * name their events: of what may come more than once, or should not be worked on at all.
 */
export function isProbeNeeded(phase: Phase, { lagMs, isSeenByName }: ProbeNeeds): boolean {
  const { answersOnly = false, isFresh, orders = [], until } = phase;
  if (answersOnly) return false;
  if (lagMs <= SLOW_PROBE_MS || !isFresh || until !== undefined || orders.length === 0) return true;
  return !orders.every(
    ({ type, faults = [], isUnwanted = false }) => faults.length === 0 && !isUnwanted && isSeenByName(type),
  );
}
