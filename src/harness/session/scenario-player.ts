import { definedOnly } from "../../base/defined-only.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import { DEFAULT_SEED } from "../../base/random.ts";
import { checkedDialect, LIBRARY_RUN } from "../../library/library-options.ts";
import { detailText } from "../../reports/item-details.ts";
import { stateSource } from "../convergence/state-source.ts";
import { loadScenarios } from "../scenarios/loading/load-scenarios.ts";
import { type LoadedScenario, loadedFromObject } from "../scenarios/loading/loaded-scenario.ts";
import type { MockOverrides, RunTarget } from "../scenarios/run/run-options.ts";
import { runScenario } from "../scenarios/run/run-scenario.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import type { PlayedScenario, PlayOptions } from "./play-scenario.ts";
import { openEnvironment } from "./test-environment.ts";

/** Limits of each value in `text`, which a test runner's output must hold. */
const TEXT_LIMIT = { characters: 4_000, lines: 60 };

/** Implements `playScenario`. */
export async function play(scenario: string | Scenario, options: PlayOptions): Promise<PlayedScenario> {
  const { seed, run = LIBRARY_RUN, secret, cwd = process.cwd(), signal } = options;
  const loaded = typeof scenario === "string" ? await onlyOne(scenario, cwd) : loadedFromObject(scenario);
  const state = stateSource(options.state);
  const { version } = await import("../../../package.json");
  const name = typeof scenario === "string" ? scenario : scenario.name;
  const again = `{ seed: ${seed ?? loaded.scenario.seed ?? DEFAULT_SEED}, run: ${JSON.stringify(run)} }`;
  const { item } = await runScenario(loaded, {
    target: targetOf(options),
    run,
    cwd,
    version,
    reproduce: `playScenario(${JSON.stringify(name)}, ${again})`,
    openEnvironment,
    mock: { ...definedOnly({ signingSecret: secret }), ...spokenOf(options) },
    ...definedOnly({ seed, state: state ?? undefined, signal }),
  });
  return { ...item, text: detailText(item, TEXT_LIMIT) };
}

export { libraryNames } from "../scenarios/library.ts";

function spokenOf({ dialect }: PlayOptions): Pick<MockOverrides, "dialect" | "ownDialect"> {
  if (dialect === undefined) return {};
  const ownDialect = checkedDialect(dialect);
  return { dialect: ownDialect.on, ownDialect };
}

async function onlyOne(nameOrFile: string, cwd: string): Promise<LoadedScenario> {
  const [loaded, ...others] = await loadScenarios(nameOrFile, { cwd });
  if (loaded !== undefined && others.length === 0) return loaded;
  const sentence = `${nameOrFile} has ${others.length + 1} scenarios; playScenario plays one: put each into its own file.`;
  throw new SmartLeadMockError("usage", sentence);
}

function targetOf({ target }: PlayOptions): RunTarget | null {
  if (target === undefined) return null;
  if (typeof target === "string") return { kind: "url", url: target };
  return typeof target === "function" ? { kind: "function", handle: target } : { kind: "command", ...target };
}
