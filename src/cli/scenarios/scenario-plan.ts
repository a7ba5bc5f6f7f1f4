/** The plan of a `run`. */

import { availableParallelism } from "node:os";
import { definedOnly } from "../../base/defined-only.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import { freshRun } from "../../base/ids.ts";
import { maskSecrets } from "../../base/mask-secrets.ts";
import { DEFAULT_SEED } from "../../base/random.ts";
import { quoted } from "../../base/shell-words.ts";
import type { OptionKey } from "../../config/option-table.ts";
import type { Settings } from "../../config/settings.ts";
import { chaosRules } from "../../delivery/faults/chaos-rules.ts";
import type { LoadedScenario } from "../../harness/scenarios/loading/loaded-scenario.ts";
import type { PlannedRun } from "../../harness/scenarios/run/run-all.ts";
import type { MockOverrides, OpenEnvironment, RunTarget } from "../../harness/scenarios/run/run-options.ts";
import type { Scenario } from "../../harness/scenarios/scenario.ts";
import { RunWatch } from "../../harness/session/watch/run-watch.ts";
import { mockOptionsFrom, scenarioKeyOf } from "../../mock/options-reading.ts";
import { typedLine } from "../../reports/typed-line.ts";
import type { CommandContext } from "../command.ts";
import { STAGED_MOCK_OPTIONS } from "../option-groups.ts";
import { headerFlags, probeOf, repeatedFlags, stateOf } from "../receiver/receiver-flags.ts";
import { commandUrl } from "../receiver/receiver-url.ts";
import { VERSION } from "../version.ts";

/** A scenario's requested name, and its content. */
export interface AskedScenarios {
  /** A file, or a name of the library. */
  readonly asked: string;
  readonly scenarios: readonly LoadedScenario[];
}

export interface ScenarioPlan {
  readonly performances: readonly PlannedRun[];
  readonly jobs: number;
  readonly target: RunTarget | null;
  readonly run: string;
  readonly seed: number;
  /** The view that a console has of all scenarios; `null` if each has another port. */
  readonly watch: RunWatch | null;
}

/** Upper limit of the default number of jobs: ports for more mocks cost nothing, but more would only compete for the receiver's machine. */
const MOST_JOBS = 8;

/** Throws `usage` for flags that contradict each other. */
export function planScenarios(
  context: CommandContext,
  asked: readonly AskedScenarios[],
  openEnvironment: OpenEnvironment,
): ScenarioPlan {
  const { settings, io } = context;
  const { values } = settings;
  const target = targetOf(context);
  const [probe, state] = [probeOf(context), stateOf(context)];
  const chaos = values.chaos === undefined ? [] : chaosRules(values.chaos);
  const run = values.run ?? freshRun();
  const repeat = values.repeat ?? 1;
  const scenarios = asked.flatMap((one) => one.scenarios.map((loaded) => ({ loaded, asked: one.asked })));
  const port = portOf(settings);
  const performances = scenarios.flatMap(({ loaded, asked: word }) =>
    Array.from({ length: repeat }, (_, index): PlannedRun => {
      const seed = (values.seed ?? loaded.scenario.seed ?? DEFAULT_SEED) + index;
      const { name } = loaded.scenario;
      return {
        group: { id: loaded.libraryName ?? loaded.file, title: titleOf(loaded, asked) },
        loaded,
        options: definedOnly({
          id: repeat === 1 ? name : `${name} #${index + 1}`,
          target,
          seed,
          run,
          port: port ?? undefined,
          probe: probe ?? undefined,
          state: state ?? undefined,
          mock: overridesOf(settings, loaded.scenario),
          faults: chaos.length === 0 ? undefined : chaos,
          cwd: io.cwd,
          version: VERSION,
          reproduce: reproduceLine({ word: loaded.libraryName ?? word, target, seed, run, settings }),
          openEnvironment,
        }),
      };
    }),
  );
  return {
    performances,
    jobs: jobsOf(settings, target, port),
    target,
    run,
    seed: values.seed ?? DEFAULT_SEED,
    watch: (port ?? 0) === 0 ? null : new RunWatch(run),
  };
}

/** The only scenario of a file is titled by its own name, several by the file's. */
function titleOf(loaded: LoadedScenario, asked: readonly AskedScenarios[]): string {
  const file = asked.find(({ scenarios }) => scenarios.includes(loaded));
  const isAlone = loaded.libraryName !== null || file?.scenarios.length === 1;
  return isAlone ? loaded.scenario.name : loaded.file;
}

