import { loadedFrom } from "../../../../src/harness/scenarios/loading/loaded-scenario.ts";
import { yamlScenarios } from "../../../../src/harness/scenarios/loading/yaml-scenarios.ts";

/** A scenario's first line, settings, a step that binds `reply`, some steps, and an expectation. Settings begin in line 2; without them, steps in line 4. */
export function withSettings(settings: string): string {
  return `name: a scenario\n${settings}\nsteps:\n  - expect: { requests: 0 }\n`;
}

export function withSteps(...steps: readonly string[]): string {
  const indented = steps.map((step) => `  - ${step.replaceAll("\n", "\n    ")}\n`).join("");
  return `name: a scenario\nsteps:\n  - { emit: EMAIL_REPLY, as: reply }\n${indented}  - expect: { delivery: reply, state: delivered }\n`;
}

/** What is wrong with a YAML text that stands in s.yaml: `4:5: …`; "nothing" when it loads. */
export function complaintOn(text: string): string {
  try {
    for (const source of yamlScenarios({ file: "s.yaml", text })) loadedFrom(source);
    return "nothing";
  } catch (error) {
    return String(error instanceof Error ? error.message : error).replace(/^s\.yaml:/, "");
  }
}
