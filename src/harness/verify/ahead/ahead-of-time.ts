import { systemTime } from "../../../base/time/system-clock.ts";
import { unlessAborted } from "../../../base/time/unless-aborted.ts";
import type { Check } from "../check.ts";
import type { CheckContextParts } from "../context/check-context.ts";
import type { Rest } from "../context/rest.ts";
import type { Proof } from "../judging/proof.ts";
import { type CompletedCheck, lookOnce } from "../run-check.ts";
import { Floor } from "./floor.ts";

/** Checks that send events of their own leads, change nothing else, and then only wait for work: none of them disturbs another. */
const INDEPENDENT: ReadonlySet<string> = new Set([
  ...Array.from({ length: 14 }, (_, index) => `SL-2.${index + 1}`),
  ...["SL-4.1", "SL-4.2", "SL-4.3", "SL-4.4", "SL-4.7", "SL-4.8", "SL-4.9", "SL-4.11"],
  ...["SL-5.4", "SL-6.1", "SL-6.2", "SL-7.1", "SL-7.2", "SL-7.3"],
]);
/** It takes away for a moment what all work needs, so that it comes first; then it waits long, and all others may speak. */
const OUTAGE = "SL-5.5";
/** Checks whose work is awaited at the same time: no more events are outstanding than when the lag was learned. */
const AT_ONCE = 6;
/** A lag that grows by more than this while several are awaited is the load's doing: what was seen then proves only what was seen. */
const GROWN = { times: 1.5, plusMs: 250 } as const;

export interface AheadHooks {
  /** Whether the receiver still listens. */
  readonly isAccepting: () => Promise<boolean>;
  readonly onCheck: (check: Check) => void;
  /** Nothing is waited for any longer; what was found by then counts. */
  readonly signal: AbortSignal | undefined;
}

/** Whether waiting for the work of several checks at the same time saves time, and tells the same as one after the other. */
function mayOverlap({ known, meter, lags, restartReceiver }: CheckContextParts): boolean {
  // One that breaks meanwhile is started anew, and nothing of what was seen counts.
  if (restartReceiver === null) return false;
  const areNamed = ([known.workType, "EMAIL_SENT"] as const).every((type) => !known.namelessTypes.has(type));
  return lags.areLate && meter === null && known.obstacle === null && areNamed && !known.callsApi;
}

export interface PerformedAhead {
  readonly found: ReadonlyMap<string, CompletedCheck>;
  /** Performed, whether or not anything certain was found. */
  readonly tried: ReadonlySet<string>;
}

/**
 * Performs checks whose work comes after the answer ahead of their turn, several at a time: each speaks alone, and waits for its work
 * while others speak. Only where every effect names its event, so that it does not matter what else is under way. What is not certain
 * then, such as a missing effect, is left out here, and the check is performed alone in its turn.
 */
export async function performedAhead(
  checks: readonly Check[],
  parts: CheckContextParts,
  { onCheck, signal, isAccepting }: AheadHooks,
): Promise<PerformedAhead> {
  const found = new Map<string, CompletedCheck>();
  const tried = new Set<string>();
  const isFirst = ({ id }: Check) => id === OUTAGE;
  const waiting = mayOverlap(parts)
    ? [...checks.filter(isFirst), ...checks.filter(({ id }) => INDEPENDENT.has(id))]
    : [];
  if (waiting.length < 2) return { found, tried };
  const { lags } = parts;
  const lagMs = lags.longestMs("effects");
  const hasGrown = () => lags.longestMs("effects") > GROWN.times * lagMs + GROWN.plusMs;
  const floor = new Floor();
  await parts.backlog.workedOff();
  const lane = async () => {
    for (;;) {
      await floor.take();
      const check = hasGrown() || signal?.aborted === true ? undefined : waiting.shift();
      if (check === undefined) return floor.leave();
      onCheck(check);
      tried.add(check.id);
      const startedAt = systemTime.monotonicMs();
      const rest: Rest = (wait) => floor.rest(wait);
      const looked = await lookOnce(check, { ...parts, trouble: null, rest, isOutage: isFirst(check) });
      floor.leave();
      const durationMs = Math.max(1, Math.round(systemTime.monotonicMs() - startedAt));
      if (looked !== null && isCertain(looked, hasGrown())) found.set(check.id, { ...looked, durationMs });
    }
  };
  await unlessAborted(Promise.all(Array.from({ length: AT_ONCE }, lane)), signal);
  // A copy: what ends after a stop is told no more.
  if (await isAccepting()) return { found: new Map(found), tried };
  if (signal?.aborted !== true) await parts.restartReceiver?.();
  return { found: new Map(), tried };
}

/** Nothing that a second look, alone, could show in another light. */
function isCertain({ judgement }: Pick<CompletedCheck, "judgement">, hasGrown: boolean): boolean {
  const { grade, proofs } = judgement;
  if (grade === "fail") return proofs.length > 0 && proofs.every(isFinal);
  return !hasGrown && (grade === "ok" || grade === "skip");
}

/** Seen, or waited for as long as it ever will be. */
function isFinal(proof: Proof): boolean {
  return proof.kind === "second-effect" || (proof.kind === "missing" && proof.isFinal);
}
