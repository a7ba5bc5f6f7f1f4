import { type Random, seededRandom } from "../../../base/random.ts";
import type { Hold } from "../../../base/time/clock.ts";
import type { SmartLeadMock } from "../../../mock/mock.ts";
import { deliveryTimeline } from "../../../reports/delivery-timeline.ts";
import { RealTimes } from "../../../reports/real-times.ts";
import type { Finding } from "../../../reports/report.ts";
import { LastWrites } from "../../convergence/last-writes.ts";
import { Names } from "./bound-names.ts";
import { Observations } from "./observations.ts";
import { ProbeTally } from "./probe-tally.ts";
import type { PlayableScenario, RunLimits, RunOptions, StepPath, TestEnvironment } from "./run-options.ts";

const DEFAULT_LIMITS: RunLimits = {
  /** Twice SmartLead's timeout of 30 s, so that an attempt on the real clock never looks like a hang. */
  quietMs: 60_000,
  withinMs: 10_000,
  /** A receiver that works behind a queue reports within this time, or its author uses `wait`. */
  patienceMs: 1_000,
  /** As late as batches of workers write; needed once per run. */
  firstRiseMs: 10_000,
};

/** A failed expectation or step, without its place and its delivery's timeline. */
export interface Diagnostic {
  /** What happened and what was expected, in a sentence. */
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly path: StepPath;
  /** Whether the receiver's command did not start. */
  readonly isUnreachable?: boolean;
  /** The delivery concerned. */
  readonly deliveryId?: string;
}

export interface RunContextParts {
  readonly loaded: PlayableScenario;
  readonly options: RunOptions;
  readonly seed: number;
}

/** State that the steps of one run share. */
export class RunContext {
  readonly loaded: PlayableScenario;
  readonly options: RunOptions;
  readonly seed: number;
  readonly limits: RunLimits;
  readonly names: Names;
  readonly observations = new Observations();
  readonly random: Random;
  /** The receiver's last writes to the sink. */
  readonly lastWrites = new LastWrites();
  /** `null` without a probe. */
  readonly probed: ProbeTally | null;
  /** Number of steps started so far. */
  stepCount = 0;
  /** Number of expectations that were checked. */
  expectationCount = 0;
  /** Expectations that nothing proves or refutes, a sentence each. */
  readonly unproven: Diagnostic[] = [];
  /** Whether the scenario itself has stopped the receiver, so that a refused connection is expected. */
  hasStoppedReceiver = false;
  /** Whether the mock was crashed and not restarted. */
  isDown = false;
  #stage: TestEnvironment | null = null;
  #mock: SmartLeadMock | null = null;
  #hold: Hold | null = null;
  #realTimes = new RealTimes();

  constructor({ loaded, options, seed }: RunContextParts) {
    this.loaded = loaded;
    this.options = options;
    this.seed = seed;
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.names = new Names(() => this.mock);
    const { probe } = options;
    const { patienceMs, firstRiseMs: firstPatienceMs } = this.limits;
    const parts = { observations: this.observations, mock: () => this.mock, patienceMs, firstPatienceMs };
    this.probed = probe === undefined ? null : new ProbeTally(probe, parts);
    this.random = seededRandom(seed, "scenario");
  }

  get stage(): TestEnvironment {
    if (this.#stage === null) throw new RangeError("There is no stage yet.");
    return this.#stage;
  }

  get hasEnvironment(): boolean {
    return this.#stage !== null;
  }

  set stage(stage: TestEnvironment) {
    this.#stage = stage;
  }

  get mock(): SmartLeadMock {
    if (this.#mock === null) throw new RangeError("There is no mock yet.");
    return this.#mock;
  }

  /** Milliseconds on the mock's clock; `null` before there is one. */
  get now(): number | null {
    return this.#mock?.clock.now() ?? null;
  }

  /** Observes a new mock; a virtual clock is paused from now on. */
  meet(mock: SmartLeadMock): void {
    this.#mock = mock;
    this.#hold = null;
    this.observations.follow(mock);
    mock.reactions.onCall((call) => {
      if (call.source === "sink") this.lastWrites.see(call);
    });
    // The end times of attempts by an earlier mock are unknown.
    const realTimes = new RealTimes();
    this.#realTimes = realTimes;
    mock.journal.subscribe((entry) => realTimes.see(entry));
    this.freeze();
  }

  /** A virtual clock does not jump until `thaw`. */
  freeze(): void {
    if (this.#hold !== null || this.mock.clock.state().mode !== "virtual") return;
    this.#hold = this.mock.clock.hold();
  }

  thaw(): void {
    this.#hold?.release();
    this.#hold = null;
  }

  get isAborted(): boolean {
    return this.options.signal?.aborted === true;
  }

  /** Calls back when the run must end. */
  onAbort(listener: () => void): () => void {
    const { signal } = this.options;
    signal?.addEventListener("abort", listener, { once: true });
    return () => signal?.removeEventListener("abort", listener);
  }

  finding({ message, expected, actual, path, deliveryId }: Diagnostic): Finding {
    return {
      message,
      expected: expected ?? null,
      actual: actual ?? null,
      place: this.loaded.placeOf(path),
      timeline: deliveryId === undefined ? [] : this.#timelineOf(deliveryId),
    };
  }

  #timelineOf(id: string): Finding["timeline"] {
    const delivery = this.mock.deliveries.get(id);
    if (delivery === undefined) return [];
    const sameRequest = this.mock.deliveries.withRequestId(delivery.request_id).map((one) => one.id);
    return deliveryTimeline({
      delivery,
      explanation: this.mock.event(delivery.event_id)?.explanation ?? null,
      effects: this.mock.effects.list(delivery.request_id),
      calls: this.mock.reactions.calls(id),
      realTimes: this.#realTimes.overlapping(sameRequest).get(id),
    });
  }
}

/** `steps[2].steps[0]`. */
export function textOfPath(path: StepPath): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`))
    .join("")
    .replace(/^\./, "");
}
