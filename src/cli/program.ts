import { Command, CommanderError, type Help, Option } from "commander";
import { didYouMean } from "../base/did-you-mean.ts";
import { SmartLeadMockError } from "../base/errors.ts";
import { environmentNameOf, flagOf, type OptionKey, specOf } from "../config/option-table.ts";
import { COMMON_OPTIONS, type CommandSpec } from "./command.ts";
import { COMMANDS } from "./command-table.ts";
import { EXIT } from "./exit-codes.ts";
import { wrappedNotes, wrappedText } from "./help-notes.ts";
import type { Io } from "./io.ts";
import { GENERAL_HEADING, groupedOptions, SHORTEST_GROUPED } from "./option-groups.ts";
import { type Paint, paintFor } from "./output/terminal-paint.ts";
import { VERSION } from "./version.ts";

/** The parsed command line: a command with its raw flags, or only an exit code if help or the version was printed. */
export type Asked =
  | {
      readonly kind: "command";
      readonly spec: CommandSpec;
      readonly args: readonly string[];
      readonly command: readonly string[] | null;
      readonly flags: Readonly<Partial<Record<OptionKey, unknown>>>;
    }
  | { readonly kind: "done"; readonly exitCode: number };

/** Columns of help if the output is not a terminal. */
const HELP_WIDTH = 100;
/** Columns of help at most: longer lines are hard to read. */
const WIDEST_HELP = 120;

/** Parses the command line. Throws `usage` with one sentence for anything invalid. */
export function readCommandLine(argv: readonly string[], io: Io): Asked {
  let asked: Asked = { kind: "done", exitCode: EXIT.usage };
  mustBeKnownToHelp(argv);
  const { own, command } = withoutCommand(argv);
  const program = programOf(io);
  for (const spec of shownCommands(own)) {
    addCommand(program, spec, (args, flags) => {
      asked = { kind: "command", spec, args, command, flags };
    });
  }
  try {
    program.parse([...own], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: "done", exitCode: EXIT.good };
    // There was no command: commander has printed the help.
    if (error.code === "commander.help") return { kind: "done", exitCode: EXIT.usage };
    throw new SmartLeadMockError("usage", sentenceOf(error, argv));
  }
  return asked;
}

/** If the line starts with a command, only that one is needed, also for its help; otherwise all are listed. */
function shownCommands(argv: readonly string[]): readonly CommandSpec[] {
  const name = argv[0] === "help" ? argv[1] : argv[0];
  const named = COMMANDS.find((spec) => spec.name === name);
  return named === undefined ? COMMANDS : [named];
}

/** Splits `run NAME -- node server.js` at the `--`, if the command accepts one. */
function withoutCommand(argv: readonly string[]): {
  readonly own: readonly string[];
  readonly command: readonly string[] | null;
} {
  const at = argv.indexOf("--");
  const spec = COMMANDS.find(({ name }) => name === argv[0]);
  if (at === -1 || spec?.takesCommand !== true) return { own: argv, command: null };
  const command = argv.slice(at + 1);
  if (command.length > 0) return { own: argv.slice(0, at), command };
  const sentence = `There is no command after --; write it like smartlead-mock ${spec.name} … -- node server.js.`;
  throw new SmartLeadMockError("usage", sentence);
}

/** Commander would answer `help strat` with the general help, without an error. */
function mustBeKnownToHelp([first, name]: readonly string[]): void {
  const names = [...COMMANDS.map((spec) => spec.name), "help"];
  if (first !== "help" || name === undefined || name.startsWith("-") || names.includes(name)) return;
  const meant = didYouMean(name, names);
  const hint = meant === null ? "." : `; did you mean ${meant}?`;
  throw new SmartLeadMockError("usage", `Unknown command ${name}${hint} See smartlead-mock --help.`);
}

function programOf(io: Io): Command {
  return new Command("smartlead-mock")
    .description("SmartLead on your own machine: its webhooks, retries and REST API, to develop and test a receiver.")
    .version(VERSION, "-V, --version", "print the version")
    .helpOption("-h, --help", "show this help")
    .helpCommand("help [COMMAND]", "show the help of a command")
    .addHelpText("after", FIRST_STEPS)
    .configureHelp({
      helpWidth: helpWidthOf(io),
      showGlobalOptions: false,
      sortOptions: false,
      ...helpStyles(paintFor(io.stdout ?? NO_OUTPUT, io.env)),
    })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      // The caller reports the error in one sentence.
      outputError: () => {},
    })
    .exitOverride();
}

