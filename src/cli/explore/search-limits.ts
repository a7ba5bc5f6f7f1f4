import type { Settings } from "../../config/settings.ts";
import { type ExploreOptions, UNLIMITED_RUNS } from "../../harness/explore/explore-receiver.ts";

/** Real ms that a search takes unless it is said. */
const USUAL_BUDGET_MS = 60_000;

/** How long is searched, and what histories may do with the receiver: without `--keep-running` they restart it. */
export function searchLimitsOf({
  budget,
  runs,
  keepRunning = false,
}: Settings["values"]): Pick<ExploreOptions, "areRestartsTried" | "budgetMs" | "runs"> {
  return {
    budgetMs: budget ?? (runs === undefined ? USUAL_BUDGET_MS : Number.POSITIVE_INFINITY),
    runs: runs ?? UNLIMITED_RUNS,
    areRestartsTried: !keepRunning,
  };
}
