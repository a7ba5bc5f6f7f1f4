import type { ReportItem } from "../../reports/report.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import type { DurationText } from "../scenarios/value-schemas.ts";
import type { LibraryReceiverOptions } from "../verify/library-receiver.ts";
import type { CoverageView } from "./coverage.ts";

export interface ExploreLibraryOptions extends LibraryReceiverOptions {
  /** Maximum number of histories; by default as many as the budget allows. */
  readonly runs?: number;
  /** Maximum real time for everything, such as `30s`, including the shortening of a failure. 10s by default, or unlimited if `runs` is set. */
  readonly budget?: DurationText;
  /**
   * Reads the state that the receiver keeps of a lead, as any text that describes it: a function, or a URL in which `{lead}` is replaced
   * with the lead's address. By default, the receiver's last writes to the sink are used.
   */
  readonly state?: string | ((email: string) => string | Promise<string>);
  /** `false`: a `{ command }` is never restarted within a history, for a receiver that keeps its state in memory on purpose. */
  readonly restarts?: boolean;
}

/** The result of a search. */
export interface ExploredReceiver {
  /** `fail` if a history breaks a property; `ok` if none did and evidence shows it; else `inconclusive`. */
  readonly grade: ReportItem["grade"];
  /** One for each property, as reports show them. */
  readonly items: readonly ReportItem[];
  /** The full report, for the message of a failed test. */
  readonly text: string;
  /** The shortest failing history: `playScenario` reproduces the failure. `null` if none was found. */
  readonly scenario: Scenario | null;
  /** The same as a file for `smartlead-mock run`. */
  readonly yaml: string | null;
  readonly coverage: CoverageView;
}

/**
 * Searches for the shortest history of events and faults that breaks a receiver: an event is processed twice, an acknowledged one is lost,
 * one is never accepted, its state depends on the order of arrival, or the receiver does not recover. Never rejects because of the
 * receiver's behaviour.
 * @example
 * const explored = await explore({ target: handler, runs: 50 });
 * assert.notEqual(explored.grade, "fail", explored.text);
 */
export async function explore(options: ExploreLibraryOptions): Promise<ExploredReceiver> {
  const { exploreFor } = await import("./explore-for-tests.ts");
  return exploreFor(options);
}
