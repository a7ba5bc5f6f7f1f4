import { systemTime } from "../../../../base/time/system-clock.ts";
import type { Expectation } from "../../expectation.ts";
import type { ExpectStep } from "../../step.ts";
import { judge, judgeRead } from "../expect/judge.ts";
import type { Place, Verdict } from "../expect/verdict.ts";
import type { RunContext } from "../run-context.ts";
import { until } from "../waiting.ts";
import type { StepPlace, TakeStep } from "./take-step.ts";

/** Checks all expectations of the step; the clock is paused meanwhile. Reports of the receiver may be late, so the step waits a little for them. */
export const expectStep: TakeStep<ExpectStep> = async ({ expect: written }, place) => {
  const { context } = place;
  const expectations = isList(written) ? written : [written];
  let verdicts: readonly Verdict[] = [];
  await context.probed?.end();
  const begun = systemTime.monotonicMs();
  const work = new WorkWatch(context, begun);
  await until(context, {
    holds: () => {
      verdicts = judgeAll(written, place);
      work.look();
      return (
        !verdicts.some(({ mayStillCome }) => mayStillCome) && !(asksForWork(expectations) && isWorkOnItsWay(context))
      );
    },
    isMoving: false,
    // The lag may be learned meanwhile, and a queue that is being processed gets more time.
    restMs: () => Math.min(work.latest + patienceMs(context), begun + LONGEST_MS) - systemTime.monotonicMs(),
  });
  verdicts = [...verdicts, ...(await readVerdicts(written, place))];
  context.expectationCount += expectations.length;
  context.unproven.push(...verdicts.filter(({ kind }) => kind === "unproven").map(({ diagnostic }) => diagnostic));
  return verdicts.filter(({ kind }) => kind === "failed").map(({ diagnostic }) => diagnostic);
};

/** Maximum real ms for a queue to be processed. */
const LONGEST_MS = 60_000;

/** Tracks when the receiver last showed any work, even if it cannot be attributed. */
class WorkWatch {
  /** Real ms, monotonic. */
  latest: number;
  readonly #context: RunContext;
  #seen: number;

  constructor(context: RunContext, begun: number) {
    this.#context = context;
    this.latest = begun;
    this.#seen = this.#count();
  }

  look(): void {
    const seen = this.#count();
    if (seen !== this.#seen) this.latest = systemTime.monotonicMs();
    this.#seen = seen;
  }

  #count(): number {
    const { effects, reactions } = this.#context.mock;
    return effects.list().length + reactions.calls().length;
  }
}

/** The lag seen in this scenario, and at least the time of a receiver's report. */
function patienceMs({ limits, mock }: RunContext): number {
  return Math.max(limits.patienceMs, mock.reactions.lagWindow() ?? 0);
}

/** If work was seen after the answer, a second piece of it is as late as the first. */
function isWorkOnItsWay({ mock }: RunContext): boolean {
  if ((mock.reactions.lagWindow() ?? 0) === 0) return false;
  return [...mock.deliveries.all()].some(({ request_id }) => mock.reactions.effectsComeWithinMs(request_id) > 0);
}

function asksForWork(expectations: readonly Expectation[]): boolean {
  return expectations.some((one) => "effects" in one || "duplicates" in one || "duplicate" in one);
}

function judgeAll(written: ExpectStep["expect"], place: StepPlace): readonly Verdict[] {
  return placed(written, place).flatMap(([one, at]) => ("lead" in one ? [] : judge(one, at)));
}

/** Read once, when everything else has settled. */
async function readVerdicts(written: ExpectStep["expect"], place: StepPlace): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const [one, at] of placed(written, place)) if ("lead" in one) verdicts.push(...(await judgeRead(one, at)));
  return verdicts;
}

function placed(
  written: ExpectStep["expect"],
  { context, path }: StepPlace,
): readonly (readonly [Expectation, Place])[] {
  if (!isList(written)) return [[written, { context, path: [...path, "expect"] }]];
  return written.map((one, index) => [one, { context, path: [...path, "expect", index] }]);
}

function isList(written: Expectation | readonly Expectation[]): written is readonly Expectation[] {
  return Array.isArray(written);
}
