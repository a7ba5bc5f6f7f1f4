/** What a performance of a scenario is given, what it needs, and what it gives back. */

import { SmartLeadMockError } from "../../../base/errors.ts";
import type { FaultRule } from "../../../delivery/faults/fault.ts";
import type { MockOptions, SmartLeadMock } from "../../../mock/mock.ts";
import type { ReportItem, SourcePlace } from "../../../reports/report.ts";
import type { StateSource } from "../../convergence/state-source.ts";
import type { Probe } from "../../probe/probe.ts";
import type { Scenario, ScenarioWebhook } from "../scenario.ts";
import type { ReceiverAnswer } from "../step.ts";

/** A key's way from the top of the scenario: `["steps", 3, "expect", 0, "state"]`. */
export type StepPath = readonly (string | number)[];

/** A scenario with the places of what it says: what `loadScenario` gives. */
export interface PlayableScenario {
  readonly scenario: Scenario;
  /** As errors name it. A world file is looked for beside it. */
  readonly file: string;
  /** The name by which `run` finds it in the library; `null`, or left out, for a file. */
  readonly libraryName?: string | null;
  placeOf(path: StepPath): SourcePlace;
}

/** A receiver as a function, with a way to tell what it did. */
export type ReceiverFunction = (request: Request, mock: FunctionsMock) => Response | Promise<Response>;

/** What a function may use of the mock that calls it. */
export interface FunctionsMock {
  /** `http://127.0.0.1:PORT`; SmartLead's API is below `/api/v1`. */
  readonly url: string;
  /**
   * Reports a side effect of this request, once for each piece of work, so that the scenario can count it. With a value, `name` is a field
   * of the lead, and the value is what is kept in it now.
   */
  effect(name?: string, value?: string | number | boolean): Promise<void>;
}

/** Where deliveries go, said from outside; it takes precedence over what the scenario says. */
export type RunTarget =
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "function"; readonly handle: ReceiverFunction }
  /** Started with PORT, SMARTLEAD_MOCK_URL, SMARTLEAD_API_BASE and SMARTLEAD_API_KEY. Port 0 in `url`, or no `url`, takes a free one. */
  | {
      readonly kind: "command";
      readonly command: string | readonly string[];
      readonly url?: string;
      /** Where it listens when it ignores PORT, to be told of. */
      readonly usualUrl?: string;
    };

/** What the command line says of the mock; each goes before the scenario's own. */
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
  /** Of the report's item; the scenario's name by default. */
  readonly id?: string;
  /** `null`, or left out: as the scenario says, else the built-in receiver. */
  readonly target?: RunTarget | null;
  /** Goes before the scenario's; 1 where neither says one. */
  readonly seed?: number;
  /** Salts every id. */
  readonly run: string;
  /** Of the mock's own server, on loopback; a free one by default. */
  readonly port?: number;
  readonly mock?: MockOverrides;
  /** Armed from the start, beside the scenario's own (`--chaos`). */
  readonly faults?: readonly FaultRule[];
  /** From where commands are run; the process's own folder by default. */
  readonly cwd?: string;
  /** The package's own version. */
  readonly version: string;
  /** The command by which a user reproduces it; made from file, seed and run by default. */
  readonly reproduce?: string;
  /** Ends the run as soon as possible, and everything it had begun. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  readonly limits?: Partial<RunLimits>;
  /** A number that grows with the work done: evidence for expectations about effects, where nothing else shows them. */
  readonly probe?: Probe;
  /** What the receiver keeps of a lead; what it last wrote into the sink, by default. */
  readonly state?: StateSource;
  /** What one console sees of runs that come one after the other on one port; only this one's by default. */
  readonly watch?: Watch;
  /** `openStage` of src/harness/session. */
  readonly openEnvironment: OpenEnvironment;
}

/** `RunWatch` of src/harness/session/watch. */
export interface Watch {
  /** Gives what control API and stream are to work on while this is the present mock. */
  enter(mock: SmartLeadMock): SmartLeadMock;
}

export interface Progress {
  /** Steps begun so far, this one included. */
  readonly step: number;
  /** `steps[2].steps[0]`. */
  readonly path: string;
  /** The step's own name, or its action in words. */
  readonly name: string;
  readonly state: "begun" | "passed" | "failed";
  /** Deliveries created so far, and those that are not settled. */
  readonly deliveries: number;
  readonly open: number;
}

/** Real milliseconds. */
export interface RunLimits {
  /** Nothing at all happens for so long while a step waits for deliveries: then it hangs. */
  readonly quietMs: number;
  /** A `wait` for something, unless it says `within`. */
  readonly withinMs: number;
  /** How long an expectation about effects, calls or requests waits for those that are still on their way. */
  readonly patienceMs: number;
  /** How long a probe's number is waited for while it is not known how late it rises. */
  readonly firstRiseMs: number;
}

export interface Performed {
  readonly item: ReportItem;
  /** `unreachable`: no first attempt found anyone listening. `aborted`: `signal` ended it. */
  readonly end: "performed" | "unreachable" | "aborted";
}

/** Something that a scenario says before its first step cannot be; `path` leads there. */
export class SettingError extends SmartLeadMockError {
  constructor(
    readonly path: StepPath,
    message: string,
    options?: { cause?: unknown },
  ) {
    super("config", message, options);
  }
}

/** Makes everything ready. Throws `SmartLeadMockError`, and leaves nothing open then. */
export type OpenEnvironment = (plan: EnvironmentPlan) => Promise<TestEnvironment>;

/** The parts of a scenario that are laid out before its first step, with all names filled in. */
export interface EnvironmentSetup {
  readonly world: string | Readonly<Record<string, unknown>> | null;
  readonly webhooks: readonly ScenarioWebhook[] | null;
  readonly faults: readonly unknown[];
}

export interface EnvironmentPlan {
  readonly loaded: PlayableScenario;
  readonly options: RunOptions;
  readonly seed: number;
  /** Some step ends the mock: what it knows has to outlive it. */
  readonly isCrashing: boolean;
  /** Asked once the receiver's address is known. */
  setup(receiverUrl: string): EnvironmentSetup;
  /** Told in the same turn in which a mock has come into being: at the start, and after each restart. */
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
  /** Another one after a restart. */
  readonly mock: SmartLeadMock;
  /** `http://127.0.0.1:PORT`, the same after a restart. */
  readonly mockUrl: string;
  readonly receiver: EnvironmentReceiver;
  /** Calls SmartLead's API in the process, at once. */
  call(call: ApiCall): ApiAnswer;
  /** The mock and its server die as by kill -9. Throws `conflict` when it is down. */
  crash(): Promise<void>;
  /** On what it had written. Throws `conflict` when it is up. */
  restart(): Promise<void>;
  /** Ends everything: mock, server, receiver, directories. Never throws. */
  close(): Promise<void>;
}

export interface EnvironmentReceiver {
  readonly kind: "url" | "function" | "command" | "built-in";
  /** Where deliveries go. */
  readonly url: string;
  /** Request ids of what came, oldest first; `null` where it cannot be known. */
  requests(): readonly string[] | null;
  /** The last lines that a command printed. */
  output(): string;
  /** Why what answers at its URL may be another program; `null` where nothing shows that. */
  portTrouble(): Promise<SmartLeadMockError | null>;
  /** Throws `conflict` where there is no command, or it runs already, and `unreachable` when it does not listen in time. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Throws `conflict` where it is not the built-in one. */
  script(answers: readonly ReceiverAnswer[]): void;
}
