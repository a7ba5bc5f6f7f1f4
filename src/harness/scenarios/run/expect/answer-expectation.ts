import { readPath } from "../../read-path.ts";
import type { ApiStep } from "../../step.ts";
import { describeExpected, isMatch, shownValue } from "../../value-matchers.ts";
import type { Diagnostic } from "../run-context.ts";
import type { ApiAnswer, StepPath } from "../run-options.ts";
import { compare } from "./verdict.ts";

/** Holds an answer of SmartLead's API against what the step says of it. */
export function compareAll(
  { api, status: expected = 200, answer: wanted = {} }: ApiStep,
  { answer, path }: { readonly answer: ApiAnswer; readonly path: StepPath },
): readonly Diagnostic[] {
  if (!isMatch(expected, answer.status)) {
    const [expectedText, actualText] = [describeExpected(expected), `${answer.status} ${shownValue(answer.body)}`];
    const message = `${api} was answered ${actualText}; expected ${expectedText}.`;
    return [{ message, expected: expectedText, actual: actualText, path: [...path, "api"] }];
  }
  return Object.entries(wanted)
    .flatMap(([place, value]) =>
      compare({
        what: `${place} in the answer to ${api}`,
        expected: value,
        actual: readPath(answer.body, place),
        path: [...path, "answer", place],
      }),
    )
    .map(({ diagnostic }) => diagnostic);
}
