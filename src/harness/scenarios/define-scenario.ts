import type { Scenario } from "./scenario.ts";

/**
 * A scenario in TypeScript, with completion and a check by the compiler.
 * @example export default defineScenario({ name: "a reply arrives", steps: [{ emit: "EMAIL_REPLY", as: "reply" }, { settle: "reply" }, { expect: { delivery: "reply", state: "delivered" } }] })
 */
export function defineScenario(scenario: Scenario): Scenario {
  return scenario;
}
