import { SmartLeadMockError } from "../errors.ts";
import { systemTime } from "../time/system-clock.ts";
import { Bench, type BenchOptions } from "./bench/bench.ts";
import type { Check, Judgement } from "./check.ts";
import { bareFinding, inconclusive } from "./judging/findings.ts";

/** A check that was performed. */
export interface PerformedCheck {
  readonly judgement: Judgement;
  /** Real ms. */
  readonly durationMs: number;
  /** Milliseconds on the clocks of its mocks. */
  readonly mockMs: number;
}

/**
 * Performs a check, and once more with the full time for each attempt where haste may have led to what it is blamed for (PRODUCT §4). A
 * defect of ours is told in the report and blames nobody; what stands against the whole run (`usage`) is thrown.
 */
export async function performCheck(
  check: Check,
  options: Omit<BenchOptions, "checkId" | "hasFullTime">,
): Promise<PerformedCheck> {
  const startedAt = systemTime.monotonicMs();
  const hasty = await performOnce(check, { ...options, checkId: check.id, hasFullTime: false });
  // A warning too: an answer that was cut is followed by one that comes "on a later try only".
  const isDoubtful = ["fail", "warn", "inconclusive"].includes(hasty.judgement.grade);
  const { judgement, mockMs } =
    hasty.wasHasty && isDoubtful
      ? await performOnce(check, { ...options, checkId: check.id, hasFullTime: true })
      : hasty;
  return { judgement, mockMs, durationMs: Math.round(systemTime.monotonicMs() - startedAt) };
}

interface Once {
  readonly judgement: Judgement;
  readonly mockMs: number;
  readonly wasHasty: boolean;
}

async function performOnce(check: Check, options: BenchOptions): Promise<Once> {
  const bench = new Bench(options);
  try {
    const judgement = await check.perform(bench);
    return { judgement, mockMs: bench.mockMs, wasHasty: bench.wasHasty };
  } catch (error) {
    if (error instanceof SmartLeadMockError && error.code !== "internal") throw error;
    return { judgement: defectOf(error), mockMs: bench.mockMs, wasHasty: false };
  } finally {
    await bench.close();
  }
}

function defectOf(error: unknown): Judgement {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const message = "A defect of smartlead-mock ended the check; please report it.";
  return inconclusive({ reason: message, findings: [bareFinding(message, { actual: text })] });
}
