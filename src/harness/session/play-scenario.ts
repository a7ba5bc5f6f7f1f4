import type { OwnDialectContent } from "../../library/smart-lead.ts";
import type { ReportItem } from "../../reports/report.ts";
import type { ReceiverFunction } from "../scenarios/run/run-options.ts";
import type { Scenario } from "../scenarios/scenario.ts";

export interface PlayOptions {
  /**
   * A URL, the function that handles requests, or a command that starts the receiver; by default the scenario's own, else a built-in
   * receiver that behaves correctly.
   */
  readonly target?: string | ReceiverFunction | { readonly command: string | readonly string[]; readonly url?: string };
  /** Replaces the scenario's own. */
  readonly seed?: number;
  /** Salts every id; the same each time by default. */
  readonly run?: string;
  /** A custom dialect that replaces the scenario's, as in a dialect file. */
  readonly dialect?: OwnDialectContent;
  /** The secret with which the receiver checks signatures. */
  readonly secret?: string;
  /** Reads the receiver's state of a lead: a URL with `{lead}` in it, or a function; by default its last writes to the sink. */
  readonly state?: string | ((email: string) => string | Promise<string>);
  /** The folder for files and commands; the process's own by default. */
  readonly cwd?: string;
  readonly signal?: AbortSignal;
}

/** The result of a scenario; `text` is the full report, with the delivery's timeline, for the message of a failed test. */
export interface PlayedScenario extends ReportItem {
  readonly text: string;
}

/**
 * Plays a scenario in virtual time: one of the library by its name, one of a file, or one made with `defineScenario`. Never rejects because
 * of the receiver's behaviour; throws `usage` or `config` for a scenario that does not exist or is invalid.
 * @example
 * const played = await playScenario("lost-answer", { target: handler });
 * assert.equal(played.grade, "ok", played.text);
 */
export async function playScenario(scenario: string | Scenario, options: PlayOptions = {}): Promise<PlayedScenario> {
  const { play } = await import("./scenario-player.ts");
  return play(scenario, options);
}

/** The names of the built-in scenarios, in alphabetical order. */
export async function scenarioNames(): Promise<readonly string[]> {
  const { libraryNames } = await import("./scenario-player.ts");
  return libraryNames();
}
