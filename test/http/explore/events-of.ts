import type { ExploredReceiver } from "../../../src/harness/explore/explore-library.ts";

/** How many events its scenario has, the plain one at the end left out. */
export function eventsOf({ scenario }: ExploredReceiver): number {
  const counts = (scenario?.steps ?? []).map((step): number => {
    if ("repeat" in step) return step.repeat;
    return "emit" in step && step.as !== "control" ? (step.count ?? 1) : 0;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}
