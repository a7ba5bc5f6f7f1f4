import type { Attempt } from "../delivery.ts";
import type { Effects, WorkReading } from "./effects.ts";
import { MOCK_FAULT_HEADER, mayHaveReached } from "./reach.ts";
import type { Recognise } from "./recogniser.ts";

export interface DuplicateQuestion {
  readonly attempt: Attempt;
  /** Every earlier attempt with this request id, in order of sending, across deliveries (retries, resends, copies). */
  readonly earlier: readonly Attempt[];
  readonly requestId: string;
  readonly eventType: string;
  readonly effects: Pick<Effects, "isCounted" | "countsOf" | "possibleOf"> & Partial<Pick<Effects, "measuredOf">>;
  /** Effects may still arrive after the answer, since their usual delay has not passed yet; `false` by default. */
  readonly mayStillCome?: boolean;
  readonly recognise: Recognise;
}

/** The facts about a duplicate, before a verdict. */
export interface DuplicateFacts {
  readonly requestId: string;
  readonly attempt: Attempt;
  readonly earlier: readonly Attempt[];
  readonly counts: ReadonlyMap<string, number>;
  /** The reading of a probe; `null` without one. */
  readonly reading: WorkReading | null;
  /** Effects that belong to this request id or another. */
  readonly possible: number;
  /** One of those would be a second effect with the same name. */
  readonly mayBeSecond: boolean;
  /** The probe's number may have risen a second time for it. */
  readonly mayBeReadTwice: boolean;
  /** Effects of such events are counted, so that their absence is evidence. */
  readonly areEffectsCounted: boolean;
  /** A missing effect may still arrive. */
  readonly mayStillCome: boolean;
  /** The recogniser's sentence about this attempt's answer. */
  readonly recognition: string | null;
  /** The very first answer said "already processed" too, so these words do not indicate a duplicate. */
  readonly wasRecognisedAtFirst: boolean;
  /** An earlier attempt that the receiver may still be processing, because it was aborted early or has not ended. */
  readonly mayStillWork: Attempt | null;
  /** An earlier answer was 2xx and did not say "already processed": the receiver claims to have done the work then. */
  readonly claimedWork: boolean;
  /** The receiver itself answered 5xx earlier. */
  readonly hadFailedItself: boolean;
}

export function factsOf({
  attempt,
  earlier,
  requestId,
  eventType,
  effects,
  recognise,
  mayStillCome = false,
}: DuplicateQuestion): DuplicateFacts {
  const reached = earlier.filter(mayHaveReached);
  const accepted = reached.filter(isAccepted);
  const [first] = reached;
  const counts = effects.countsOf(requestId);
  const possible = effects.possibleOf(requestId);
  const reading = effects.measuredOf?.(requestId) ?? null;
  return {
    requestId,
    attempt,
    earlier: reached,
    counts,
    reading,
    possible,
    mayBeSecond: possible > 1 || [...counts].some(([name, count]) => count + effects.possibleOf(requestId, name) > 1),
    mayBeReadTwice: reading !== null && (reading.atMost === null || reading.atMost > 1),
    areEffectsCounted: effects.isCounted(eventType) || reading?.isDue === true,
    // A probe's number is read once it no longer changes.
    mayStillCome: mayStillCome && effects.isCounted(eventType),
    recognition: recognitionOf(attempt, recognise),
    wasRecognisedAtFirst: first !== undefined && isAccepted(first) && recognitionOf(first, recognise) !== null,
    mayStillWork: earlier.find((one) => one.clipped) ?? reached.find((one) => one.outcome === null) ?? null,
    claimedWork: accepted.some((one) => recognitionOf(one, recognise) === null),
    hadFailedItself: reached.some((one) => isOwnAnswer(one) && (one.status ?? 0) >= 500),
  };
}

/** The fault that replaces the receiver's status by a gateway's (PRODUCT §9). */
const STATUS_FAULT = "override-status";

/** Whether the outcome is the receiver's own answer. */
export function isOwnAnswer(attempt: Attempt): boolean {
  if (attempt.response?.headers[MOCK_FAULT_HEADER] !== undefined) return false;
  return attempt.status !== null && !attempt.faults.includes(STATUS_FAULT);
}

/** Answered 2xx by the receiver itself. */
export function isAccepted(attempt: Attempt): boolean {
  return attempt.outcome === "success" && isOwnAnswer(attempt);
}

function recognitionOf({ status, response }: Attempt, recognise: Recognise): string | null {
  return status === null ? null : recognise({ status, headers: response?.headers ?? {}, body: response?.body ?? "" });
}
