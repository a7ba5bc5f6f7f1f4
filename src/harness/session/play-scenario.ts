import type { OwnDialectContent } from "../../library/smart-lead.ts";
import type { ReportItem } from "../../reports/report.ts";
import type { ReceiverFunction } from "../scenarios/run/run-options.ts";
import type { Scenario } from "../scenarios/scenario.ts";

export interface PlayOptions {
  /** A URL, the function that handles requests, or a command that starts the receiver; as the scenario says by default, else a built-in receiver that does everything right. */
  readonly target?: string | ReceiverFunction | { readonly command: string | readonly string[]; readonly url?: string };
  /** In place of the scenario's own. */
  readonly seed?: number;
  /** Salts every id; the same each time by default. */
  readonly run?: string;
  /** One of your own in place of the scenario's, as in a dialect file. */
  readonly dialect?: OwnDialectContent;
  /** What the receiver checks signatures with. */
  readonly secret?: string;
  /** Reads what the receiver keeps of a lead: a URL with `{lead}` in it, or a function; what it last wrote into the sink, by default. */
  readonly state?: string | ((email: string) => string | Promise<string>);
  /** From where a file is looked for and a command is run; the process's own folder by default. */
  readonly cwd?: string;
  readonly signal?: AbortSignal;
}

/** How a scenario ended; `text` says all that is known, with the delivery's life, as a test's failure shows it. */
export interface PlayedScenario extends ReportItem {
  readonly text: string;
}

/**
 * Plays a scenario of the library by its name, of a file, or one that was made with `defineScenario`, in virtual time. Never
 * rejects for what a receiver does; throws `usage` or `config` for a scenario that is not there or not in order.
 * @example
 * const played = await playScenario("lost-answer", { target: handler });
 * assert.equal(played.grade, "ok", played.text);
 */
export async function playScenario(scenario: string | Scenario, options: PlayOptions = {}): Promise<PlayedScenario> {
  const { play } = await import("./scenario-player.ts");
  return play(scenario, options);
}

/** The names of the scenarios that come with the package, in alphabetical order. */
export async function scenarioNames(): Promise<readonly string[]> {
  const { libraryNames } = await import("./scenario-player.ts");
  return libraryNames();
}
