import { definedOnly } from "../../../base/defined-only.ts";
import { unlessAborted } from "../../../base/time/real-waits.ts";
import { systemTime } from "../../../base/time/system-clock.ts";
import type { EvidenceKind } from "../../probe/evidence-lags.ts";
import type { Check } from "../check.ts";
import type { CheckContextParts } from "../context/check-context.ts";
import type { Rest } from "../context/rest.ts";
import type { Proof } from "../judging/proof.ts";
import { works } from "../receiver-profile.ts";
import { type CompletedCheck, lookOnce } from "../run-check.ts";
import { type Reader, SharedReadings } from "./shared-readings.ts";

/** Checks that send events of their own leads, change nothing else, and then only wait for work, so they do not disturb each other. */
const INDEPENDENT: ReadonlySet<string> = new Set([
  ...Array.from({ length: 14 }, (_, index) => `SL-2.${index + 1}`),
  ...["SL-4.1", "SL-4.2", "SL-4.3", "SL-4.4", "SL-4.7", "SL-4.8", "SL-4.9", "SL-4.11"],
  ...["SL-5.4", "SL-6.1", "SL-6.2", "SL-7.1", "SL-7.2", "SL-7.3"],
]);
/** Of these, the checks that send more than they wait for, or types that were not measured: a sum says nothing about their work. */
const NOT_SUMMED: ReadonlySet<string> = new Set(["SL-2.4", "SL-6.1", "SL-6.2", "SL-7.1", "SL-7.2", "SL-7.3"]);
/** A check that sends from several accounts in turn: it can be included in a sum, and waits for nothing while they send. */
const SUMMED_TOO = "SL-1.5";
/** It briefly breaks a service that all work needs, so it comes first; then it waits long, while all others may send. */
const OUTAGE = "SL-5.5";
/** Maximum checks that wait for work concurrently: no more events are outstanding than when the lag was learned. */
const AT_ONCE = 6;
/** Maximum checks that share one reading of a number: the number of readings is that of the check with the most. */
const AT_ONE_READING = 16;
/** Real ms of lag from which a number is read for several checks at once. */
const LATE_NUMBER_MS = 250;
/** A lag that grows by more than this while several checks wait is caused by the load: then only observed effects count as proof. */
const GROWN = { times: 1.5, plusMs: 250 } as const;

interface AheadHooks {
  /** Whether the receiver still listens. */
  readonly isAccepting: () => Promise<boolean>;
  readonly onCheck: (check: Check) => void;
  /** Aborts all waiting; findings up to then count. */
  readonly signal: AbortSignal | undefined;
}

/** Whether waiting for the work of several checks concurrently saves time and gives the same result. */
function mayOverlap({ known, meter, lags, restartReceiver }: CheckContextParts): boolean {
  // If the receiver breaks meanwhile it is restarted, and the observations are discarded.
  if (restartReceiver === null) return false;
  const areNamed = ([known.workType, "EMAIL_SENT"] as const).every((type) => !known.namelessTypes.has(type));
  return lags.areLate && meter === null && known.obstacle === null && areNamed && !known.callsApi;
}

/** Whether a number that rises late is the only evidence of the receiver's work. */
function maySumUp({ known, meter, lags, restartReceiver }: CheckContextParts): boolean {
  if (restartReceiver === null || meter === null || known.obstacle !== null || known.makesCalls) return false;
  return works(known, known.workType) && !lags.isSeen("effects") && lags.longestMs("probe") >= LATE_NUMBER_MS;
}

export interface PerformedAhead {
  readonly found: ReadonlyMap<string, CompletedCheck>;
  /** Checks that were run, with or without a certain result. */
  readonly tried: ReadonlySet<string>;
}

/**
 * Runs checks whose work comes after the answer ahead of their turn, several at a time: each sends alone, and waits for its work while
 * others send. This is possible only if every effect names its event, so that other events do not matter, or if a number is the only
 * evidence, which is read for several checks at once. An uncertain result, such as a missing effect, is discarded, and the check is run
 * alone in its turn.
 */
export async function performedAhead(
  checks: readonly Check[],
  parts: CheckContextParts,
  hooks: AheadHooks,
): Promise<PerformedAhead> {
  const { signal, isAccepting } = hooks;
  const manner = mannerFor(checks, parts);
  if (manner === null) return { found: new Map(), tried: new Set() };
  const ahead = new Ahead(parts, manner, hooks);
  await parts.backlog.workedOff();
  await unlessAborted(ahead.perform(), signal);
  // A copy: results after a stop are not reported.
  if (await isAccepting()) return { found: new Map(ahead.found), tried: ahead.tried };
  if (signal?.aborted !== true) await parts.restartReceiver?.();
  return { found: new Map(), tried: ahead.tried };
}

