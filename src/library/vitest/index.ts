// The package's entry point for vitest: `test` with a `smartlead` fixture, and matchers that explain themselves.
import { expect } from "vitest";
import { type SmartLeadMatchers, smartleadMatchers } from "./matchers.ts";

export type { MatcherAnswer, SmartLeadMatchers } from "./matchers.ts";
export { type SmartLeadFixtures, smartleadTest, test, test as it } from "./smartlead-test.ts";
export { smartleadMatchers };

expect.extend(smartleadMatchers);

declare module "vitest" {
  interface AsymmetricMatchersContaining extends SmartLeadMatchers {}
}

declare global {
  // vitest's own Assertion has other type parameters in each major version, and takes its methods from here in all of them.
  // biome-ignore lint/style/noNamespace: chai's types are a namespace
  namespace Chai {
    interface Assertion extends SmartLeadMatchers<void> {}
  }
}
