import type { EventType } from "../../../smartlead/events/event-types.ts";
import type { Lags } from "../../probe/evidence-lags.ts";
import type { ReadingKind } from "../../probe/probe-meter.ts";
import { TYPES_OF_CHECKS } from "../receiver-profile.ts";
import type { Phase } from "./phase.ts";

/** Real ms of lag from which waiting for a probe's number makes a run slow. */
const SLOW_PROBE_MS = 500;

/** Whether effects name their events while a number rises so late that it is read only if it adds information. */
export function isToldByName(lags: Lags): boolean {
  return lags.isSeen("effects") && lags.longestMs("probe") > SLOW_PROBE_MS;
}

export interface ProbeNeeds {
  readonly lags: Lags;
  /** Whether effects of the type name their event. */
  readonly isSeenByName: (type: EventType) => boolean;
}

/**
 * Whether the probe is read for these events. A number that rises late is waited for only if it says more than effects that name their
 * events: for events that may be processed more than once, or not at all.
 */
export function isProbeNeeded(phase: Phase, { lags, isSeenByName }: ProbeNeeds): boolean {
  const { answersOnly = false, isFresh, orders = [], until } = phase;
  if (answersOnly) return false;
  if (!isToldByName(lags) || !isFresh || until !== undefined || orders.length === 0) return true;
  return !orders.every(
    ({ type, faults = [], isUnwanted = false }) => faults.length === 0 && !isUnwanted && isSeenByName(type),
  );
}

/**
 * Only events without faults, and repeated requests, can be measured by a sum: other events may be processed twice or not at all, and the
 * increase for types that were not measured is unknown.
 */
export function readingKindOf({ isFresh, orders = [], until }: Phase): ReadingKind {
  if (until !== undefined) return "other";
  if (!isFresh) return "again";
  const isPlain = ({ type, faults = [], isUnwanted = false }: (typeof orders)[number]) =>
    faults.length === 0 && !isUnwanted && TYPES_OF_CHECKS.has(type);
  return orders.every(isPlain) ? "fresh" : "other";
}
