import { systemTime } from "../../../../base/time/system-clock.ts";
import type { Expectation } from "../../expectation.ts";
import type { ExpectStep } from "../../step.ts";
import { judge, judgeRead } from "../expect/judge.ts";
import type { Place, Verdict } from "../expect/verdict.ts";
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
    // How late work comes may be learned meanwhile, and a queue that is being worked off is not given up.
    restMs: () => Math.min(work.latest + patienceMs(context), begun + LONGEST_MS) - systemTime.monotonicMs(),
  });
  verdicts = [...verdicts, ...(await readVerdicts(written, place))];
  context.expectationCount += expectations.length;
  context.unproven.push(...verdicts.filter(({ kind }) => kind === "unproven").map(({ diagnostic }) => diagnostic));
  return verdicts.filter(({ kind }) => kind === "failed").map(({ diagnostic }) => diagnostic);
};

/** Real ms in which a queue may be worked off. */
const LONGEST_MS = 60_000;

/** When the receiver last showed some of its work, be it certain whose it is or not. */
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

function judgeAll(written: ExpectStep["expect"], place: StepPlace): readonly Verdict[] {
  return placed(written, place).flatMap(([one, at]) => ("lead" in one ? [] : judge(one, at)));
}

/** Read once, when all else has come to rest. */
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