function targetOf({ settings, command }: CommandContext): RunTarget | null {
  if (command !== null) {
    const { url, usualUrl } = commandUrl(settings);
    return definedOnly({
      kind: "command",
      command,
      url,
      usualUrl,
    });
  }
  const { target } = settings.values;
  const url = target === undefined || target === "none" ? null : target;
  if (url === null) return null;
  if (URL.canParse(url) && new URL(url).port === "0") {
    const sentence = `${settings.nameOf("target")} ${maskSecrets(url)} has port 0, which works only for a receiver that is started here: give its command after --, or its real port.`;
    throw new SmartLeadMockError("usage", sentence);
  }
  return { kind: "url", url };
}

/** A port in the configuration is meant for `start`, which may be running at the same time. */
function portOf({ values, layerOf }: Settings): number | null {
  return layerOf("port") === "flag" ? (values.port ?? null) : null;
}

function jobsOf({ values, nameOf }: Settings, target: RunTarget | null, port: number | null): number {
  const hasProbe = [values.probe, values.probeCmd, values.stateUrl, values.stateCmd].some((one) => one !== undefined);
  const isShared =
    target?.kind === "url" || (port ?? 0) !== 0 || hasOwnPort(target) || hasProbe || values.log !== undefined;
  const { jobs } = values;
  if (!isShared) return jobs ?? Math.min(MOST_JOBS, availableParallelism());
  if (jobs !== undefined && jobs > 1) {
    const sentence = `${nameOf("jobs")} ${jobs}: all scenarios share one receiver, port, probe, state or log here and would disturb each other; leave it out, or let the command take a free port.`;
    throw new SmartLeadMockError("usage", sentence);
  }
  return 1;
}

/** A command with a fixed port cannot run twice. */
function hasOwnPort(target: RunTarget | null): boolean {
  if (target?.kind !== "command" || target.url === undefined || !URL.canParse(target.url)) return false;
  return new URL(target.url).port !== "0";
}

/** Flags and environment take precedence over the scenario, and the scenario over the configuration file. */
function overridesOf(settings: Settings, scenario: Scenario): MockOverrides {
  const { values, policy, config, headers, layerOf, ownDialect } = settings;
  const counts = (key: OptionKey, isSaid: boolean) => layerOf(key) !== null && (layerOf(key) !== "config" || !isSaid);
  const isPolicySaid = scenario.policy !== undefined;
  const isPolicyAsked = counts("policy", isPolicySaid) || counts("timeout", isPolicySaid);
  const asked = STAGED_MOCK_OPTIONS.filter((key) => !OF_THE_RUN.has(key) && counts(key, isSaidBy(scenario, key)));
  const said = {
    ...Object.fromEntries(asked.map((key) => [key, values[key]])),
    headers,
    scope: scenario.scope === undefined ? config.scope : undefined,
    recognizer: config.recognizer,
    evidence: config.evidence,
  };
  return mockOptionsFrom(said, {
    policy: isPolicyAsked ? policy : undefined,
    ownDialect: asked.includes("dialect") ? ownDialect : undefined,
  });
}

/** Options that each run has its own value of. */
const OF_THE_RUN: ReadonlySet<OptionKey> = new Set(["seed", "run"]);

function isSaidBy(scenario: Scenario, key: OptionKey): boolean {
  const name = scenarioKeyOf(key);
  return name !== null && scenario[name] !== undefined;
}

interface Reproduced {
  readonly word: string;
  readonly target: RunTarget | null;
  readonly seed: number;
  readonly run: string;
  readonly settings: Settings;
}

/** The line that repeats it, with secrets in variables. */
function reproduceLine({ word, target, seed, run, settings }: Reproduced): string {
  const words = ["smartlead-mock", "run", quoted(word)];
  const { values, layerOf } = settings;
  if (values.target !== undefined && target !== null && layerOf("target") === "flag")
    words.push("--target", quoted(values.target));
  words.push(...repeatedFlags(settings), ...headerFlags(settings));
  words.push("--seed", String(seed), "--run", quoted(run));
  if (target?.kind === "command")
    words.push("--", ...(typeof target.command === "string" ? [target.command] : target.command.map(quoted)));
  return typedLine(words.join(" "));
}
