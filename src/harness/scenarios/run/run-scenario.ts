import { SmartLeadMockError } from "../../../base/errors.ts";
import { DEFAULT_SEED } from "../../../base/random.ts";
import { systemTime } from "../../../base/time/system-clock.ts";
import type { Scenario } from "../scenario.ts";
import { itemOf } from "./item.ts";
import { openEnvironment } from "./open-environment.ts";
import { type Diagnostic, RunContext } from "./run-context.ts";
import {
  type Performed,
  type PlayableScenario,
  type RunOptions,
  SettingError,
  type StepPath,
  type TestEnvironment,
} from "./run-options.ts";
import { runSteps } from "./run-steps.ts";
import { type Asked, askedOf } from "./usual/asked.ts";
import { UsualEvents, withoutUnusual } from "./usual/usual-events.ts";

/**
 * Plays a scenario and reports how it ended. Never throws because of a scenario or a receiver, and leaves nothing open.
 * @example await performScenario(loaded, { target: null, run: "demo", version, openStage });
 */
export async function runScenario(loaded: PlayableScenario, options: RunOptions): Promise<Performed> {
  const begunReal = systemTime.monotonicMs();
  const context = new RunContext({ loaded, options, seed: options.seed ?? loaded.scenario.seed ?? DEFAULT_SEED });
  const notReady = lackOf(loaded.scenario, options);
  const performed = (diagnostics: readonly Diagnostic[], mockMs: number): Performed => {
    const durationMs = Math.round(systemTime.monotonicMs() - begunReal);
    const end = endOf(context, diagnostics);
    return { item: itemOf(context, { diagnostics, end, notReady, mockMs, durationMs }), end };
  };
  if (notReady !== null) return performed([], 0);
  const { played, diagnostics, asked, wasClipped } = await play(context, performed);
  if (played.end !== "performed" || diagnostics.length === 0) return played;
  if (wasClipped && (options.mock?.minTimeoutMs ?? 0) < FULL_TIMEOUT_MS) {
    return playedAgain(context, { minTimeoutMs: FULL_TIMEOUT_MS });
  }
  if (asked === null) return played;
  const usual = new UsualEvents(context);
  const again = await inEvents(context, { usual, asked });
  return again ?? { ...played, item: await withoutUnusual(context, { item: played.item, asked, usual }) };
}

interface Held {
  readonly usual: UsualEvents;
  readonly asked: readonly Asked[];
}

/** Plays it again if one event has several effects, which are then counted as one; `null` if each has one. */
async function inEvents(context: RunContext, { usual, asked }: Held): Promise<Performed | null> {
  if (context.options.mock?.usualEffects !== undefined || context.isAborted) return null;
  const types = asked.filter(({ needs }) => needs.has("effects")).flatMap((one) => one.types);
  const usualEffects = await usual.severalOf([...new Set(types)]);
  if (usualEffects.size === 0) return null;
  return playedAgain(context, { usualEffects });
}

/** Plays it again, in a changed mock. */
async function playedAgain(
  { loaded, options }: Pick<RunContext, "loaded" | "options">,
  changed: NonNullable<RunOptions["mock"]>,
): Promise<Performed> {
  const { onProgress: _progress, watch: _watch, ...rest } = options;
  const { name } = loaded.scenario;
  // Another name gives other ids, so the receiver detects no duplicates.
  const scenario = { ...loaded.scenario, name: `${name}, once more` };
  const { file, libraryName = null } = loaded;
  const again = { scenario, file, libraryName, placeOf: (path: StepPath) => loaded.placeOf(path) };
  const performed = await runScenario(again, {
    ...rest,
    id: options.id ?? name,
    mock: { ...options.mock, ...changed },
  });
  return { ...performed, item: { ...performed.item, title: name } };
}

function endOf(context: RunContext, diagnostics: readonly Diagnostic[]): Performed["end"] {
  if (context.isAborted) return "aborted";
  return isUnreachable(context, diagnostics) ? "unreachable" : "performed";
}

/** Why a scenario cannot be run with the given options, in a sentence, or `null`. */
function lackOf(scenario: Scenario, { mock = {}, target = null }: Pick<RunOptions, "mock" | "target">): string | null {
  const needs = scenario.needs ?? [];
  const isSigned = mock.signatureForm !== "none";
  const hasSecret = isSigned && ((mock.signingSecret ?? null) !== null || scenario.secret !== undefined);
  if (needs.includes("secret") && !hasSecret) {
    return "It needs the secret that the receiver checks: pass it with --secret.";
  }
  const hasCommand = target === null ? scenario.receiver?.command !== undefined : target.kind === "command";
  if (needs.includes("command") && !hasCommand) {
    return "It starts and stops the receiver: give its command after `--`, as in `run NAME -- node server.js`.";
  }
  return null;
}

interface Story {
  readonly played: Performed;
  readonly diagnostics: readonly Diagnostic[];
  /** The requirements that the problems imply for the receiver; `null` if they must not be relaxed. */
  readonly asked: ReturnType<typeof askedOf>;
  /** Some answer was not given SmartLead's full timeout, though others arrived: nothing that follows proves a failure (PRODUCT §4). */
  readonly wasClipped: boolean;
}

/** Real ms that SmartLead waits for an answer. */
const FULL_TIMEOUT_MS = 30_000;

/** A receiver that answers hardly anything is slow, and would be again. */
function isClipped(context: RunContext): boolean {
  if (!context.hasEnvironment) return false;
  const own = [...context.mock.deliveries.all()]
    .flatMap(({ attempts }) => attempts)
    .filter((one) => one.faults.length === 0);
  const clipped = own.filter((one) => one.clipped).length;
  return clipped > 0 && clipped * 2 < own.length;
}

/** The timeline is built while the test environment exists, since a closed mock may no longer know its deliveries. */
async function play(
  context: RunContext,
  performed: (diagnostics: readonly Diagnostic[], mockMs: number) => Performed,
): Promise<Story> {
  let stage: TestEnvironment | null = null;
  let startedAt: number | null = null;
  const told = (diagnostics: readonly Diagnostic[]): Story => ({
    played: performed(diagnostics, elapsed(context, startedAt)),
    diagnostics,
    asked: askedOf(context, diagnostics),
    wasClipped: isClipped(context),
  });
  try {
    stage = await openEnvironment(context);
    startedAt = context.now;
    return told(await runSteps(context, context.loaded.scenario.steps, ["steps"]));
  } catch (error) {
    // An interrupted step fails, which says nothing about the scenario.
    return told(context.isAborted ? [] : [diagnosticOf(error)]);
  } finally {
    await stage?.close();
  }
}

/** Milliseconds on the mock's clock. */
function elapsed(context: RunContext, startedAt: number | null): number {
  return startedAt === null ? 0 : (context.now ?? startedAt) - startedAt;
}

/** An error in the setup is the scenario's or the receiver's fault; anything else is reported as a bug in the mock. */
function diagnosticOf(error: unknown): Diagnostic {
  if (error instanceof SettingError) return { message: error.message, path: error.path };
  if (error instanceof SmartLeadMockError)
    return { message: error.message, path: [], isUnreachable: error.code === "unreachable" };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { message: "A bug in smartlead-mock ended the scenario; please report it.", actual: text, path: [] };
}

/** Nothing listened from the start, and the scenario did not intend that. */
function isUnreachable(context: RunContext, diagnostics: readonly Diagnostic[]): boolean {
  if (diagnostics.some((diagnostic) => diagnostic.isUnreachable === true)) return true;
  return diagnostics.length > 0 && context.observations.isUnreachable && !context.hasStoppedReceiver;
}
