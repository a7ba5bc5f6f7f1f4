// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of scenarios look like that.
import { describe, expect, it } from "vitest";
import type { Scenario } from "../../../../src/harness/scenarios/scenario.ts";
import type { Step } from "../../../../src/harness/scenarios/step.ts";
import { PROOF, perform, SETTLE } from "../sketch.ts";

const vars = { seven: 7, pair: { a: 1 }, nothing: null, words: "two words", half: "(" } satisfies Scenario["vars"];

/** What is told of a step behind an emit and a settle. */
async function toldOf(step: Step): Promise<readonly string[]> {
  const steps: readonly Step[] = [{ emit: "EMAIL_REPLY", as: "reply" }, SETTLE, step, PROOF];
  const { told } = await perform({ vars, steps }, { limits: { patienceMs: 0, withinMs: 0 } });
  return told;
}

describe("an expression that stands for something else than is wanted", () => {
  it.each<[Step, string]>([
    [{ emit: "EMAIL_REPLY", lead: "${seven}" }, "steps[2].lead: steps[2].lead must be a string."],
    [
      { emit: "EMAIL_REPLY", campaign: "${pair}" },
      "steps[2].campaign: steps[2].campaign must be a campaign's id or name.",
    ],
    [
      { api: "GET /campaigns/${words}" },
      "steps[2].api: steps[2].api must be a method and a path, such as GET /campaigns.",
    ],
    [
      { api: "GET /campaigns", capture: { one: "${nothing}" } },
      "steps[2].capture.one: steps[2].capture.one must be a string.",
    ],
    [{ wait: "${words}" }, "steps[2].wait: steps[2].wait must be a duration such as 500ms, 30s or 1h30m."],
    [
      { advance: "${words}" },
      "steps[2].advance: steps[2].advance must be a duration such as 30m, a time such as 2026-01-05T12:00:00Z, or next.",
    ],
    [
      { receiver: [{ after: "${words}" }] },
      "steps[2].receiver[0].after: steps[2].receiver[0].after must be a duration such as 500ms, 30s or 1h30m.",
    ],
    [
      { arm: { kind: "extra-field", lead_email: "${seven}" } },
      "steps[2].arm.lead_email: steps[2].arm.lead_email must be a string.",
    ],
    [
      { expect: { delivery: "reply", attempts: "${words}" } },
      "steps[2].expect.attempts: steps[2].expect.attempts must be a whole number, or a matcher such as {at_least: 1} or {one_of: […]}.",
    ],
    [
      { expect: [{ delivery: "reply", waits: ["${pair}"] }] },
      "steps[2].expect[0].waits[0]: steps[2].expect[0].waits[0] must be a duration such as 500ms, 30s or 1h30m.",
    ],
    [{ expect: { value: 1, is: { matches: "${half}" } } }, 'steps[2].expect: "(" is not a regular expression.'],
    [
      { wait: { requests: 1, within: "${words}" } },
      "steps[2].wait.within: steps[2].wait.within must be a duration such as 500ms, 30s or 1h30m.",
    ],
  ])("%j", async (step, sentence) => {
    expect(await toldOf(step)).toEqual([sentence]);
  });

  it("stands for what a name means now: a path that leads nowhere is told where it is written", async () => {
    expect(await toldOf({ set_vars: { deep: "${pair.a.b}" } })).toEqual([
      "steps[2]: ${pair.a.b} refers to nothing: pair.a has no b.",
    ]);
  });
});
