import type { ReportItem } from "../../reports/report.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import type { DurationText } from "../scenarios/value-schemas.ts";
import type { LibraryReceiverOptions } from "../verify/library-receiver.ts";
import type { CoverageView } from "./coverage.ts";

export interface ExploreLibraryOptions extends LibraryReceiverOptions {
  /** Histories that are tried at most; as many as the budget allows by default. */
  readonly runs?: number;
  /** Real time that everything takes at most, such as `30s`: making a failure shorter is part of it. 10s by default, without an end where `runs` is. */
  readonly budget?: DurationText;
  /**
   * Reads what the receiver keeps of a lead, as any text that describes it: a function, or a URL in which `{lead}` stands for the lead's
   * address. Unless given, what the receiver last wrote into the sink counts.
   */
  readonly state?: string | ((email: string) => string | Promise<string>);
  /** `false`: a `{ command }` is never restarted within a history, for one that keeps what it knows in memory on purpose. */
  readonly restarts?: boolean;
}

/** What a search came to. */
export interface ExploredReceiver {
  /** `fail` where a history breaks a property; `ok` where none did and evidence shows it; else `inconclusive`. */
  readonly grade: ReportItem["grade"];
  /** One for each property, as reports show them. */
  readonly items: readonly ReportItem[];
  /** All that is known, as a test's failure shows it. */
  readonly text: string;
  /** The shortest history that fails: `playScenario` plays it, and fails alike. `null` where none was found. */
  readonly scenario: Scenario | null;
  /** The same as a file that `smartlead-mock run` plays. */
  readonly yaml: string | null;
  readonly coverage: CoverageView;
}

/**
 * Searches for the shortest history of events and faults that breaks a receiver: an event is processed twice, an acknowledged one is
 * lost, one is never accepted, what it keeps depends on the order of arrival, or the receiver does not recover. Never rejects for what a receiver does.
 * @example
 * const explored = await explore({ target: handler, runs: 50 });
 * assert.notEqual(explored.grade, "fail", explored.text);
 */
export async function explore(options: ExploreLibraryOptions): Promise<ExploredReceiver> {
  const { exploreFor } = await import("./explore-for-tests.ts");
  return exploreFor(options);
}
