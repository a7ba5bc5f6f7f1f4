import type { OptionKey } from "../config/option-table.ts";
import type { Settings } from "../config/settings.ts";
import type { Io } from "./io.ts";

/** The input of a command: everything has been read and checked, except for facts that only the command itself can check. */
export interface CommandContext {
  /** The words as they were typed, including secrets. */
  readonly argv: readonly string[];
  /** The positional arguments, in order. */
  readonly args: readonly string[];
  /** The words after `--`; `null` if there is no `--`, and for commands that accept none. */
  readonly command: readonly string[] | null;
  readonly settings: Settings;
  readonly io: Io;
}

/** Returns the exit code. Throws `SmartLeadMockError` for every error that one sentence can describe. */
export type RunCommand = (context: CommandContext) => Promise<number>;

/** A command as help shows it; its code is loaded only if it is chosen. */
export interface CommandSpec {
  readonly name: string;
  /** Positional arguments in commander's notation. */
  readonly args: readonly {
    readonly name: string;
    readonly description: string;
    readonly isRequired?: boolean;
    readonly isList?: boolean;
    /** All possible values, if they can be listed. */
    readonly values?: readonly string[];
  }[];
  /** Whether it accepts the user's command after `--`. */
  readonly takesCommand?: boolean;
  readonly summary: string;
  readonly description: string;
  readonly options: readonly OptionKey[];
  /** Help text for options that this command uses differently. */
  readonly wording?: Readonly<Partial<Record<OptionKey, string>>>;
  /** Additional lines of the help text, before the examples. */
  readonly notes?: () => readonly string[];
  /** The description of an example, and its command line. */
  readonly examples: readonly { readonly does: string; readonly line: string }[];
  load(): Promise<RunCommand>;
}

/** Options that every command has. */
export const COMMON_OPTIONS = ["config", "json", "debug"] as const satisfies readonly OptionKey[];
