// The package's door for vitest: `test` with a `smartlead` fixture, and matchers that explain themselves.
import { expect } from "vitest";
import { type SmartLeadMatchers, smartleadMatchers } from "./matchers.ts";

export type { SmartLeadMatchers } from "./matchers.ts";
export { type SmartLeadFixtures, test, test as it } from "./smartlead-test.ts";
export { smartleadMatchers };

expect.extend(smartleadMatchers);

declare module "vitest" {
  interface Assertion<T> extends SmartLeadMatchers<T> {}
  interface AsymmetricMatchersContaining extends SmartLeadMatchers {}
}
