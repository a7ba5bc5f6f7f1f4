// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scenarios write their expressions so.
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { libraryFile, libraryNames, listLibrary } from "../../../../src/harness/scenarios/library.ts";
import { loadedFrom } from "../../../../src/harness/scenarios/loading/loaded-scenario.ts";
import { yamlScenarios } from "../../../../src/harness/scenarios/loading/yaml-scenarios.ts";
import { scenarioJsonSchema } from "../../../../src/harness/scenarios/scenario-schema.ts";

const isScenario = new Ajv2020({ strict: false, validateFormats: false }).compile(scenarioJsonSchema());

function sourcesOf(name: string) {
  const file = libraryFile(name);
  return yamlScenarios({ file, text: readFileSync(file, "utf8") });
}

describe("the library", () => {
  it("covers the pains of the reference", () => {
    expect(libraryNames().length).toBeGreaterThanOrEqual(29);
  });

  it.each(libraryNames())("%s loads, is one scenario, and says what it is about", (name) => {
    const sources = sourcesOf(name);
    expect(sources).toHaveLength(1);
    const [{ scenario }] = sources.map((source) => loadedFrom(source, name)) as [ReturnType<typeof loadedFrom>];
    expect(scenario.description).toMatch(/\S/);
    expect(scenario.covers?.length).toBeGreaterThan(0);
  });

  it.each(libraryNames())("%s fulfils the published schema", (name) => {
    for (const { data } of sourcesOf(name)) {
      isScenario(data);
      expect(isScenario.errors).toBeNull();
    }
  });

  it("lists itself by name, with what it needs", () => {
    const entries = listLibrary();
    expect(entries.map(({ name }) => name)).toEqual(libraryNames());
    expect(new Set(entries.map(({ title }) => title)).size).toBe(entries.length);
    expect(entries.find(({ name }) => name === "secret-rotated")).toEqual({
      name: "secret-rotated",
      title: "the signing secret is rotated",
      description: expect.stringContaining("Needs --secret"),
      covers: ["secret rotated", "unsigned requests"],
      needs: ["secret"],
      file: libraryFile("secret-rotated"),
    });
  });
});

describe("the published schema", () => {
  const steps = [{ expect: { requests: 0 } }];
  it.each([
    ["no steps", { name: "x" }],
    ["a misspelt setting", { name: "x", clok: "virtual", steps }],
    ["a misspelt action", { name: "x", steps: [{ emitt: "EMAIL_REPLY" }] }],
    ["a misspelt fault", { name: "x", steps: [{ emit: "EMAIL_REPLY", faults: [{ kind: "lost-respons" }] }] }],
    ["a misspelt field of a fault", { name: "x", faults: [{ kind: "reset", att: "before" }], steps }],
    ["a misspelt state", { name: "x", steps: [{ expect: { delivery: "reply", state: "deliverd" } }] }],
    ["a misspelt matcher", { name: "x", steps: [{ expect: { requests: { atleast: 1 } } }] }],
    ["words in place of a duration", { name: "x", steps: [{ wait: "5 minutes" }] }],
    ["a mistake in a repetition", { name: "x", steps: [{ repeat: 2, steps: [{ setle: "all" }] }] }],
  ])("refuses %s", (_, scenario) => {
    expect(isScenario(scenario)).toBe(false);
  });

  it.each([
    ["expressions", { name: "x", steps: [{ emit: "EMAIL_OPEN", lead: "${reply.lead_email}" }, ...steps] }],
    ["matchers", { name: "x", steps: [{ expect: { requests: { between: [1, 3] } } }] }],
    ["steps within steps", { name: "x", steps: [{ repeat: 2, steps: [{ choose: [{ steps }] }] }] }],
  ])("accepts %s", (_, scenario) => {
    isScenario(scenario);
    expect(isScenario.errors).toBeNull();
  });
});
