import { SmartLeadMockError } from "../../errors.ts";
import { DEFAULT_SEED } from "../../random.ts";
import { systemTime } from "../../time/system-clock.ts";
import type { Scenario } from "../scenario.ts";
import type { Step } from "../step.ts";
import { itemOf } from "./item.ts";
import type { Performed, PerformOptions, PlayableScenario } from "./performing.ts";
import { runSteps } from "./run-steps.ts";
import { type Complaint, Scene } from "./scene.ts";
import { SettingError, type Stage, type StageSetup } from "./stage.ts";

/**
 * Plays a scenario and says how it ended. Never throws for what a scenario or a receiver does, and leaves nothing open.
 * @example await performScenario(loaded, { target: null, run: "demo", version, openStage });
 */
export async function performScenario(loaded: PlayableScenario, options: PerformOptions): Promise<Performed> {
  const begunReal = systemTime.monotonicMs();
  const scene = new Scene({ loaded, options, seed: options.seed ?? loaded.scenario.seed ?? DEFAULT_SEED });
  const lacking = lackOf(loaded.scenario, options);
  const performed = (complaints: readonly Complaint[], mockMs: number): Performed => {
    const durationMs = Math.round(systemTime.monotonicMs() - begunReal);
    const end = endOf(scene, complaints);
    return { item: itemOf(scene, { complaints, end, lacking, mockMs, durationMs }), end };
  };
  return lacking === null ? play(scene, performed) : performed([], 0);
}

function endOf(scene: Scene, complaints: readonly Complaint[]): Performed["end"] {
  if (scene.isAborted) return "aborted";
  return isUnreachable(scene, complaints) ? "unreachable" : "performed";
}

/** Why a scenario cannot be performed with what is given, in a sentence, or `null`. */
function lackOf(
  scenario: Scenario,
  { mock = {}, target = null }: Pick<PerformOptions, "mock" | "target">,
): string | null {
  const needs = scenario.needs ?? [];
  const isSigned = mock.signatureForm !== "none";
  const hasSecret = isSigned && ((mock.signingSecret ?? null) !== null || scenario.secret !== undefined);
  if (needs.includes("secret") && !hasSecret) {
    return "It needs the secret that the receiver checks: give it by --secret.";
  }
  const hasCommand = target === null ? scenario.receiver?.command !== undefined : target.kind === "command";
  if (needs.includes("command") && !hasCommand) {
    return "It starts and stops the receiver: give its command behind --, as in `run NAME -- node server.js`.";
  }
  return null;
}

/** The story is told while the stage is still there, since a mock that is closed may no longer know its deliveries. */
async function play(
  scene: Scene,
  performed: (complaints: readonly Complaint[], mockMs: number) => Performed,
): Promise<Performed> {
  let stage: Stage | null = null;
  let startedAt: number | null = null;
  try {
    stage = await openStage(scene);
    startedAt = scene.now;
    const complaints = await runSteps(scene, scene.loaded.scenario.steps, ["steps"]);
    return performed(complaints, elapsed(scene, startedAt));
  } catch (error) {
    // What is cut short fails, and that says nothing of the scenario.
    return performed(scene.isAborted ? [] : [complaintOf(error)], elapsed(scene, startedAt));
  } finally {
    await stage?.close();
  }
}

/** Milliseconds on the mock's clock. */
function elapsed(scene: Scene, startedAt: number | null): number {
  return startedAt === null ? 0 : (scene.now ?? startedAt) - startedAt;
}

/** What cannot be set up is the scenario's own fault or the receiver's; anything else is a defect of ours, and said to be one. */
function complaintOf(error: unknown): Complaint {
  if (error instanceof SettingError) return { message: error.message, path: error.path };
  if (error instanceof SmartLeadMockError)
    return { message: error.message, path: [], isUnreachable: error.code === "unreachable" };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { message: "A defect of smartlead-mock ended the scenario; please report it.", actual: text, path: [] };
}

async function openStage(scene: Scene): Promise<Stage> {
  const { loaded, options, seed, names } = scene;
  const { scenario } = loaded;
  const stage = await options.openStage({
    loaded,
    options,
    seed,
    isCrashing: scenario.steps.some(isCrash),
    setup: (receiverUrl) => setUp(scene, receiverUrl),
    onMock: (mock) => scene.meet(mock),
  });
  scene.stage = stage;
  names.provide("mock", () => ({ url: stage.mockUrl, api: `${stage.mockUrl}/api/v1` }));
  names.provide("now", () => new Date(stage.mock.clock.now()).toISOString());
  names.provide("campaigns", () =>
    stage.mock.world.campaigns.map(({ id, name, status, clientId }) => ({ id, name, status, client_id: clientId })),
  );
  names.provide("leads", () =>
    stage.mock.world.leads.map((lead) => ({
      id: lead.id,
      email: lead.email,
      first_name: lead.firstName,
      last_name: lead.lastName,
      company_name: lead.companyName,
    })),
  );
  return stage;
}

/** The parts that are laid out before the first step may use variables, seed, run and the receiver's address. */
function setUp({ loaded, options, seed, names }: Scene, receiverUrl: string): StageSetup {
  const { vars = {}, world, webhooks, faults = [] } = loaded.scenario;
  names.provide("target", () => receiverUrl);
  names.provide("receiver", () => ({ url: receiverUrl }));
  names.provide("seed", () => seed);
  names.provide("run", () => options.run);
  for (const [name, value] of Object.entries(vars)) names.bindValue(name, names.fill(value));
  return names.fill({ world: world ?? null, webhooks: webhooks ?? null, faults });
}

function isCrash(step: Step): boolean {
  if ("mock" in step) return step.mock !== "reset";
  if ("repeat" in step) return step.steps.some(isCrash);
  return "choose" in step && step.choose.some(({ steps }) => steps.some(isCrash));
}

/** Nobody listened from the beginning on, and the scenario did not want it so. */
function isUnreachable(scene: Scene, complaints: readonly Complaint[]): boolean {
  if (complaints.some((complaint) => complaint.isUnreachable === true)) return true;
  return complaints.length > 0 && scene.sightings.isNobodyThere && !scene.hasStoppedReceiver;
}
