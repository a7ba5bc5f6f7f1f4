import type { Attempt } from "../delivery.ts";
import type { Effects, WorkReading } from "./effects.ts";
import { MOCK_FAULT_HEADER, mayHaveReached } from "./reach.ts";
import type { Recognise } from "./recogniser.ts";

export interface DuplicateQuestion {
  readonly attempt: Attempt;
  /** Every attempt that carried this request id before, in order of sending, across deliveries (retries, resends, copies). */
  readonly earlier: readonly Attempt[];
  readonly requestId: string;
  readonly eventType: string;
  readonly effects: Pick<Effects, "isCounted" | "countsOf" | "possibleOf"> & Partial<Pick<Effects, "measuredOf">>;
  /** Effects may come after the answer, and not so much time has passed yet; `false` by default. */
  readonly mayStillCome?: boolean;
  readonly recognise: Recognise;
}

/** What is known of a duplicate, before anything is concluded. */
export interface DuplicateFacts {
  readonly requestId: string;
  readonly attempt: Attempt;
  readonly earlier: readonly Attempt[];
  readonly counts: ReadonlyMap<string, number>;
  /** What a probe shows; `null` where there is none. */
  readonly reading: WorkReading | null;
  /** Effects that are of this request id or of another. */
  readonly possible: number;
  /** One of those would be a second effect of the same name. */
  readonly mayBeSecond: boolean;
  /** The probe's number may have risen for it a second time. */
  readonly mayBeReadTwice: boolean;
  /** Effects of such events are counted: that there is none means something. */
  readonly areEffectsCounted: boolean;
  /** An effect that is missing may still be on its way. */
  readonly mayStillCome: boolean;
  /** The recogniser's sentence on this attempt's answer. */
  readonly recognition: string | null;
  /** The very first answer said "already processed" too, so these words do not speak of a duplicate. */
  readonly wasRecognisedAtFirst: boolean;
  /** An earlier attempt that the receiver may still be working on, because it was cut early or has no end yet. */
  readonly mayStillWork: Attempt | null;
  /** An earlier answer was 2xx and did not say "already processed": the receiver claims to have done the work then. */
  readonly claimedWork: boolean;
  /** The receiver itself answered 5xx before. */
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
    // A number is read once it is at rest.
    mayStillCome: mayStillCome && effects.isCounted(eventType),
    recognition: recognitionOf(attempt, recognise),
    wasRecognisedAtFirst: first !== undefined && isAccepted(first) && recognitionOf(first, recognise) !== null,
    mayStillWork: earlier.find((one) => one.clipped) ?? reached.find((one) => one.outcome === null) ?? null,
    claimedWork: accepted.some((one) => recognitionOf(one, recognise) === null),
    hadFailedItself: reached.some((one) => isOwnAnswer(one) && (one.status ?? 0) >= 500),
  };
}

/** A fault under which the status is the gateway's, not the receiver's (PRODUCT §9). */
const STATUS_FAULT = "override-status";

/** Whether the outcome is the receiver's own word. */
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
