/** Performs scenarios that are cut short, as a program of its own: run by program-end.test.ts, which sees whether it ends by itself. */
import { writeSync } from "node:fs";
import { loadedFromObject } from "../../../src/harness/scenarios/loading/loaded-scenario.ts";
import type { RunTarget } from "../../../src/harness/scenarios/run/run-options.ts";
import { runScenario } from "../../../src/harness/scenarios/run/run-scenario.ts";
import type { Scenario } from "../../../src/harness/scenarios/scenario.ts";
import type { Step } from "../../../src/harness/scenarios/step.ts";
import { openEnvironment } from "../../../src/harness/session/test-environment.ts";

const PROOF: Step = { expect: { value: 1, is: 1 } };
const NEVER: Scenario["receiver"] = { answers: [{ instead: "hang", times: "always" }] };
const IDLE: RunTarget = { kind: "command", command: [process.execPath, "-e", "setInterval(() => {}, 1e6)"] };

/** Aborted when this step has begun; at the very beginning where there is none. */
interface AbortHandle {
  readonly scenario: Scenario;
  readonly path: string | null;
  readonly target?: RunTarget;
}

const cuts: readonly AbortHandle[] = [
  { scenario: { name: "waits", steps: [{ wait: "1h" }, PROOF] }, path: "steps[0]" },
  {
    scenario: {
      name: "hangs",
      policy: { timeout: "none" },
      receiver: NEVER,
      steps: [{ emit: "EMAIL_REPLY" }, { settle: "all" }, PROOF],
    },
    path: "steps[1]",
  },
  {
    scenario: {
      name: "runs",
      clock: "real",
      receiver: NEVER,
      steps: [{ emit: "EMAIL_REPLY" }, { settle: "all" }, PROOF],
    },
    path: "steps[1]",
  },
  { scenario: { name: "crashes", steps: [{ mock: "crash" }, { wait: "1h" }, PROOF] }, path: "steps[1]" },
  { scenario: { name: "comes up", steps: [PROOF] }, path: null, target: IDLE },
];

for (const { scenario, path, target } of cuts) {
  const controller = new AbortController();
  if (path === null) setImmediate(() => controller.abort());
  const { end } = await runScenario(loadedFromObject(scenario), {
    run: "test",
    version: "test",
    openEnvironment,
    signal: controller.signal,
    ...(target === undefined ? {} : { target }),
    onProgress: (progress) => {
      if (progress.path === path) setImmediate(() => controller.abort());
    },
  });
  writeSync(1, `${scenario.name}: ${end}\n`);
}
