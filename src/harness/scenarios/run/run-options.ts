/** What a performance of a scenario is given, what it needs, and what it gives back. */
import type { MockOptions, SmartLeadMock } from "../../../mock/mock.ts";
import type { ReportItem, SourcePlace } from "../../../reports/report.ts";
import type { Probe } from "../../probe/probe.ts";
import type { Scenario } from "../scenario.ts";
import type { OpenEnvironment } from "./environment.ts";

/** A key's way from the top of the scenario: `["steps", 3, "expect", 0, "state"]`. */
export type StepPath = readonly (string | number)[];

/** A scenario with the places of what it says: what `loadScenario` gives. */
export interface PlayableScenario {
  readonly scenario: Scenario;
  /** As errors name it. A world file is looked for beside it. */
  readonly file: string;
  /** The name by which `run` finds it in the library; `null`, or left out, for one's own. */
  readonly libraryName?: string | null;
  placeOf(path: StepPath): SourcePlace;
}

/** A receiver as a function, with a way to tell what it did. */
export type ReceiverFunction = (request: Request, mock: FunctionsMock) => Response | Promise<Response>;

/** What a function may use of the mock that calls it. */
export interface FunctionsMock {
  /** `http://127.0.0.1:PORT`; SmartLead's API is below `/api/v1`. */
  readonly url: string;
  /** Reports a side effect of this request, once for each piece of work, so that the scenario can count it. */
  effect(name?: string): Promise<void>;
}

/** Where deliveries go, said from outside; it goes before what the scenario says. */
export type RunTarget =
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "function"; readonly handle: ReceiverFunction }
  /** Started with PORT, SMARTLEAD_MOCK_URL, SMARTLEAD_API_BASE and SMARTLEAD_API_KEY. Port 0 in `url`, or no `url`, takes a free one. */
  | {
      readonly kind: "command";
      readonly command: string | readonly string[];
      readonly url?: string;
      /** Where it listens when it takes no notice of PORT, to be told of. */
      readonly usualUrl?: string;
    };

/** What the command line says of the mock; each goes before the scenario's own. */
export type MockOverrides = Pick<
  MockOptions,
  | "policy"
  | "dialect"
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
>;

export interface RunOptions {
  /** Of the report's item; the scenario's name unless given. */
  readonly id?: string;
  /** `null`, or left out: as the scenario says, else the built-in receiver. */
  readonly target?: RunTarget | null;
  /** Goes before the scenario's; 1 where neither says one. */
  readonly seed?: number;
  /** Salts every id. */
  readonly run: string;
  /** Of the mock's own server, on loopback; a free one unless given. */
  readonly port?: number;
  readonly mock?: MockOverrides;
  /** From where commands are run; the process's own folder unless given. */
  readonly cwd?: string;
  /** The package's own version. */
  readonly version: string;
  /** The line by which a user sees it again; made from file, seed and run unless given. */
  readonly reproduce?: string;
  /** Ends the performance as soon as possible, and everything it had begun. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  readonly limits?: Partial<RunLimits>;
  /** A number that grows with the work done: evidence for expectations about effects, where nothing else shows them. */
  readonly probe?: Probe;
  /** What one console sees of performances that come one after the other on one port; only this one's unless given. */
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
}

export interface Performed {
  readonly item: ReportItem;
  /** `unreachable`: no first attempt found anybody listening. `aborted`: `signal` ended it. */
  readonly end: "performed" | "unreachable" | "aborted";
}
