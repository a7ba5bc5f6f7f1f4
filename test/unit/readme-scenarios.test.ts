import { describe, expect } from "vitest";
import type { z } from "zod";
import { EXPECTATION_SCHEMAS } from "../../src/harness/scenarios/expectation-schemas.ts";
import { listLibrary } from "../../src/harness/scenarios/library.ts";
import { SETTING_SCHEMAS } from "../../src/harness/scenarios/scenario-schema.ts";
import { STEP_SCHEMAS } from "../../src/harness/scenarios/step-schemas.ts";
import { MATCHER_NAMES } from "../../src/harness/scenarios/value-schemas.ts";
import { table, testBlocks } from "./readme-blocks.ts";

/** The pages' tables of scenarios come from the schemas. `UPDATE_README=1 npx vitest run test/unit/readme-scenarios.test.ts` writes them anew. */
const code = (words: readonly string[]) => words.map((word) => `\`${word}\``).join(", ");

const BLOCKS = {
  library: table(
    ["name", "what happens", "covers"],
    listLibrary().map(({ name, title, covers, needs }) => [
      `\`${name}\``,
      needs.length === 0 ? title : `${title} (needs ${needs.join(", ")})`,
      covers.join(", "),
    ]),
  ),
  settings: table(
    ["key", "meaning"],
    Object.entries(SETTING_SCHEMAS)
      .filter(([key]) => key !== "$schema" && key !== "name")
      .map(([key, schema]) => [`\`${key}\``, schema.description ?? ""]),
  ),
  steps: table(
    ["step", "what it does", "also takes"],
    Object.entries(STEP_SCHEMAS).map(([action, schema]) => {
      const others = Object.keys(schema.shape).filter((key) => key !== action && key !== "name");
      return [`\`${action}\``, described(schema.shape, action), code(others)];
    }),
  ),
  expectations: table(
    ["subject", "what it is about", "says"],
    Object.entries(EXPECTATION_SCHEMAS).map(([subject, schema]) => {
      const others = Object.keys(schema.shape).filter((key) => key !== subject);
      return [`\`${subject}\``, described(schema.shape, subject), code(others)];
    }),
  ),
  matchers: `${code(MATCHER_NAMES)}.`,
} as const;

describe("the page on scenarios", () => {
  testBlocks(BLOCKS);
});

/** What an action is about stands with its own key. */
function described(shape: Readonly<Record<string, z.ZodType>>, key: string): string {
  const description = shape[key]?.description;
  expect(description, `the description of ${key}`).toBeDefined();
  return description ?? "";
}
