/** What a scenario is performed on: a mock with its server, and a receiver. The real one is made by src/harness/session. */
import { SmartLeadMockError } from "../../../base/errors.ts";
import type { SmartLeadMock } from "../../../mock/mock.ts";
import type { ReceiverAnswer } from "../receiver-answer.ts";
import type { ScenarioWebhook } from "../scenario.ts";
import type { PlayableScenario, RunOptions, StepPath } from "./run-options.ts";

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
  /** Request ids of what came, oldest first; `null` where nobody can know. */
  requests(): readonly string[] | null;
  /** The last lines that a command printed. */
  output(): string;
  /** Throws `conflict` where there is no command, or it runs already, and `unreachable` when it does not listen in time. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Throws `conflict` where it is not the built-in one. */
  script(answers: readonly ReceiverAnswer[]): void;
}
