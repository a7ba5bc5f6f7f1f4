import { onTestFinished } from "vitest";
import { loadedFromObject } from "../../../src/harness/scenarios/loading/loaded-scenario.ts";
import { textOfPath } from "../../../src/harness/scenarios/run/run-context.ts";
import type {
  OpenEnvironment,
  Performed,
  PlayableScenario,
  Progress,
} from "../../../src/harness/scenarios/run/run-options.ts";
import { runScenario } from "../../../src/harness/scenarios/run/run-scenario.ts";
import type { Scenario } from "../../../src/harness/scenarios/scenario.ts";
import type { Step } from "../../../src/harness/scenarios/step.ts";
import { openEnvironment } from "../../../src/harness/session/test-environment.ts";
import type { Entry } from "../../../src/journal/entry.ts";
import { type Behaviour, type HttpReceiver, startHttpReceiver } from "../delivery/http-receiver.ts";
import type { Play } from "./play.ts";

/** A scenario as tests write it; a name is made up. */
export type Sketch = Omit<Scenario, "name"> & { readonly name?: string };

export interface SketchOptions extends Play {
  /** Where the scenario would stand. */
  readonly file?: string;
  /** Without the loader's checks, for what they would not let pass. */
  readonly isUnchecked?: boolean;
}

/** How a performance ended, and everything that its mocks' journals held. */
export interface Played extends Performed {
  readonly entries: readonly Entry[];
  readonly progress: readonly Progress[];
  /** Where the mock listened; `null` where it never did. */
  readonly mockUrl: string | null;
  /** `path: message` of each finding; the path is what the scenario's places were asked for. */
  readonly told: readonly string[];
}

/** What is not there will not come: no need to wait for it as long as for a busy receiver's report. */
const IMPATIENT = { patienceMs: 50 };

/** Performs a scenario whose places are the paths themselves. */
export async function perform(
  { name = "a sketch", ...sketch }: Sketch,
  { file = "sketch.yaml", isUnchecked = false, limits = {}, ...options }: SketchOptions = {},
): Promise<Played> {
  const entries: Entry[] = [];
  const progress: Progress[] = [];
  let mockUrl: string | null = null;
  const scenario: Scenario = { name, ...sketch };
  const loaded: PlayableScenario = {
    scenario: isUnchecked ? scenario : loadedFromObject(scenario, file).scenario,
    file,
    placeOf: (path) => ({ file: textOfPath(path), line: null, column: null }),
  };
  const performed = await runScenario(loaded, {
    run: "test",
    version: "test",
    ...options,
    onProgress: (one) => {
      progress.push(one);
      options.onProgress?.(one);
    },
    limits: { ...IMPATIENT, ...limits },
    openEnvironment: async (plan) => {
      const stage = await watched((entry) => void entries.push(entry))(plan);
      mockUrl = stage.mockUrl;
      return stage;
    },
  });
  const told = performed.item.findings.map(({ message, place }) => `${place?.file}: ${message}`);
  return { ...performed, entries, progress, mockUrl, told };
}

/** The same stage, whose mocks' journals are read along. */
function watched(onEntry: (entry: Entry) => void): OpenEnvironment {
  return (plan) =>
    openEnvironment({
      ...plan,
      onMock: (mock) => {
        mock.journal.subscribe(onEntry);
        plan.onMock(mock);
      },
    });
}

/** An ordinary receiver for one test; it answers 200 unless told otherwise. */
export async function aReceiver(behaviour: Behaviour = () => 200): Promise<HttpReceiver> {
  const receiver = await startHttpReceiver(behaviour);
  onTestFinished(() => receiver.close());
  return receiver;
}

export interface Delivered extends Played {
  readonly receiver: HttpReceiver;
  /** The JSON bodies in the order in which they came. */
  readonly bodies: readonly Readonly<Record<string, unknown>>[];
}

/** Performs it on an ordinary receiver, and gives what that got. */
export async function performOnReceiver(
  sketch: Sketch,
  { behaviour, ...options }: SketchOptions & { readonly behaviour?: Behaviour } = {},
): Promise<Delivered> {
  const receiver = await aReceiver(behaviour);
  const played = await perform(sketch, { target: { kind: "url", url: receiver.url }, ...options });
  const bodies = receiver.received.map(({ body }): Readonly<Record<string, unknown>> => JSON.parse(body));
  return { ...played, receiver, bodies };
}

/** A step that sends values to the receiver, as they are filled in. */
export function echo(values: Readonly<Record<string, unknown>>): Step {
  return { emit: "EMAIL_OPEN", body: { echo: values }, name: "echo" };
}

/** What the echo steps sent, one after the other. */
export function echoesOf({ bodies }: Pick<Delivered, "bodies">): readonly unknown[] {
  return bodies.flatMap(({ echo: values }) => (values === undefined ? [] : [values]));
}

/** An expectation that holds, so that the loader takes the scenario; the test looks for itself. */
export const PROOF: Step = { expect: { value: 1, is: 1 } };

/** Everything has been delivered. */
export const SETTLE: Step = { settle: "all" };

/** The entries of one kind. */
export function entriesOf<Type extends Entry["type"]>(
  { entries }: Pick<Played, "entries">,
  type: Type,
): readonly Extract<Entry, { type: Type }>[] {
  return entries.filter((entry): entry is Extract<Entry, { type: Type }> => entry.type === type);
}
