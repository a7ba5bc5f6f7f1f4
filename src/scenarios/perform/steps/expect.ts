import { systemTime } from "../../../time/system-clock.ts";
import type { Expectation } from "../../expectation.ts";
import type { ExpectStep } from "../../step.ts";
import { judge } from "../expect/judge.ts";
import type { Verdict } from "../expect/verdict.ts";
import { until } from "../waiting.ts";
import type { StepPlace, TakeStep } from "./step.ts";

/**
 * Holds all expectations of the step against what has happened; time stands still meanwhile. What the receiver reports may still be
 * on its way, so that is waited for a little.
 */
export const expectStep: TakeStep<ExpectStep> = async ({ expect: written }, place) => {
  const { scene } = place;
  const expectations = isList(written) ? written : [written];
  let verdicts: readonly Verdict[] = [];
  const end = systemTime.monotonicMs() + scene.limits.patienceMs;
  await until(scene, {
    holds: () => {
      verdicts = judgeAll(written, place);
      return verdicts.length === 0 || !verdicts.some(({ mayStillCome }) => mayStillCome);
    },
    isMoving: false,
    restMs: () => end - systemTime.monotonicMs(),
  });
  scene.expectationCount += expectations.length;
  scene.unproven.push(...verdicts.filter(({ kind }) => kind === "unproven").map(({ complaint }) => complaint));
  return verdicts.filter(({ kind }) => kind === "failed").map(({ complaint }) => complaint);
};

function judgeAll(written: ExpectStep["expect"], { scene, path }: StepPlace): readonly Verdict[] {
  if (!isList(written)) return judge(written, { scene, path: [...path, "expect"] });
  return written.flatMap((one, index) => judge(one, { scene, path: [...path, "expect", index] }));
}

function isList(written: Expectation | readonly Expectation[]): written is readonly Expectation[] {
  return Array.isArray(written);
}
