import { SmartLeadMockError } from "../../base/errors.ts";
import { parseDuration } from "../../base/time/duration.ts";
import { summaryOf, withLibraryReceiver } from "../verify/library-receiver.ts";
import type { VerifySettings } from "../verify/verify-settings.ts";
import { type Explored, exploreReceiver, UNLIMITED_RUNS } from "./explore.ts";
import type { ExploredReceiver, ExploreLibraryOptions } from "./explore-library.ts";
import { propertyItems } from "./property-items.ts";

/** Real ms that a search takes in a test unless it is said. */
const USUAL_BUDGET_MS = 10_000;

/** Does what `explore` of the library promises. */
export async function exploreFor(options: ExploreLibraryOptions): Promise<ExploredReceiver> {
  const { runs, restarts = true } = options;
  const budgetMs = budgetOf(options);
  const { version } = await import("../../../package.json");
  return withLibraryReceiver(options, async (found) => {
    const explored = await exploreReceiver({
      ...found,
      probe: null,
      budgetMs,
      runs: runs ?? UNLIMITED_RUNS,
      areRestartsTried: restarts,
      version,
    });
    return resultOf(explored, found.settings, found.signal.aborted);
  });
}

function budgetOf({ budget, runs }: ExploreLibraryOptions): number {
  if (budget === undefined) return runs === undefined ? USUAL_BUDGET_MS : Number.POSITIVE_INFINITY;
  const ms = parseDuration(budget);
  if (ms !== null) return ms;
  throw new SmartLeadMockError("usage", `budget ${JSON.stringify(budget)} is not a duration; write it like "30s".`);
}

function resultOf(explored: Explored, { seed, run }: VerifySettings, isStopped: boolean): ExploredReceiver {
  const searchAgain = `explore({ seed: ${seed} })`;
  const items = propertyItems(explored, { seed, run, searchAgain, playAgain: null, isStopped });
  const { found } = explored;
  return {
    ...summaryOf(items),
    items,
    scenario: found?.scenario.scenario ?? null,
    yaml: found?.scenario.yaml ?? null,
    coverage: explored.coverage,
  };
}
