/** The commands as data, for programs (`--help --json`) and for the man page, from the same table as `--help`. */

import { didYouMean } from "../../base/did-you-mean.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import { environmentNameOf, flagOf, type OptionKey, specOf } from "../../config/option-table.ts";
import { COMMON_OPTIONS, type CommandSpec } from "../command.ts";
import { COMMANDS } from "../command-table.ts";
import { EXIT_MEANINGS } from "../exit-codes.ts";
import { VERSION } from "../version.ts";

export interface ArgumentDescription {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly repeatable: boolean;
  /** All possible values; `null` if they cannot be listed. */
  readonly values: readonly string[] | null;
}

export interface OptionDescription {
  readonly flag: string;
  /** A `flag` has no value; `flag-or-duration` may have one. */
  readonly type: ReturnType<typeof specOf>["kind"];
  /** The placeholder of the value, such as `URL`; `null` for a flag. */
  readonly value: string | null;
  readonly values: readonly string[] | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly repeatable: boolean;
  readonly description: string;
  /** The default, in words. */
  readonly default: string | null;
  readonly environment: string | null;
}

export interface CommandDescription {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly usage: string;
  readonly arguments: readonly ArgumentDescription[];
  readonly options: readonly OptionDescription[];
  /** More on arguments and values, a line each. */
  readonly notes: readonly string[];
  readonly examples: readonly { readonly does: string; readonly line: string }[];
}

export interface ProgramDescription {
  readonly name: string;
  readonly version: string;
  readonly exit_codes: Readonly<Record<string, string>>;
  readonly commands: readonly CommandDescription[];
}

export function describeProgram(commands: readonly CommandSpec[]): ProgramDescription {
  const exitCodes = Object.fromEntries(EXIT_MEANINGS.map(([code, meaning]) => [String(code), meaning]));
  return {
    name: "smartlead-mock",
    version: VERSION,
    exit_codes: exitCodes,
    commands: commands.map(describeCommand),
  };
}

export function describeCommand(spec: CommandSpec): CommandDescription {
  const { name, summary, description, args, examples, notes } = spec;
  return {
    name,
    summary,
    description,
    usage: usageOf(spec),
    arguments: args.map((argument) => ({
      name: argument.name,
      description: argument.description,
      required: argument.isRequired ?? false,
      repeatable: argument.isList ?? false,
      values: argument.values ?? null,
    })),
    options: [...spec.options, ...COMMON_OPTIONS].map((key) => describeOption(key, spec.wording?.[key])),
    notes: notes?.() ?? [],
    examples,
  };
}

/** The first line of `--help`. */
export function usageOf({ name, args, takesCommand }: CommandSpec): string {
  const words = args.map((argument) => {
    const word = argument.isList === true ? `${argument.name}...` : argument.name;
    return argument.isRequired === true ? `<${word}>` : `[${word}]`;
  });
  return ["smartlead-mock", name, "[options]", ...words, ...(takesCommand === true ? ["[-- COMMAND...]"] : [])].join(
    " ",
  );
}

function describeOption(key: OptionKey, wording: string | undefined): OptionDescription {
  const { kind, placeholder, choices, min, max, description, default: usual } = specOf(key);
  return {
    flag: flagOf(key),
    type: kind,
    value: kind === "flag" ? null : (placeholder ?? "VALUE"),
    values: choices ?? null,
    minimum: min ?? null,
    maximum: max ?? null,
    repeatable: kind === "list" || kind === "headers",
    description: wording ?? description,
    // The wording of a command states its own default, if it has one.
    default: wording === undefined ? (usual ?? null) : null,
    environment: environmentNameOf(key),
  };
}

/** Returns one command if the line names one, else the whole program, as JSON. Throws `usage` for an unknown command. */
export function helpText(argv: readonly string[]): string {
  const name = argv.find((word) => !word.startsWith("-") && word !== "help");
  if (name === undefined) return JSON.stringify(describeProgram(COMMANDS));
  const spec = COMMANDS.find((one) => one.name === name);
  if (spec !== undefined) return JSON.stringify(describeCommand(spec));
  const names = COMMANDS.map((one) => one.name);
  const meant = didYouMean(name, names);
  throw new SmartLeadMockError(
    "usage",
    `Unknown command ${name}${meant === null ? "." : `; did you mean ${meant}?`} See smartlead-mock --help.`,
  );
}
