import type { EventType } from "../../../smartlead/events/event-types.ts";
import type { Lags } from "../../probe/evidence-lags.ts";
import type { ReadingKind } from "../../probe/probe-meter.ts";
import { TYPES_OF_CHECKS } from "../receiver-profile.ts";
import type { Phase } from "./phase.ts";

/** Real ms of lag from which waiting for a probe's number makes a run long. */
const SLOW_PROBE_MS = 500;

/** Effects name their events, and a number rises so late beside them that it is read only where it tells more. */
export function isToldByName(lags: Lags): boolean {
  return lags.isSeen("effects") && lags.longestMs("probe") > SLOW_PROBE_MS;
}

export interface ProbeNeeds {
  readonly lags: Lags;
  /** Effects of the type are seen that name their event. */
  readonly isSeenByName: (type: EventType) => boolean;
}

/**
 * Whether the probe is read for what is sent. A number that rises late is waited for only where it tells more than effects that
 * name their events: of what may come more than once, or should not be worked on at all.
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
 * Only events that meet no fault, and repeated requests, can be told by a sum: the work of others may come twice or not at all,
 * and it is not known by how much the number rises for types that were not measured.
 */
export function readingKindOf({ isFresh, orders = [], until }: Phase): ReadingKind {
  if (until !== undefined) return "other";
  if (!isFresh) return "again";
  const isPlain = ({ type, faults = [], isUnwanted = false }: (typeof orders)[number]) =>
    faults.length === 0 && !isUnwanted && TYPES_OF_CHECKS.has(type);
  return orders.every(isPlain) ? "fresh" : "other";
}