/** How several checks are run concurrently. */
interface Manner {
  readonly checks: readonly Check[];
  readonly atOnce: number;
  readonly evidence: EvidenceKind;
  /** The number that is read for several of them; `null` if effects name their events. */
  readonly readings: SharedReadings | null;
}

/** `null` if they are run one after the other. */
function mannerFor(checks: readonly Check[], parts: CheckContextParts): Manner | null {
  const independent = checks.filter(({ id }) => INDEPENDENT.has(id));
  const summed = checks.filter(({ id }) => id === SUMMED_TOO || (INDEPENDENT.has(id) && !NOT_SUMMED.has(id)));
  const manner = mayOverlap(parts)
    ? { checks: [...checks.filter(isOutage), ...independent], atOnce: AT_ONCE, evidence: "effects", readings: null }
    : maySumUp(parts) && parts.meter !== null
      ? {
          checks: summed,
          atOnce: AT_ONE_READING,
          evidence: "probe",
          readings: new SharedReadings(parts.meter),
        }
      : null;
  return manner !== null && manner.checks.length >= 2 ? (manner as Manner) : null;
}

function isOutage({ id }: Check): boolean {
  return id === OUTAGE;
}

/** Runs several checks concurrently. */
class Ahead {
  readonly found = new Map<string, CompletedCheck>();
  readonly tried = new Set<string>();
  readonly #parts: CheckContextParts;
  readonly #manner: Manner;
  readonly #hooks: AheadHooks;
  readonly #floor = new Floor();
  readonly #lagMs: number;
  readonly #waiting: Check[];

  constructor(parts: CheckContextParts, manner: Manner, hooks: AheadHooks) {
    this.#parts = parts;
    this.#manner = manner;
    this.#hooks = hooks;
    this.#waiting = [...manner.checks];
    this.#lagMs = parts.lags.longestMs(manner.evidence);
  }

  async perform(): Promise<void> {
    const slots = Math.min(this.#manner.atOnce, this.#waiting.length);
    const readers = Array.from({ length: slots }, () => this.#manner.readings?.join() ?? null);
    await Promise.all(readers.map((reader) => this.#slot(reader)));
  }

  get #hasGrown(): boolean {
    return this.#parts.lags.longestMs(this.#manner.evidence) > GROWN.times * this.#lagMs + GROWN.plusMs;
  }

  async #slot(reader: Reader | null): Promise<void> {
    for (;;) {
      await this.#floor.take();
      const isOver = this.#hasGrown || this.#hooks.signal?.aborted === true;
      const check = isOver ? undefined : this.#waiting.shift();
      if (check !== undefined) await this.#look(check, reader);
      this.#floor.leave();
      if (check === undefined) break;
    }
    if (reader !== null) this.#manner.readings?.leave(reader);
  }

  /** The caller has the floor, and keeps it. */
  async #look(check: Check, reader: Reader | null): Promise<void> {
    this.#hooks.onCheck(check);
    this.tried.add(check.id);
    const startedAt = systemTime.monotonicMs();
    const rest: Rest = (wait) => this.#floor.rest(wait);
    const options = { ...this.#parts, ...definedOnly({ meter: reader ?? undefined }), trouble: null, rest };
    const looked = await lookOnce(check, { ...options, isOutage: isOutage(check) });
    const durationMs = Math.max(1, Math.round(systemTime.monotonicMs() - startedAt));
    if (looked !== null && this.#isCertain(looked)) this.found.set(check.id, { ...looked, durationMs });
  }

  #isCertain(looked: Pick<CompletedCheck, "judgement">): boolean {
    // A check that the sum does not clear is repeated alone.
    if (this.#manner.readings !== null) return looked.judgement.grade === "ok" && !this.#hasGrown;
    return isCertain(looked, this.#hasGrown);
  }
}

/** Whether a second look, alone, could not change the result. */
function isCertain({ judgement }: Pick<CompletedCheck, "judgement">, hasGrown: boolean): boolean {
  const { grade, proofs } = judgement;
  if (grade === "fail") return proofs.length > 0 && proofs.every(isFinal);
  return !hasGrown && (grade === "ok" || grade === "skip");
}

/** The effect was seen, or waited for as long as possible. */
function isFinal(proof: Proof): boolean {
  return proof.kind === "second-effect" || (proof.kind === "missing" && proof.isFinal);
}

/** Lets one check send at a time; while it only waits for late work, others may send. */
export class Floor {
  #isTaken = false;
  readonly #waiting: (() => void)[] = [];

  /** Resolves when no other check sends; in order of the calls. */
  async take(): Promise<void> {
    if (this.#isTaken) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#isTaken = true;
  }

  /** Hands the floor to the next check, so that no other can get in between. */
  leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#isTaken = false;
    else next();
  }

  /** Waits without the floor, and takes it again. */
  async rest<Value>(wait: () => Promise<Value>): Promise<Value> {
    this.leave();
    try {
      return await wait();
    } finally {
      await this.take();
    }
  }
}
