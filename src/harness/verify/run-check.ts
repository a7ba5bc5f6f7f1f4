import { SmartLeadMockError } from "../../base/errors.ts";
import { pause } from "../../base/time/real-waits.ts";
import { systemTime } from "../../base/time/system-clock.ts";
import type { Check, Judgement } from "./check.ts";
import { CheckContext, type CheckContextOptions, type Pace } from "./context/check-context.ts";
import { isPlainEventLimited, isRateLimited, notAboutLoad, RATE_LIMIT_REST_MS } from "./health-probe.ts";
import { bareFinding, inconclusive } from "./judging/findings.ts";
import type { Proof } from "./judging/proof.ts";

/** A completed check. */
export interface CompletedCheck {
  readonly judgement: Judgement;
  /** Real ms. */
  readonly durationMs: number;
  /** Milliseconds on the clocks of its mocks. */
  readonly mockMs: number;
}

/**
 * Runs a check; and again, alone and with full timeouts, if the fast pace or load may have caused the failure (PRODUCT §4). Only an
 * observed second effect needs no second look. A bug in the mock is reported and grades nothing; an error of the whole run (`usage`) is
 * thrown.
 */
export async function runCheck(
  check: Check,
  options: Omit<CheckContextOptions, "checkId" | "pace">,
): Promise<CompletedCheck> {
  const startedAt = systemTime.monotonicMs();
  const once = (pace: Pace) => runOnce(check, { ...options, checkId: check.id, pace });
  const first = await once({ hasFullTime: false, isPatient: false });
  const isAgain = (first.wasHasty && isDoubtful(first.judgement)) || isUnsure(first.judgement);
  const isLimited = (judgement: Judgement) => isRateLimited(judgement) && !check.isAboutLoad;
  if (isLimited(first.judgement)) await pause(RATE_LIMIT_REST_MS);
  const second = isAgain ? await once({ hasFullTime: first.wasHasty, isPatient: true }) : null;
  const { judgement: seen, mockMs } =
    second === null ? first : { ...second, judgement: settled(first.judgement, second.judgement) };
  const isExcused = isLimited(seen) && (await isForLoad(seen, options));
  const judgement = isExcused ? notAboutLoad(seen) : seen;
  return { judgement, mockMs, durationMs: Math.round(systemTime.monotonicMs() - startedAt) };
}

/** A single, fast look; `null` if the fast pace may have caused the result. For checks whose work is awaited together with that of others. */
export async function lookOnce(
  check: Check,
  options: Omit<CheckContextOptions, "checkId" | "pace">,
): Promise<Omit<CompletedCheck, "durationMs"> | null> {
  const pace = { hasFullTime: false, isPatient: false };
  const { judgement, mockMs, wasHasty } = await runOnce(check, { ...options, checkId: check.id, pace });
  return wasHasty && isDoubtful(judgement) ? null : { judgement, mockMs };
}

/** A 429 may have another cause, such as a refused duplicate: it counts as a rate limit only if plain events get it too. */
async function isForLoad(
  { cause }: Judgement,
  options: Omit<CheckContextOptions, "checkId" | "pace">,
): Promise<boolean> {
  if (options.known.obstacle !== null) return false;
  return cause === undefined || isPlainEventLimited(options, `limited/${cause}`);
}

/** Warnings too: a cut answer is followed by one that comes "on a later try only". */
function isDoubtful({ grade }: Judgement): boolean {
  return ["fail", "warn", "inconclusive"].includes(grade);
}

/** Whether it is blamed for something that a busy machine may have caused. */
function isUnsure({ grade, proofs }: Judgement): boolean {
  const isFinal = (proof: Proof) =>
    proof.kind === "second-effect" ||
    (proof.kind === "missing" && proof.isFinal) ||
    // It had the whole timeout: a second look would wait just as long for nothing.
    (proof.kind === "protocol" && proof.attempt?.outcome === "timeout");
  return grade === "fail" && !proofs.some(isFinal);
}

/**
 * The second look counts; anything that it clears is mentioned. A second look that was impossible, since not even a plain event was
 * accepted, clears nothing that was observed.
 */
function settled(first: Judgement, second: Judgement): Judgement {
  if (first.grade !== "fail" || second.grade === "fail") return second;
  if (second.grade === "skip" && first.proofs.some(({ kind }) => kind === "protocol")) {
    return {
      ...first,
      evidence: [...first.evidence, `Run again on its own, it is skip. ${second.reason ?? ""}`.trim()],
    };
  }
  const fact = `The first run failed: ${first.reason ?? "no reason given."} Run again on its own, it is ${second.grade}.`;
  return { ...second, evidence: [...second.evidence, fact] };
}

interface Once {
  readonly judgement: Judgement;
  readonly mockMs: number;
  readonly wasHasty: boolean;
}

async function runOnce(check: Check, options: CheckContextOptions): Promise<Once> {
  const context = new CheckContext(options);
  try {
    const judgement = await check.perform(context);
    return { judgement, mockMs: context.mockMs, wasHasty: context.wasHasty };
  } catch (error) {
    if (error instanceof SmartLeadMockError && error.code !== "internal") throw error;
    return { judgement: defectOf(error), mockMs: context.mockMs, wasHasty: false };
  } finally {
    await context.close();
  }
}

function defectOf(error: unknown): Judgement {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const message = "A bug in smartlead-mock ended this check; please report it.";
  return inconclusive({ reason: message, findings: [bareFinding(message, { actual: text })] });
}
