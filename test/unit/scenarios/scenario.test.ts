import { describe, expect, it } from "vitest";
import { loadedFromObject } from "../../../src/harness/scenarios/loading/loaded-scenario.ts";
import { defineScenario } from "../../../src/harness/scenarios/scenario.ts";

const scenario = defineScenario({
  name: "a reply arrives",
  vars: { lead: "ann@example.com" },
  steps: [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: expressions of scenarios look like that.
    { emit: "EMAIL_REPLY", as: "reply", lead: "${lead}" },
    { settle: "reply" },
    { expect: { delivery: "reply", state: "delivered", attempts: { at_least: 1 } } },
  ],
});

describe("defineScenario", () => {
  it("gives the scenario back as it is", () => {
    expect(loadedFromObject(scenario).scenario).toEqual(scenario);
  });

  it("makes one that is checked like one of a file, and has no lines", () => {
    const loaded = loadedFromObject(scenario, "reply.ts");
    expect(loaded.file).toBe("reply.ts");
    expect(loaded.libraryName).toBeNull();
    expect(loaded.placeOf(["steps", 1, "settle"])).toEqual({ file: "reply.ts", line: null, column: null });
    const misnamed = { ...scenario, steps: [...scenario.steps, { settle: "rply" }] };
    expect(() => loadedFromObject(misnamed)).toThrow("did you mean reply?");
  });

  it("refuses by the compiler what no scenario may say", () => {
    const wrong = [
      // Known as a mistyped one when it is loaded: a dialect of one's own may have types of its own.
      defineScenario({ name: "a", steps: [{ emit: "EMAIL_REPLIED" }] }),
      // @ts-expect-error: no such state
      defineScenario({ name: "a", steps: [{ expect: { delivery: "a", state: "done" } }] }),
      // @ts-expect-error: no steps
      defineScenario({ name: "a" }),
    ];
    for (const one of wrong) expect(() => loadedFromObject(one)).toThrow();
  });
});
