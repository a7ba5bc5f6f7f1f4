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

/** Checks that send events of their own leads, change nothing else, and then only wait for work: none of them disturbs another. */
const INDEPENDENT: ReadonlySet<string> = new Set([
  ...Array.from({ length: 14 }, (_, index) => `SL-2.${index + 1}`),
  ...["SL-4.1", "SL-4.2", "SL-4.3", "SL-4.4", "SL-4.7", "SL-4.8", "SL-4.9", "SL-4.11"],
  ...["SL-5.4", "SL-6.1", "SL-6.2", "SL-7.1", "SL-7.2", "SL-7.3"],
]);
/** Of these, the ones that send more than what they wait for, or types that nobody measured: their work is not told by a sum. */
const NOT_SUMMED: ReadonlySet<string> = new Set(["SL-2.4", "SL-6.1", "SL-6.2", "SL-7.1", "SL-7.2", "SL-7.3"]);
/** What is sent from several accounts in turn can be summed up with the others, and awaits nothing while they speak. */
const SUMMED_TOO = "SL-1.5";
/** It takes away for a moment what all work needs, so that it comes first; then it waits long, and all others may speak. */
const OUTAGE = "SL-5.5";
/** Checks whose work is awaited at the same time: no more events are outstanding than when the lag was learned. */
const AT_ONCE = 6;
/** Checks that wait for one reading of a number: there are as few readings as the longest of them needs. */
const AT_ONE_READING = 16;
/** Real ms of lag from which a number is read for several checks at once. */
const LATE_NUMBER_MS = 250;
/** A lag that grows by more than this while several are awaited is the load's doing: what was seen then proves only what was seen. */
const GROWN = { times: 1.5, plusMs: 250 } as const;

interface AheadHooks {
  /** Whether the receiver still listens. */
  readonly isAccepting: () => Promise<boolean>;
  readonly onCheck: (check: Check) => void;
  /** Nothing is waited for any longer; what was found by then counts. */
  readonly signal: AbortSignal | undefined;
}

/** Whether waiting for the work of several checks at the same time saves time, and tells the same as one after the other. */
function mayOverlap({ known, meter, lags, restartReceiver }: CheckContextParts): boolean {
  // One that breaks meanwhile is restarted, and nothing of what was seen counts.
  if (restartReceiver === null) return false;
  const areNamed = ([known.workType, "EMAIL_SENT"] as const).every((type) => !known.namelessTypes.has(type));
  return lags.areLate && meter === null && known.obstacle === null && areNamed && !known.callsApi;
}

/** Whether a number, which rises late, is all that shows the receiver's work. */
function maySumUp({ known, meter, lags, restartReceiver }: CheckContextParts): boolean {
  if (restartReceiver === null || meter === null || known.obstacle !== null || known.makesCalls) return false;
  return works(known, known.workType) && !lags.isSeen("effects") && lags.longestMs("probe") >= LATE_NUMBER_MS;
}

export interface PerformedAhead {
  readonly found: ReadonlyMap<string, CompletedCheck>;
  /** Performed, whether or not anything certain was found. */
  readonly tried: ReadonlySet<string>;
}

/**
 * Performs checks whose work comes after the answer ahead of their turn, several at a time: each speaks alone, and waits for its work
 * while others speak. Only where every effect names its event, so that it does not matter what else is under way; or where a number is
 * all that tells, which is read for several at once. What is not certain then, such as a missing effect, is left out here, and the check
 * is performed alone in its turn.
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
  // A copy: what ends after a stop is told no more.
  if (await isAccepting()) return { found: new Map(ahead.found), tried: ahead.tried };
  if (signal?.aborted !== true) await parts.restartReceiver?.();
  return { found: new Map(), tried: ahead.tried };
}

/** How several checks are performed at a time. */
interface Manner {
  readonly checks: readonly Check[];
  readonly atOnce: number;
  readonly evidence: EvidenceKind;
  /** The number that is read for several of them; `null` where effects name their events. */
  readonly readings: SharedReadings | null;
}

/** `null` where they are performed one after the other. */
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

/** Performs several checks at a time. */
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

  /** Has the floor, and keeps it. */
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
    // What a sum does not clear is looked at alone.
    if (this.#manner.readings !== null) return looked.judgement.grade === "ok" && !this.#hasGrown;
    return isCertain(looked, this.#hasGrown);
  }
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

/** One check speaks at a time; while it only waits for late work, others may. */
export class Floor {
  #isTaken = false;
  readonly #waiting: (() => void)[] = [];

  /** Resolves when nobody else speaks; in the order of asking. */
  async take(): Promise<void> {
    if (this.#isTaken) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#isTaken = true;
  }

  /** The next one may speak: the floor is handed over, so that nobody gets in between. */
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
