/** Before a scenario is reported it is played by `run`: it counts as a finding only if it fails there, for the same reason. */
import { definedOnly } from "../../base/defined-only.ts";
import { STOPPED, unlessAborted } from "../../base/time/real-waits.ts";
import type { ReportItem } from "../../reports/report.ts";
import type { StateSource } from "../convergence/state-source.ts";
import type { Probe } from "../probe/probe.ts";
import type {
  MockOverrides,
  OpenEnvironment,
  PlayableScenario,
  RunTarget,
  StepPath,
} from "../scenarios/run/run-options.ts";
import { runScenario } from "../scenarios/run/run-scenario.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import type { VerifiedReceiver } from "../verify/receiver.ts";
import type { SavedScenario } from "./saved-scenario.ts";
import type { Found } from "./violation.ts";

/** How often `run` was tried, and how many of those runs failed for the same reason. */
export interface Replay {
  readonly tries: number;
  readonly failed: number;
}

export interface ReplayParts {
  readonly openEnvironment: OpenEnvironment;
  readonly receiver: VerifiedReceiver;
  readonly probe: Probe | null;
  readonly state: StateSource | null;
  readonly mock: MockOverrides;
  /** Salts ids and addresses; each run appends its own number. */
  readonly run: string;
  readonly version: string;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/** Maximum runs of a scenario: a failure that depends on which of two requests is faster does not occur each time. */
export const REPLAYS = 5;

/** Plays until it fails once for the same reason, each time in fresh conditions. Never throws because of the receiver's behaviour. */
export async function replay(found: Found, { scenario }: SavedScenario, parts: ReplayParts): Promise<Replay> {
  const { receiver, run, signal, probe, state, ...common } = parts;
  for (let tries = 1; tries <= REPLAYS; tries += 1) {
    await receiver.restart?.();
    const playing = runScenario(playable(scenario), {
      ...common,
      signal,
      target: targetOf(receiver),
      run: `${run}-replay-${tries}`,
      ...definedOnly({ probe: probe ?? undefined, state: state ?? undefined }),
    });
    const played = await unlessAborted(playing, signal);
    if (played === STOPPED) return { tries, failed: 0 };
    if (failsAlike(played.item, found, scenario.steps)) return { tries, failed: 1 };
    if (signal.aborted) return { tries, failed: 0 };
  }
  return { tries: REPLAYS, failed: 0 };
}

/** The environment is that of the search, whatever target is set here; a scenario with a restart requires a command. */
function targetOf({ url, restart }: VerifiedReceiver): RunTarget {
  return restart === null ? { kind: "url", url } : { kind: "command", command: [], url };
}

function playable(scenario: PlayableScenario["scenario"]): PlayableScenario {
  return { scenario, file: "explore", placeOf: (path) => ({ file: textOf(path), line: null, column: null }) };
}

function textOf(path: StepPath): string {
  return `${path.join("/")}/`;
}

/** Its last expectation fails, and nothing else does: a lost event must have been acknowledged first. */
function failsAlike(
  { grade, findings }: ReportItem,
  { violation: { property } }: Found,
  steps: Scenario["steps"],
): boolean {
  if (grade !== "fail") return false;
  const last = steps.at(-1);
  const count = last !== undefined && "expect" in last && Array.isArray(last.expect) ? last.expect.length : 1;
  const prefix = `steps/${steps.length - 1}/expect/`;
  return findings.every(({ place }) => {
    const file = place?.file ?? "";
    return file.startsWith(prefix) && (property === "recovers" || file.startsWith(`${prefix}${count - 1}/`));
  });
}
