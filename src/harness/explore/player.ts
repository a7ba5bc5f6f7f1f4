import { definedOnly } from "../../base/defined-only.ts";
import { STOPPED, unlessAborted } from "../../base/time/real-waits.ts";
import { createRecogniser } from "../../delivery/idempotency/recogniser.ts";
import { adjustedPolicy } from "../../delivery/retry-policies.ts";
import type { EventType } from "../../smartlead/events/event-types.ts";
import { openEnvironment } from "../scenarios/run/open-environment.ts";
import { RunContext } from "../scenarios/run/run-context.ts";
import type { MockOverrides, OpenEnvironment, PlayableScenario, RunOptions } from "../scenarios/run/run-options.ts";
import { runSteps } from "../scenarios/run/run-steps.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { EvidenceWatch } from "../verify/context/evidence-watch.ts";
import type { EventTimes } from "../verify/context/own-event-times.ts";
import type { History } from "./history.ts";
import { controlSteps, type ScenarioSetting, scenarioOf } from "./history-scenario.ts";
import { controlTypeOf } from "./history-space.ts";
import { type EvidenceParts, type Patience, PlayEvidence } from "./play-evidence.ts";
import type { Played } from "./played.ts";
import { hasteMs, onSilence } from "./time-limit.ts";

export interface PlayerParts extends EvidenceParts {
  readonly openEnvironment: OpenEnvironment;
  readonly mock: MockOverrides;
  readonly eventTimes: EventTimes;
  /** Start of the mocks' clocks, in epoch ms. */
  readonly now: number;
  /** Salts ids and addresses; each play appends its own number. */
  readonly run: string;
  readonly version: string;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

export interface PlayRequest extends Patience {
  /** Minimum real ms that an answer may take; the search's own value by default. */
  readonly minTimeoutMs?: number;
  /** Attempts for an event; those of the policy by default. */
  readonly tries?: number;
  /** Event types that are sent to the receiver; by default all that it accepts. */
  readonly types?: readonly EventType[];
}

/** Plays histories one after the other, each on its own mock with its own ids. */
export class Player {
  readonly #parts: PlayerParts;
  readonly #evidence: PlayEvidence;
  #plays = 0;

  constructor(parts: PlayerParts) {
    this.#parts = parts;
    this.#evidence = new PlayEvidence(parts, createRecogniser(parts.mock.recogniser ?? {}));
  }

  get setting(): ScenarioSetting {
    return this.#parts.setting;
  }

  /** Overrides of the mocks from the command line. */
  get mock(): MockOverrides {
    return this.#parts.mock;
  }

  /** Number of plays so far. */
  get plays(): number {
    return this.#plays;
  }

  /**
   * Never throws because of the receiver's behaviour; errors of the mock or the user are returned as `trouble`. A play that the signal
   * interrupts proves nothing.
   */
  async play(history: History, requested: PlayRequest = {}): Promise<Played> {
    const { profile, signal } = this.#parts;
    const played = signal.aborted ? STOPPED : await unlessAborted(this.#play(history, requested), signal);
    if (played !== STOPPED) return played;
    return { ...NOTHING, history, profile, trouble: "It was stopped.", mockMs: 0 };
  }

  async #play(history: History, requested: PlayRequest): Promise<Played> {
    const { profile } = this.#parts;
    this.#plays += 1;
    const setting = { ...this.#parts.setting, ...definedOnly({ types: requested.types }) };
    const after = controlSteps(history, controlTypeOf(profile), setting);
    const scenario = scenarioOf(history, setting, { name: "explore", after });
    const hanging = new AbortController();
    const context = new RunContext({
      loaded: playable(scenario),
      options: this.#optionsOf(requested, hanging.signal),
      seed: history.seed,
    });
    const stage = await openEnvironment(context);
    const { lags } = profile;
    const watch = new EvidenceWatch(stage.mock.journal, lags, () => stage.mock.reactions.lagWindow());
    stage.mock.reactions.expectLag(lags.longestMs("effects"));
    const startedAt = stage.mock.clock.now();
    const release = onSilence(stage.mock.journal, () => history.items.length > 0 && hanging.abort());
    try {
      await this.#parts.meter?.begin();
      const [diagnostic] = await runSteps(context, scenario.steps, ["steps"]);
      const trouble = diagnostic?.message ?? (context.isAborted ? "It was stopped." : null);
      const mockMs = stage.mock.clock.now() - startedAt;
      if (hanging.signal.aborted && !this.#parts.signal.aborted) return this.#afterSilence(history, mockMs);
      if (trouble !== null) return { ...NOTHING, history, profile, trouble, mockMs };
      return { ...(await this.#evidence.seen(history, { context, watch, requested })), mockMs };
    } finally {
      release();
      watch.close();
      await stage.close();
    }
  }

  /** The receiver no longer answers: the only remaining question is whether that is permanent. */
  async #afterSilence(history: History, mockMs: number): Promise<Played> {
    const { profile } = this.#parts;
    const { control, trouble } = await this.play({ ...history, items: [] }, { minTimeoutMs: hasteMs(profile) });
    return { ...NOTHING, history, profile, control, trouble, mockMs };
  }

  #optionsOf({ minTimeoutMs, tries }: PlayRequest, hanging: AbortSignal): RunOptions {
    const { mock, run, version, cwd, signal, eventTimes, now } = this.#parts;
    const isAdjusted = tries !== undefined && mock.policy !== undefined;
    const policy = isAdjusted ? adjustedPolicy(mock.policy, { tries }) : undefined;
    const timeout = definedOnly({ minTimeoutMs, policy });
    return {
      mock: { ...mock, ...timeout, now: eventTimes.startOfAccount(now) },
      run: `${run}-${this.#plays}`,
      openEnvironment: this.#parts.openEnvironment,
      version,
      cwd,
      signal: AbortSignal.any([signal, hanging]),
    };
  }
}

const NOTHING = { events: [], states: [], crowds: [], control: null, total: null, stray: 0 } as const;

function playable(scenario: Scenario): PlayableScenario {
  return { scenario, file: "explore", placeOf: () => ({ file: "explore", line: null, column: null }) };
}
