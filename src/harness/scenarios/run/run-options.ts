/** The input, the requirements and the result of a scenario run. */

import { SmartLeadMockError } from "../../../base/errors.ts";
import type { FaultRule } from "../../../delivery/faults/fault.ts";
import type { MockOptions, SmartLeadMock } from "../../../mock/mock.ts";
import type { ReportItem, SourcePlace } from "../../../reports/report.ts";
import type { StateSource } from "../../convergence/state-source.ts";
import type { Probe } from "../../probe/probe.ts";
import type { Scenario, ScenarioWebhook } from "../scenario.ts";
import type { ReceiverAnswer } from "../step.ts";

/** A path from the top of the scenario: `["steps", 3, "expect", 0, "state"]`. */
export type StepPath = readonly (string | number)[];

/** A scenario with the places of its values: the result of `loadScenario`. */
export interface PlayableScenario {
  readonly scenario: Scenario;
  /** The name in errors. A world file is looked up next to it. */
  readonly file: string;
  /** Its name in the library for `run`; `null`, or omitted, for a file. */
  readonly libraryName?: string | null;
  placeOf(path: StepPath): SourcePlace;
}

/** A receiver as a function, which can report its effects. */
export type ReceiverFunction = (request: Request, mock: FunctionsMock) => Response | Promise<Response>;

/** The parts of the calling mock that a function may use. */
export interface FunctionsMock {
  /** `http://127.0.0.1:PORT`; SmartLead's API is below `/api/v1`. */
  readonly url: string;
  /**
   * Reports a side effect of this request, once for each piece of work, so that the scenario can count it. With a value, `name` is a field
   * of the lead, and the value is the field's present content.
   */
  effect(name?: string, value?: string | number | boolean): Promise<void>;
}

/** A target from outside; it takes precedence over the scenario's. */
export type RunTarget =
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "function"; readonly handle: ReceiverFunction }
  /** Started with PORT, SMARTLEAD_MOCK_URL, SMARTLEAD_API_BASE and SMARTLEAD_API_KEY. Port 0 in `url`, or no `url`, uses a free port. */
  | {
      readonly kind: "command";
      readonly command: string | readonly string[];
      readonly url?: string;
      /** Where it listens if it ignores PORT, for messages. */
      readonly usualUrl?: string;
    };

/** Mock options from the command line; they take precedence over the scenario's. */
export type MockOverrides = Pick<
  MockOptions,
  | "policy"
  | "dialect"
  | "ownDialect"
  | "signingSecret"
  | "signatureForm"
  | "secretKey"
  | "headers"
  | "minTimeoutMs"
  | "now"
  | "allowTargets"
  | "insecureTls"
  | "scope"
  | "recogniser"
  | "evidence"
  | "usualEffects"
>;

export interface RunOptions {
  /** The id of the report's item; the scenario's name by default. */
  readonly id?: string;
  /** `null`, or omitted: the scenario's own, else the built-in receiver. */
  readonly target?: RunTarget | null;
  /** Takes precedence over the scenario's; 1 if neither sets one. */
  readonly seed?: number;
  /** Salts every id. */
  readonly run: string;
  /** The port of the mock's server, on loopback; a free one by default. */
  readonly port?: number;
  readonly mock?: MockOverrides;
  /** Armed from the start, in addition to the scenario's (`--chaos`). */
  readonly faults?: readonly FaultRule[];
  /** The folder in which commands run; the process's own by default. */
  readonly cwd?: string;
  /** The package's own version. */
  readonly version: string;
  /** The command that reproduces it; by default built from file, seed and run. */
  readonly reproduce?: string;
  /** Ends the run as soon as possible, with everything it has started. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  readonly limits?: Partial<RunLimits>;
  /** A number that grows with the work done: evidence for expectations about effects, if nothing else shows them. */
  readonly probe?: Probe;
  /** The source of the receiver's state of a lead; by default its last writes to the sink. */
  readonly state?: StateSource;
  /** Lets one console watch successive runs on one port; by default only this run. */
  readonly watch?: Watch;
  /** `openStage` of src/harness/session. */
  readonly openEnvironment: OpenEnvironment;
}

