import { STOPPED, unlessAborted } from "../../base/time/real-waits.ts";
import type { EventType } from "../../smartlead/events/event-types.ts";
import type { StateSource } from "../convergence/state-source.ts";
import { Lags } from "../probe/evidence-lags.ts";
import type { Probe } from "../probe/probe.ts";
import { ProbeMeter } from "../probe/probe-meter.ts";
import { backlogOf } from "../verify/context/backlog.ts";
import { EventTimes } from "../verify/context/own-event-times.ts";
import type { SharedEndpoint } from "../verify/context/shared-endpoint.ts";
import { profileReceiver } from "../verify/profile-receiver.ts";
import type { VerifiedReceiver } from "../verify/receiver.ts";
import { isAnyWorkSeen, type ReceiverProfile } from "../verify/receiver-profile.ts";
import { fullTimeoutOf, type VerifySettings } from "../verify/verify-settings.ts";
import { Coverage, type CoverageView } from "./coverage.ts";
import { controlTypeOf, type HistorySpace } from "./history-space.ts";
import { Player } from "./player.ts";
import { type SavedScenario, savedScenario } from "./saved-scenario.ts";
import { REPLAYS, type Replay, replay } from "./scenario-replay.ts";
import { search } from "./search.ts";
import { acceptedTypes, overridesOf, settingOf } from "./search-setting.ts";
import { sharedStage } from "./shared-stage.ts";
import { TimeLimit } from "./time-limit.ts";
import type { Flaky, Found } from "./violation.ts";

export interface ExploreOptions {
  readonly settings: VerifySettings;
  readonly front: SharedEndpoint;
  readonly receiver: VerifiedReceiver;
  readonly probe: Probe | null;
  /** The source of the receiver's state of a lead; `null` = its last writes to the sink. */
  readonly state: StateSource | null;
  /** Maximum real ms for everything together: profiling the receiver, searching, shortening, and replaying with `run`. */
  readonly budgetMs: number;
  /** Maximum number of histories. */
  readonly runs: number;
  /** Whether histories may restart the receiver, if it was started here. */
  readonly areRestartsTried: boolean;
  readonly version: string;
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: ExploreProgress) => void;
}

export interface ExploreProgress {
  readonly phase: "profiling" | "searching" | "shrinking";
  /** Number of histories played so far. */
  readonly plays: number;
  readonly coverage: CoverageView;
}

/** The result of a search. */
export interface Explored {
  /** The receiver's profile; `null` if the search was stopped before. */
  readonly profile: ReceiverProfile | null;
  readonly found: FoundScenario | null;
  /** A second finding that is not a failure: a call failed and was not repeated, and no evidence shows its purpose. */
  readonly warned: FoundScenario | null;
  readonly flaky: readonly Flaky[];
  readonly troubles: readonly string[];
  readonly coverage: CoverageView;
  /** Whether some state differed between two plays of the same events in the same order. */
  readonly isStateUnsteady: boolean;
  /** Parts that were skipped for lack of time, a sentence each. */
  readonly cut: readonly string[];
  readonly durationMs: number;
}

export interface FoundScenario extends Found {
  readonly scenario: SavedScenario;
  /** The result of `run`; `null` if it could not be run. */
  readonly replay: Replay | null;
}

/** The share of the budget before restarts of the receiver are tried: their failures would hide all others. */
const SHARE_WITHOUT_RESTARTS = 0.7;
/** Real ms for a plain event from which a receiver counts as slow: hundreds of events take seconds. */
const SLOW_MS = 10;
/** The highest number of runs in fast-check; the budget ends a search earlier. */
export const UNLIMITED_RUNS = 1_000_000;

/**
 * Profiles a receiver, plays random lawful histories with random faults against it until one breaks a property, and returns the shortest
 * failing history as a scenario. Never throws because of the receiver's behaviour; throws `usage` for a probe that returns no number.
 */
