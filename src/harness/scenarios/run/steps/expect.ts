import { systemTime } from "../../../../base/time/system-clock.ts";
import type { Expectation } from "../../expectation.ts";
import type { ExpectStep } from "../../step.ts";
import { judge } from "../expect/judge.ts";
import type { Verdict } from "../expect/verdict.ts";
import type { RunContext } from "../run-context.ts";
import { until } from "../waiting.ts";
import type { StepPlace, TakeStep } from "./take-step.ts";

/**
 * Holds all expectations of the step against what has happened; time stands still meanwhile. What the receiver reports may still be
 * on its way, so that is waited for a little.
 */
export const expectStep: TakeStep<ExpectStep> = async ({ expect: written }, place) => {
  const { context } = place;
  const expectations = isList(written) ? written : [written];
  let verdicts: readonly Verdict[] = [];
  await context.probed?.end();
  const begun = systemTime.monotonicMs();
  await until(context, {
    holds: () => {
      verdicts = judgeAll(written, place);
      return (
        !verdicts.some(({ mayStillCome }) => mayStillCome) && !(asksForWork(expectations) && isWorkOnItsWay(context))
      );
    },
    isMoving: false,
    // How late work comes may be learned meanwhile.
    restMs: () => begun + patienceMs(context) - systemTime.monotonicMs(),
  });
  context.expectationCount += expectations.length;
  context.unproven.push(...verdicts.filter(({ kind }) => kind === "unproven").map(({ diagnostic }) => diagnostic));
  return verdicts.filter(({ kind }) => kind === "failed").map(({ diagnostic }) => diagnostic);
};

/** As late as work was seen to come in this story, and at least as long as a receiver's report takes. */
function patienceMs({ limits, mock }: RunContext): number {
  return Math.max(limits.patienceMs, mock.reactions.lagWindow() ?? 0);
}

/** Where work was seen to come after the answer, a second piece of it comes as late as the first. */
function isWorkOnItsWay({ mock }: RunContext): boolean {
  if ((mock.reactions.lagWindow() ?? 0) === 0) return false;
  return [...mock.deliveries.all()].some(({ request_id }) => mock.reactions.effectsComeWithinMs(request_id) > 0);
}

function asksForWork(expectations: readonly Expectation[]): boolean {
  return expectations.some((one) => "effects" in one || "duplicates" in one || "duplicate" in one);
}

function judgeAll(written: ExpectStep["expect"], { context, path }: StepPlace): readonly Verdict[] {
  if (!isList(written)) return judge(written, { context, path: [...path, "expect"] });
  return written.flatMap((one, index) => judge(one, { context, path: [...path, "expect", index] }));
}

function isList(written: Expectation | readonly Expectation[]): written is readonly Expectation[] {
  return Array.isArray(written);
}
