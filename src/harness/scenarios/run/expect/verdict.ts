import { definedOnly } from "../../../../base/defined-only.ts";
import { describeExpected, isMatch, shownValue } from "../../value-matchers.ts";
import type { Diagnostic, RunContext } from "../run-context.ts";
import type { StepPath } from "../run-options.ts";

/** An expectation that does not hold, or of which nothing shows whether it does. */
export interface Verdict {
  readonly kind: "failed" | "unproven";
  readonly diagnostic: Diagnostic;
  /** What is missing may still be on its way: the receiver reports when it likes. */
  readonly mayStillCome: boolean;
}

/** What an expectation is held against, and where it stands. */
export interface Place {
  readonly context: RunContext;
  readonly path: StepPath;
}

export interface Compared {
  /** As the sentence begins: "The state of reply". */
  readonly what: string;
  readonly verb?: "is" | "are";
  readonly expected: unknown;
  readonly actual: unknown;
  readonly path: StepPath;
  readonly deliveryId?: string;
  /** In the place of the value itself. */
  readonly actualText?: string;
  readonly expectedText?: string;
  readonly mayStillCome?: boolean;
}

/** Nothing when it is as expected; else one sentence. */
export function compare(compared: Compared): readonly Verdict[] {
  return isMatch(compared.expected, compared.actual) ? [] : [mismatch(compared)];
}

/** The sentence on what is not as expected. */
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

/** A count that is too small may still grow: it is expected to be greater, or to be what it can still become. */
export function mayStillGrow(expected: unknown, actual: number): boolean {
  if (typeof expected === "number") return actual < expected;
  // Matchers about counts name bounds; whether a greater count fits is found by trying those just above.
  return NEXT_COUNTS.some((more) => isMatch(expected, actual + more));
}

/** Counts above the present one that are tried; a `between` or `at_least` far above is still seen by its own bound. */
const NEXT_COUNTS = [1, 2, 3, 5, 10, 100, 1_000, 10_000] as const;
