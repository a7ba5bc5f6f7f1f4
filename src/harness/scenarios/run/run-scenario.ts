import { SmartLeadMockError } from "../../../base/errors.ts";
import { DEFAULT_SEED } from "../../../base/random.ts";
import { systemTime } from "../../../base/time/system-clock.ts";
import type { Scenario } from "../scenario.ts";
import { SettingError, type Stage } from "./environment.ts";
import { itemOf } from "./item.ts";
import { openStage } from "./open-environment.ts";
import { type Complaint, Scene } from "./run-context.ts";
import type { Performed, PerformOptions, PlayableScenario } from "./run-options.ts";
import { runSteps } from "./run-steps.ts";
import { askedOf } from "./usual/asked.ts";
import { withoutUnusual } from "./usual/without-unusual.ts";

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
  if (lacking !== null) return performed([], 0);
  const { played, complaints, asked } = await play(scene, performed);
  const isJudged = played.end === "performed" && complaints.length > 0 && asked !== null;
  return isJudged ? { ...played, item: await withoutUnusual(scene, { item: played.item, asked }) } : played;
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

interface Story {
  readonly played: Performed;
  readonly complaints: readonly Complaint[];
  /** What the complaints ask of the receiver; `null` where it is not ours to ask less. */
  readonly asked: ReturnType<typeof askedOf>;
}

/** The story is told while the stage is still there, since a mock that is closed may no longer know its deliveries. */
async function play(
  scene: Scene,
  performed: (complaints: readonly Complaint[], mockMs: number) => Performed,
): Promise<Story> {
  let stage: Stage | null = null;
  let startedAt: number | null = null;
  const told = (complaints: readonly Complaint[]): Story => ({
    played: performed(complaints, elapsed(scene, startedAt)),
    complaints,
    asked: askedOf(scene, complaints),
  });
  try {
    stage = await openStage(scene);
    startedAt = scene.now;
    return told(await runSteps(scene, scene.loaded.scenario.steps, ["steps"]));
  } catch (error) {
    // What is cut short fails, and that says nothing of the scenario.
    return told(scene.isAborted ? [] : [complaintOf(error)]);
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

/** Nobody listened from the beginning on, and the scenario did not want it so. */
function isUnreachable(scene: Scene, complaints: readonly Complaint[]): boolean {
  if (complaints.some((complaint) => complaint.isUnreachable === true)) return true;
  return complaints.length > 0 && scene.sightings.isNobodyThere && !scene.hasStoppedReceiver;
}
