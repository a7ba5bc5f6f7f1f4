import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { loadScenarios } from "../../../../src/harness/scenarios/loading/load-scenarios.ts";

const cwd = mkdtempSync(join(tmpdir(), "smartlead-scenarios-"));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

// From the sources, the package's own door is compiled on the way, with all that it imports.
it("a scenario in TypeScript imports defineScenario from the package's own name, and its literals have places", async () => {
  const text = (name: string) =>
    `import { defineScenario } from "smartlead-mock";\n\nconst lead: string = "ann@example.com";\nexport default defineScenario({\n  name: "x",\n  steps: [\n    { emit: "EMAIL_REPLY", as: "reply", lead },\n    { expect: { delivery: "${name}", state: "delivered" } },\n  ],\n});\n`;
  writeFileSync(join(cwd, "right.ts"), text("reply"));
  const [loaded] = await loadScenarios("right.ts", { cwd });
  expect(loaded?.scenario.steps[0]).toMatchObject({ lead: "ann@example.com" });
  expect(loaded?.placeOf(["steps", 1, "expect"])).toEqual({ file: "right.ts", line: 8, column: 7 });
  writeFileSync(join(cwd, "wrong.ts"), text("rply"));
  await expect(loadScenarios("wrong.ts", { cwd })).rejects.toThrow(
    "wrong.ts:8:28: steps[1].expect.delivery names rply, which is not known here; did you mean reply?",
  );
});