export async function exploreReceiver(options: ExploreOptions): Promise<Explored> {
  return new Exploration(options).run();
}

class Exploration {
  readonly #options: ExploreOptions;
  readonly #coverage = new Coverage();
  readonly #limit: TimeLimit;
  readonly #eventTimes = new EventTimes();

  constructor(options: ExploreOptions) {
    this.#options = options;
    this.#limit = new TimeLimit(options);
  }

  async run(): Promise<Explored> {
    try {
      return await this.#explore();
    } finally {
      this.#limit.close();
    }
  }

  async #explore(): Promise<Explored> {
    const { probe } = this.#options;
    const lags = new Lags();
    const meter = probe === null ? null : new ProbeMeter(probe, lags);
    this.#options.onProgress?.({ phase: "profiling", plays: 0, coverage: this.#coverage.view() });
    const profile = await unlessAborted(this.#profile(lags, meter), this.#limit.signal);
    if (profile === STOPPED) this.#limit.leaveOut("Learning how the receiver behaves took all the time.");
    if (profile === STOPPED) return this.#explored(null, {});
    if (profile.obstacle !== null) return this.#explored(profile, {});
    const player = this.#player(profile, meter);
    const space = this.#spaceOf(profile);
    const { runs, receiver, areRestartsTried } = this.#options;
    const canRestart = receiver.restart !== null && meter === null && areRestartsTried;
    const share = canRestart ? SHARE_WITHOUT_RESTARTS : 1;
    const first = await this.#search(player, { ...space, canRestart: false }, { share, runs });
    if (first.found !== null || first.warned !== null || !canRestart) return this.#explored(profile, first);
    const rest = { share: 1, runs: Math.ceil(runs * (1 - share)) };
    const second = await this.#search(player, { ...space, canRestart }, rest);
    const all = { troubles: [...first.troubles, ...second.troubles], flaky: [...first.flaky, ...second.flaky] };
    return this.#explored(profile, { ...second, ...all });
  }

