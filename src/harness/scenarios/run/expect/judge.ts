import { assertNever } from "../../../../base/errors.ts";
import type { Expectation, LeadExpectation } from "../../expectation.ts";
import { matcherProblem } from "../../value-matchers.ts";
import { filledExpectation } from "../filled.ts";
import { judgeCounters, judgeEvents, judgeOrder, judgeSummary, judgeValue } from "./account-expectations.ts";
import { judgeDeliveries } from "./delivery-expectation.ts";
import { judgeCalls, judgeDuplicates, judgeEffects, judgeRequests } from "./evidence-expectations.ts";
import { judgeLead } from "./lead-expectation.ts";
import { failed, type Place, type Verdict } from "./verdict.ts";

/**
 * Compares an expectation with what has happened so far; returns nothing if it holds. Throws `config` for a name that refers to nothing of
 * the required kind.
 */
export function judge(written: Expectation, place: Place): readonly Verdict[] {
  const { expectation, diagnostics } = filledExpectation(written, place);
  if (diagnostics.length > 0) return diagnostics.map(({ message, path }) => failed(message, path));
  const problem = problemIn(expectation);
  return problem === null ? judgeFilled(expectation, place) : [failed(problem, place.path)];
}

/** The same for an expectation that must first read the receiver's state of a lead. */
export async function judgeRead(written: LeadExpectation, place: Place): Promise<readonly Verdict[]> {
  const { expectation, diagnostics } = filledExpectation(written, place);
  if (diagnostics.length > 0) return diagnostics.map(({ message, path }) => failed(message, path));
  return judgeLead(expectation, place);
}

function judgeFilled(expectation: Expectation, place: Place): readonly Verdict[] {
  if ("delivery" in expectation) return judgeDeliveries(expectation, place);
  if ("event" in expectation) return judgeEvents(expectation, place);
  if ("effects" in expectation) return judgeEffects(expectation, place);
  if ("duplicates" in expectation) return judgeDuplicates(expectation, place);
  if ("order" in expectation) return judgeOrder(expectation, place);
  if ("summary" in expectation) return judgeSummary(expectation, place);
  if ("counters" in expectation) return judgeCounters(expectation, place);
  if ("calls" in expectation) return judgeCalls(expectation, place);
  if ("requests" in expectation) return judgeRequests(expectation, place);
  if ("lead" in expectation) return [failed("`lead` works in an expectation, not in a wait.", place.path)];
  if ("value" in expectation) return judgeValue(expectation, place);
  return assertNever(expectation);
}

/** An invalid pattern is an error in the scenario, wherever it is. */
function problemIn(value: unknown): string | null {
  const problem = matcherProblem(value);
  if (problem !== null) return problem;
  if (typeof value !== "object" || value === null) return null;
  for (const inner of Object.values(value)) {
    const found = problemIn(inner);
    if (found !== null) return found;
  }
  return null;
}
