import { definedOnly } from "../../../../base/defined-only.ts";
import { describeExpected, isMatch, shownValue } from "../../value-matchers.ts";
import type { Diagnostic, RunContext } from "../run-context.ts";
import type { StepPath } from "../run-options.ts";

/** An expectation that does not hold, or that nothing proves or refutes. */
export interface Verdict {
  readonly kind: "failed" | "unproven";
  readonly diagnostic: Diagnostic;
  /** Whether missing evidence may still arrive: the receiver reports at any time. */
  readonly mayStillCome: boolean;
}

/** The context of an expectation, and its place. */
export interface Place {
  readonly context: RunContext;
  readonly path: StepPath;
}

export interface Compared {
  /** The beginning of the sentence: "The state of reply". */
  readonly what: string;
  readonly verb?: "is" | "are";
  readonly expected: unknown;
  readonly actual: unknown;
  readonly path: StepPath;
  readonly deliveryId?: string;
  /** Shown instead of the value itself. */
  readonly actualText?: string;
  readonly expectedText?: string;
  readonly mayStillCome?: boolean;
}

/** Returns nothing if it is as expected; else one sentence. */
export function compare(compared: Compared): readonly Verdict[] {
  return isMatch(compared.expected, compared.actual) ? [] : [mismatch(compared)];
}

/** The sentence on a mismatch. */
export function mismatch(compared: Compared, kind: Verdict["kind"] = "failed"): Verdict {
  const { what, verb = "is", expected, actual, path, deliveryId, mayStillCome = false } = compared;
  const actualText = compared.actualText ?? shownValue(actual);
  const expectedText = compared.expectedText ?? describeExpected(expected);
  return {
    kind,
    mayStillCome,
    diagnostic: {
      message: `${what} ${verb} ${actualText}; expected ${expectedText}.`,
      expected: expectedText,
      actual: actualText,
      path,
      ...definedOnly({ deliveryId }),
    },
  };
}

export function failed(message: string, path: StepPath, deliveryId?: string): Verdict {
  const diagnostic = definedOnly({ message, path, deliveryId });
  return { kind: "failed", mayStillCome: false, diagnostic };
}

export function unproven(message: string, path: StepPath, deliveryId?: string): Verdict {
  return { ...failed(message, path, deliveryId), kind: "unproven" };
}

/** A count that is too small may still grow, if the expectation allows a higher count. */
export function mayStillGrow(expected: unknown, actual: number): boolean {
  if (typeof expected === "number") return actual < expected;
  // Matchers for counts name bounds; some higher counts are tried to find out whether one would match.
  return NEXT_COUNTS.some((more) => isMatch(expected, actual + more));
}

/** Offsets to the present count that are tried; a `between` or `at_least` far above is detected by its own bound. */
const NEXT_COUNTS = [1, 2, 3, 5, 10, 100, 1_000, 10_000] as const;