const NO_OUTPUT = { write: () => true };

/** The terminal's own width within limits; a fixed one elsewhere, so that piped output is the same everywhere. */
function helpWidthOf({ stdout }: Io): number {
  if (stdout?.isTTY !== true || stdout.columns === undefined) return HELP_WIDTH;
  return Math.min(stdout.columns, WIDEST_HELP);
}

/** Commander measures texts without their colours. */
function helpStyles(paint: Paint) {
  return {
    styleTitle: (text: string) => paint("strong", text),
    styleCommandText: (text: string) => paint("good", text),
    styleSubcommandText: (text: string) => paint("good", text),
    styleOptionText: (text: string) => paint("good", text),
    styleArgumentText: (text: string) => paint("good", text),
  };
}

const FIRST_STEPS = `
Examples:
  # try it without any configuration
  smartlead-mock start

  # send to your own endpoint, then make a lead reply
  smartlead-mock start --target http://localhost:3000/webhooks/smartlead
  smartlead-mock trigger EMAIL_REPLY`;

const minTimeout = environmentNameOf("minTimeout") ?? "";
const OTHER_PLACES =
  `Most options can also be set in the configuration file (minTimeout: 5s) or as environment variables (${minTimeout}=5s). ` +
  "Flags take precedence over the environment, and the environment over the file.";

function addCommand(
  program: Command,
  spec: CommandSpec,
  choose: (args: string[], flags: Record<string, unknown>) => void,
): void {
  const command = program.command(spec.name).summary(spec.summary).description(spec.description);
  for (const { name, description, isRequired, isList } of spec.args) {
    const word = isList === true ? `${name}...` : name;
    command.argument(isRequired === true ? `<${word}>` : `[${word}]`, description);
  }
  if (spec.takesCommand === true) command.usage(`${command.usage()} [-- COMMAND...]`);
  for (const [key, heading] of groupedOptions([...spec.options, ...COMMON_OPTIONS])) {
    const option = optionOf(key, spec.wording?.[key]);
    command.addOption(heading === null ? option : option.helpGroup(heading));
  }
  if (spec.options.length >= SHORTEST_GROUPED) command.addHelpOption(helpOption());
  command.addHelpText("after", () => afterOptions(spec, command.createHelp()));
  command.action(() => choose(command.args, command.opts()));
}

/** The text after the options: where else they can be set, the notes, and examples. */
function afterOptions({ notes, examples }: CommandSpec, help: Help): string {
  const more = notes === undefined ? "" : `\n${wrappedNotes(notes(), help)}`;
  const lines = examples.map(({ does, line }) => `\n  # ${does}\n  ${line}\n`).join("");
  return `\n${wrappedText(OTHER_PLACES, help)}\n${more}\nExamples:${lines.trimEnd()}`;
}

/** Commander would put it into its own group. */
function helpOption(): Option {
  return new Option("-h, --help", "show this help").helpGroup(GENERAL_HEADING);
}

function optionOf(key: OptionKey, wording: string | undefined): Option {
  const spec = specOf(key);
  const placeholder = spec.placeholder ?? "VALUE";
  const value =
    spec.kind === "flag" ? "" : spec.kind === "flag-or-duration" ? ` [${placeholder}]` : ` <${placeholder}>`;
  const usual = spec.default === undefined ? spec.description : `${spec.description} (default: ${spec.default})`;
  const option = new Option(flagOf(key) + value, wording ?? usual);
  // Values are looked up by key, which may differ from the flag's name.
  option.attributeName = () => key;
  // A repeated list option adds values; any other option replaces its value.
  if (spec.kind === "list" || spec.kind === "headers")
    option.argParser((text, before: string[] | undefined) => [...(before ?? []), text]);
  return option;
}

/** Turns commander's error into one sentence: `Unknown option --prot; did you mean --port? See smartlead-mock start --help.` */
function sentenceOf(error: CommanderError, argv: readonly string[]): string {
  const [first = "", hint = ""] = error.message.replace(/^error: /, "").split("\n");
  const meant = /\(Did you mean (?:one of )?(.*?)\?\)/.exec(hint)?.[1];
  const diagnostic = first.charAt(0).toUpperCase() + first.slice(1).replaceAll("'", "").replace(/\.$/, "");
  const command = COMMANDS.find(({ name }) => argv.includes(name));
  const help = `See smartlead-mock ${command === undefined ? "" : `${command.name} `}--help.`;
  return meant === undefined ? `${diagnostic}. ${help}` : `${diagnostic}; did you mean ${meant}? ${help}`;
}