/** `RunWatch` of src/harness/session/watch. */
export interface Watch {
  /** Returns the mock for control API and stream while this is the present one. */
  enter(mock: SmartLeadMock): SmartLeadMock;
}

export interface Progress {
  /** Number of steps started so far, including this one. */
  readonly step: number;
  /** `steps[2].steps[0]`. */
  readonly path: string;
  /** The step's own name, or a description of its action. */
  readonly name: string;
  readonly state: "begun" | "passed" | "failed";
  /** Deliveries created so far, and those that have not settled. */
  readonly deliveries: number;
  readonly open: number;
}

/** Real milliseconds. */
export interface RunLimits {
  /** If nothing happens for this long while a step waits for deliveries, it counts as hanging. */
  readonly quietMs: number;
  /** For a `wait` for a condition without `within`. */
  readonly withinMs: number;
  /** How long an expectation about effects, calls or requests waits for late ones. */
  readonly patienceMs: number;
  /** How long to wait for a probe's number while its lag is unknown. */
  readonly firstRiseMs: number;
}

export interface Performed {
  readonly item: ReportItem;
  /** `unreachable`: every first attempt failed to connect. `aborted`: `signal` ended it. */
  readonly end: "performed" | "unreachable" | "aborted";
}

/** A setting that a scenario makes before its first step is impossible; `path` leads to it. */
export class SettingError extends SmartLeadMockError {
  constructor(
    readonly path: StepPath,
    message: string,
    options?: { cause?: unknown },
  ) {
    super("config", message, options);
  }
}

/** Opens the environment. Throws `SmartLeadMockError`, and then leaves nothing open. */
export type OpenEnvironment = (plan: EnvironmentPlan) => Promise<TestEnvironment>;

/** The parts of a scenario that are set up before its first step, with all names interpolated. */
export interface EnvironmentSetup {
  readonly world: string | Readonly<Record<string, unknown>> | null;
  readonly webhooks: readonly ScenarioWebhook[] | null;
  readonly faults: readonly unknown[];
}

export interface EnvironmentPlan {
  readonly loaded: PlayableScenario;
  readonly options: RunOptions;
  readonly seed: number;
  /** Whether a step crashes the mock: its data must then be persisted. */
  readonly isCrashing: boolean;
  /** Called once the receiver's address is known. */
  setup(receiverUrl: string): EnvironmentSetup;
  /** Called in the same turn in which a mock is created: at the start, and after each restart. */
  onMock(mock: SmartLeadMock): void;
}

/** An answer of SmartLead's API. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface ApiCall {
  readonly method: string;
  /** Below `/api/v1`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly body: unknown;
}

export interface TestEnvironment {
  /** A different object after a restart. */
  readonly mock: SmartLeadMock;
  /** `http://127.0.0.1:PORT`, the same after a restart. */
  readonly mockUrl: string;
  readonly receiver: EnvironmentReceiver;
  /** Calls SmartLead's API in-process, synchronously. */
  call(call: ApiCall): ApiAnswer;
  /** Ends the mock and its server as kill -9 does. Throws `conflict` if it is down. */
  crash(): Promise<void>;
  /** Restarts from its persisted data. Throws `conflict` if it is up. */
  restart(): Promise<void>;
  /** Closes everything: mock, server, receiver, directories. Never throws. */
  close(): Promise<void>;
}

export interface EnvironmentReceiver {
  readonly kind: "url" | "function" | "command" | "built-in";
  /** The URL for deliveries. */
  readonly url: string;
  /** Request ids received, oldest first; `null` if unknown. */
  requests(): readonly string[] | null;
  /** The last lines that a command printed. */
  output(): string;
  /** Why another program may answer at its URL; `null` if nothing shows that. */
  portTrouble(): Promise<SmartLeadMockError | null>;
  /** Throws `conflict` if there is no command, or it runs already, and `unreachable` if it does not listen in time. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Throws `conflict` if it is not the built-in one. */
  script(answers: readonly ReceiverAnswer[]): void;
}
