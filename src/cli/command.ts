import type { OptionKey } from "../config/option-table.ts";
import type { Settings } from "../config/settings.ts";
import type { Io } from "./io.ts";

/** What a command works with: everything has been read and checked, except what only the command itself can know. */
export interface CommandContext {
  /** The words as they were typed, secrets and all. */
  readonly argv: readonly string[];
  /** The positional arguments, in order. */
  readonly args: readonly string[];
  /** The words behind `--`; `null` where there is no `--`, and for commands that take none. */
  readonly command: readonly string[] | null;
  readonly settings: Settings;
  readonly io: Io;
}

/** Answers with the exit code. Throws `SmartLeadMockError` for everything that one sentence can say. */
export type RunCommand = (context: CommandContext) => Promise<number>;

/** A command as help shows it; what it does is loaded only when it was chosen. */
export interface CommandSpec {
  readonly name: string;
  /** Positional arguments in commander's notation. */
  readonly args: readonly {
    readonly name: string;
    readonly description: string;
    readonly isRequired?: boolean;
    readonly isList?: boolean;
    /** All that it may be, where that can be listed. */
    readonly values?: readonly string[];
  }[];
  /** Takes the user's command after `--`. */
  readonly takesCommand?: boolean;
  readonly summary: string;
  readonly description: string;
  readonly options: readonly OptionKey[];
  /** What help says of an option where this command takes it differently. */
  readonly wording?: Readonly<Partial<Record<OptionKey, string>>>;
  /** More that help says, line by line, before the examples. */
  readonly notes?: () => readonly string[];
  /** What it does, and the line that does it. */
  readonly examples: readonly { readonly does: string; readonly line: string }[];
  load(): Promise<RunCommand>;
}

/** Options that every command has. */
export const COMMON_OPTIONS = ["config", "json", "debug"] as const satisfies readonly OptionKey[];