  #profile(lags: Lags, meter: ProbeMeter | null): Promise<ReceiverProfile> {
    const { settings, front, receiver } = this.#options;
    return profileReceiver({
      settings,
      front,
      meter,
      lags,
      backlog: backlogOf(front, lags),
      restartReceiver: receiver.restart,
      crashReceiver: receiver.crash ?? null,
      isReceiverClock: false,
      eventTimes: this.#eventTimes,
      run: {},
      onWait: () => {},
    });
  }

  #player(profile: ReceiverProfile, meter: ProbeMeter | null): Player {
    const { settings, version, cwd } = this.#options;
    return new Player({
      openEnvironment: sharedStage({ ...this.#options, ...senderOf(settings) }),
      profile,
      endStates: { source: this.#options.state, front: this.#options.front },
      setting: settingOf(profile, settings),
      meter,
      mock: overridesOf(settings, profile),
      eventTimes: this.#eventTimes,
      now: settings.now,
      run: settings.run,
      version,
      cwd,
      signal: this.#limit.signal,
    });
  }

  #spaceOf(profile: ReceiverProfile): HistorySpace {
    const { settings, state, front } = this.#options;
    return {
      types: acceptedTypes(profile),
      ownTypes: ownTypesOf(profile, settings),
      makesCalls: profile.makesCalls,
      isSlow: profile.answersAtBestInMs >= SLOW_MS,
      crowdType: crowdTypeOf(profile),
      canRestart: false,
      hasWire: settings.sender === undefined,
      hasState: state !== null || front.hasWrites || (front.hasFields && !profile.lags.areLate),
      isOneAtATime: isAnyWorkSeen(profile) && !profile.areEffectsNamed,
    };
  }

  async #search(
    player: Player,
    space: HistorySpace,
    { share, runs }: { readonly share: number; readonly runs: number },
  ): Promise<{
    readonly found: FoundScenario | null;
    readonly warned: FoundScenario | null;
    readonly flaky: readonly Flaky[];
    readonly troubles: readonly string[];
  }> {
    const { settings, receiver } = this.#options;
    const fc = await import("fast-check");
    const searched = await search(fc, {
      player,
      space,
      seed: settings.seed,
      runs,
      share,
      limit: this.#limit,
      coverage: this.#coverage,
      restartReceiver: receiver.restart,
      fullTimeoutMs: fullTimeoutOf(settings),
      onProgress: (phase) =>
        this.#options.onProgress?.({ phase, plays: player.plays, coverage: this.#coverage.view() }),
    });
    const first = searched.found ?? searched.warned;
    if (first === null) return { ...searched, found: null, warned: null };
    const { unshortened } = searched;
    const all = [first, ...(unshortened === null ? [] : [unshortened])];
    const saved = await this.#reproduced(all, player);
    const observation = { violation: first.violation, history: first.history, replays: all.length * REPLAYS };
    if (saved === null) return { ...searched, found: null, warned: null, flaky: [...searched.flaky, observation] };
    return {
      ...searched,
      ...(searched.found === null ? { found: null, warned: saved } : { found: saved, warned: null }),
    };
  }

  /** The first finding whose scenario fails in `run` for the same reason. A second effect that was seen is proof without it. */
  async #reproduced(all: readonly Found[], { setting, mock }: Player): Promise<FoundScenario | null> {
    const { settings, receiver, probe, state, version, cwd } = this.#options;
    const { signal } = this.#limit;
    let proven: FoundScenario | null = null;
    for (const one of all) {
      const scenario = savedScenario(one, setting);
      // `run` grades as inconclusive what is no proof.
      if (one.violation.property === "order" && one.violation.isWarning === true)
        return { ...one, scenario, replay: null };
      if (one.isStuck === true || signal.aborted) return this.#unreplayed(one, scenario);
      const openEnvironment = sharedStage({ ...this.#options, ...senderOf(settings) });
      const parts = { openEnvironment, receiver, probe, state, mock, run: settings.run, version, cwd, signal };
      const replayed = await replay(one, scenario, parts);
      if (replayed.failed > 0) return { ...one, scenario, replay: replayed };
      if (signal.aborted) return this.#unreplayed(one, scenario);
      if (one.violation.property === "once" && one.violation.proof !== null)
        proven ??= { ...one, scenario, replay: replayed };
    }
    return proven;
  }

  /** A failure that was confirmed in fresh conditions is reported even if there was no time for `run`. */
  #unreplayed(found: Found, scenario: SavedScenario): FoundScenario {
    if (this.#limit.isUsedUp) this.#limit.leaveOut("The scenario was not played by run.");
    return { ...found, scenario, replay: null };
  }

  #explored(
    profile: ReceiverProfile | null,
    { found = null, warned = null, flaky = [], troubles = [] }: Partial<Explored>,
  ): Explored {
    const { cut, passedMs } = this.#limit;
    const durationMs = Math.round(passedMs);
    const seen = { coverage: this.#coverage.view(), isStateUnsteady: this.#coverage.isUnsteady };
    return { profile, found, warned, flaky, troubles, ...seen, cut, durationMs };
  }
}

function senderOf({ sender }: VerifySettings): Pick<VerifySettings, "sender"> {
  return sender === undefined ? {} : { sender };
}

function ownTypesOf(profile: ReceiverProfile, { ownDialect }: VerifySettings): HistorySpace["ownTypes"] {
  return [...(ownDialect?.own.values() ?? [])].flatMap(({ name, like }) => {
    const type = acceptedTypes(profile).find((one) => one === like);
    return type === undefined ? [] : [{ name, like: type }];
  });
}

/** A type that depends on no other and causes effects; else one that the receiver processes. */
function crowdTypeOf(profile: ReceiverProfile): EventType {
  const type = controlTypeOf(profile);
  return acceptedTypes(profile).includes(type) ? type : profile.workType;
}
