import { SmartLeadMockError } from "../../base/errors.ts";
import { parseDuration } from "../../base/time/duration.ts";
import { stateSource } from "../convergence/state-source.ts";
import { summaryOf, withLibraryReceiver } from "../verify/library-receiver.ts";
import type { VerifySettings } from "../verify/verify-settings.ts";
import type { ExploredReceiver, ExploreLibraryOptions } from "./explore-library.ts";
import { type Explored, exploreReceiver, UNLIMITED_RUNS } from "./explore-receiver.ts";
import { propertyItems } from "./property-items.ts";
import type { PropertyId } from "./violation.ts";

/** Default real ms of a search in a test. */
const USUAL_BUDGET_MS = 10_000;

/** Implements the library's `explore`. */
export async function exploreFor(options: ExploreLibraryOptions): Promise<ExploredReceiver> {
  const { runs, restarts = true } = options;
  const budgetMs = budgetOf(options);
  const { version } = await import("../../../package.json");
  return withLibraryReceiver(options, async (found) => {
    const explored = await exploreReceiver({
      ...found,
      probe: null,
      state: stateSource(options.state),
      budgetMs,
      runs: runs ?? UNLIMITED_RUNS,
      areRestartsTried: restarts,
      version,
    });
    const isStateAsked = options.state !== undefined;
    return resultOf(explored, { ...found.settings, isStateAsked, isStopped: found.signal.aborted });
  });
}

function budgetOf({ budget, runs }: ExploreLibraryOptions): number {
  if (budget === undefined) return runs === undefined ? USUAL_BUDGET_MS : Number.POSITIVE_INFINITY;
  const ms = parseDuration(budget);
  if (ms !== null) return ms;
  throw new SmartLeadMockError("usage", `budget ${JSON.stringify(budget)} is not a duration; write it like "30s".`);
}

interface ResultParts extends Pick<VerifySettings, "seed" | "run"> {
  readonly isStateAsked: boolean;
  readonly isStopped: boolean;
}

function resultOf(explored: Explored, { seed, run, isStateAsked, isStopped }: ResultParts): ExploredReceiver {
  const searchAgain = `explore({ seed: ${seed} })`;
  const items = propertyItems(explored, { seed, run, searchAgain, playAgain: null, isStopped });
  const { found, coverage } = explored;
  // Most receivers show no state, and none was requested: an unknown state does not affect the other properties.
  const isLeftOut = !isStateAsked && coverage.states === 0;
  const counted = items.filter(({ id }) => !(isLeftOut && id === ("order" satisfies PropertyId)));
  return {
    grade: summaryOf(counted).grade,
    text: summaryOf(items).text,
    items,
    scenario: found?.scenario.scenario ?? null,
    yaml: found?.scenario.yaml ?? null,
    coverage,
  };
}
