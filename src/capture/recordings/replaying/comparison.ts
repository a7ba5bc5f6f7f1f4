import { type Attempt, type Delivery, DUPLICATE_VERDICTS, type DuplicateVerdict } from "../../../delivery/delivery.ts";

/** The result of a replayed delivery, compared with the recording. */
export interface Comparison {
  /** `ok`: as expected. `warn`: differs from the recording, or fails as it did there. `fail`: worse than recorded. */
  readonly grade: "ok" | "warn" | "fail";
  /** The difference, as a sentence; `null` if none exists. */
  readonly message: string | null;
  /** The recorded result and the new one, a line each. */
  readonly recorded: string;
  readonly now: string;
}

/** Real ms from which an answer counts as slow, if it was many times faster in the recording. */
const SLOW_MS = 1_000;
const SLOWER_TIMES = 5;

/** Verdicts that are not a receiver's fault, or not proven to be. */
const HARMLESS: readonly DuplicateVerdict[] = ["acknowledged", "effect-once", "unproven"];

/** Pure. Both deliveries are settled, or will never be. */
export function comparisonOf(recorded: Delivery, now: Delivery): Comparison {
  const texts = { recorded: howItWent(recorded), now: howItWent(now) };
  return { ...judged(recorded, now), ...texts };
}

type Judged = Pick<Comparison, "grade" | "message">;

const AS_RECORDED: Judged = { grade: "ok", message: null };

function judged(recorded: Delivery, now: Delivery): Judged {
  const was = ownEnd(recorded);
  if (now.state !== "delivered") return judgedFailure(was, now);
  const duplicate = judgedDuplicate(recorded.duplicate, now.duplicate);
  if (duplicate !== null) return duplicate;
  const last = now.attempts.at(-1);
  if (was === null) return { grade: "ok", message: "The recording has no outcome for it; now it is delivered." };
  if (was.outcome !== "success")
    return { grade: "ok", message: `It had failed (${endText(was)}), and is delivered now.` };
  if (was.status !== last?.status) {
    return {
      grade: "warn",
      message: `It was answered ${was.status}, and is answered ${last?.status ?? "nothing"} now.`,
    };
  }
  if (now.attempts.length > recorded.attempts.length) {
    const tries = `${now.attempts.length} tries instead of ${recorded.attempts.length}`;
    return { grade: "warn", message: `It took ${tries}; the first ended ${endText(now.attempts[0])}.` };
  }
  return isSlower(was, last)
    ? { grade: "warn", message: `It took ${ms(last)}, and ${ms(was)} when it was recorded.` }
    : AS_RECORDED;
}

/** A new failure is worse than the recording; a failure that was recorded too is known. */
function judgedFailure(was: Attempt | null, now: Delivery): Judged {
  const last = now.attempts.at(-1);
  if (was !== null && was.outcome !== "success" && was.outcome === last?.outcome && was.status === last.status) {
    return { grade: "warn", message: `It fails as it did when it was recorded: ${endText(last)}.` };
  }
  const before =
    was === null ? "the recording does not say how it went" : `it was ${endText(was)} when it was recorded`;
  return { grade: "fail", message: `It failed: ${endText(last)}; ${before}.` };
}

function judgedDuplicate(was: DuplicateVerdict | null, now: DuplicateVerdict | null): Judged | null {
  if (now === null || now === was)
    return now !== null && !HARMLESS.includes(now)
      ? { grade: "warn", message: `The duplicate is ${now}, as it was.` }
      : null;
  const isWorse = was === null || DUPLICATE_VERDICTS.indexOf(now) < DUPLICATE_VERDICTS.indexOf(was);
  if (!HARMLESS.includes(now)) {
    const message = was === null ? `The duplicate is ${now}.` : `The duplicate is ${now}; it was ${was}.`;
    return { grade: isWorse ? "fail" : "warn", message };
  }
  return isWorse && was !== null ? { grade: "warn", message: `The duplicate is ${now}; it was ${was}.` } : null;
}

/** The last attempt that the receiver itself answered in the recording; `null` if it was interrupted, or affected by a fault. */
function ownEnd({ attempts }: Delivery): Attempt | null {
  const last = attempts.at(-1);
  if (last === undefined || last.outcome === null || last.outcome === "interrupted") return null;
  return last.faults.length > 0 && last.outcome !== "success" ? null : last;
}

function isSlower(was: Attempt, now: Attempt | undefined): boolean {
  const [before, after] = [was.duration_ms, now?.duration_ms ?? null];
  return before !== null && after !== null && after > SLOW_MS && after > before * SLOWER_TIMES;
}

function howItWent({ state, reason, attempts, duplicate }: Delivery): string {
  const tries = attempts.length === 1 ? "" : ` in ${attempts.length} tries`;
  const last = attempts.at(-1);
  return [
    `${state}${reason === null ? "" : `, ${reason}`}${tries}: ${endText(last)}`,
    ...(last?.duration_ms == null ? [] : [`took ${ms(last)}`]),
    ...(duplicate === null ? [] : [`duplicate ${duplicate}`]),
  ].join(", ");
}

function endText(attempt: Attempt | undefined): string {
  if (attempt === undefined) return "never sent";
  const { outcome, status, error } = attempt;
  const word = status === null ? (outcome ?? "not ended") : `${outcome} ${status}`;
  return error === null ? word : `${word} (${error.split(":", 1)[0]})`;
}

function ms(attempt: Attempt | undefined): string {
  return `${Math.round(attempt?.duration_ms ?? 0)} ms`;
}
