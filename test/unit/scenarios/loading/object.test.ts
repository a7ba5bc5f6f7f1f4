import { describe, expect, it } from "vitest";
import { loadedFromObject } from "../../../../src/harness/scenarios/loading/loaded-scenario.ts";
import { defineScenario } from "../../../../src/harness/scenarios/scenario.ts";

describe("a scenario that is made in code", () => {
  it("is checked like one of a file, and has no places", () => {
    const loaded = loadedFromObject(
      defineScenario({
        name: "a reply",
        steps: [{ emit: "EMAIL_REPLY", as: "reply" }, { expect: { delivery: "reply", state: "delivered" } }],
      }),
    );
    expect(loaded).toMatchObject({ file: "scenario", libraryName: null, scenario: { name: "a reply" } });
    expect(loaded.placeOf(["steps", 1])).toEqual({ file: "scenario", line: null, column: null });
  });

  it("says what is wrong with it, and how much more is", () => {
    expect(() =>
      loadedFromObject(
        { name: "x", steps: [{ settle: "rply" }, { settle: "replies" }, { expect: { requests: 0 } }] },
        "my test",
      ),
    ).toThrow(
      "my test: steps[0].settle names rply, which is not known here; bind it by `as` in an earlier step, or in vars (and 1 more).",
    );
  });

  it("is a copy: what is changed later does not reach it", () => {
    const vars = { count: 1 };
    const loaded = loadedFromObject({ name: "x", vars, steps: [{ expect: { requests: 0 } }] });
    vars.count = 2;
    expect(loaded.scenario.vars).toEqual({ count: 1 });
  });

  it("may leave keys undefined, as code does", () => {
    const scenario = defineScenario({ name: "x", steps: [{ expect: { requests: 0 } }] });
    const loaded = loadedFromObject(Object.assign({}, scenario, JSON.parse("{}"), { vars: undefined }));
    expect(loaded.scenario).toStrictEqual(scenario);
  });
});
