// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scenarios write their expressions so.
import { describe, expect, it } from "vitest";
import type { Expectation } from "../../../../src/harness/scenarios/expectation.ts";
import { loadedFromObject } from "../../../../src/harness/scenarios/loading/loaded-scenario.ts";
import {
  FAULTS,
  type Known,
  MANY_EVENTS,
  ONE_DELIVERY,
  ONE_EVENT,
  type Possible,
  SETUP_NAMES,
  STEP_NAMES,
} from "../../../../src/harness/scenarios/loading/names/known.ts";
import { runScenario } from "../../../../src/harness/scenarios/run/run-scenario.ts";
import type { Step } from "../../../../src/harness/scenarios/step.ts";
import { openEnvironment } from "../../../../src/harness/session/test-environment.ts";

/** Parts that are only there where they apply. */
const OPTIONAL = new Set(["event_name", "withheld_because", "proxied"]);

/** That a name, when the scenario is performed, has just the parts that the check knows of before. */
function expectationsOn(way: string, known: Known): Expectation[] {
  if (known.kind === "list") {
    const first = known.item.kind === "any" ? [] : expectationsOn(`${way}[0]`, known.item);
    return [{ value: `\${${way}}`, is: { type: "array" } }, ...first];
  }
  if (known.kind === "plain")
    return [{ value: `\${${way}}`, is: { not: { one_of: [{ type: "object" }, { type: "array" }] } } }];
  if (known.kind === "any") return [];
  const parts = Object.entries(known.keys).filter(([key]) => !OPTIONAL.has(key));
  return [
    { value: `\${${way}}`, is: { type: "object", length: parts.length } },
    ...parts.flatMap(([key, part]) => [
      { value: `\${${way}.${key}}`, is: { present: true as const } },
      ...expectationsOn(`${way}.${key}`, part),
    ]),
  ];
}

const STEPS: readonly Step[] = [
  { emit: "EMAIL_REPLY", as: "reply" },
  { emit: "EMAIL_OPEN", count: 2, as: "opens" },
  { settle: "all" },
  { arm: { kind: "timeout", first: 1, event_type: "EMAIL_SENT" }, as: "outage" },
  { resend: "reply", as: "again" },
  { settle: "again" },
];

describe("what is known of names before a scenario is performed", () => {
  it.each<[string, Possible]>([
    ...Object.entries(SETUP_NAMES),
    ...Object.entries(STEP_NAMES),
    ["reply", ONE_EVENT],
    ["opens", MANY_EVENTS],
    ["again", ONE_DELIVERY],
    ["outage", FAULTS],
  ])("is so when it is performed: %s", { timeout: 60_000 }, async (name, { view }) => {
    const loaded = loadedFromObject({
      name: "names",
      world: { campaigns: [{ name: "A", leads: 2 }] },
      steps: [...STEPS, { expect: expectationsOn(name, view) }],
    });
    const { item } = await runScenario(loaded, { run: "test", version: "test", openEnvironment });
    expect(item.findings).toEqual([]);
    expect(item.grade).toBe("ok");
  });
});
