import { noteOf } from "../help-notes.ts";
import type {
  ArgumentDescription,
  CommandDescription,
  OptionDescription,
  ProgramDescription,
} from "./command-description.ts";

/** The page of `man smartlead-mock`, in the macros of man(7). */
export function manPage({ name, version, exit_codes: exitCodes, commands }: ProgramDescription): string {
  const lines = [
    `.TH ${name.toUpperCase()} 1 "" "${name} ${version}" "User Commands"`,
    ".SH NAME",
    roff(`${name} - SmartLead on your own machine, to develop and test a webhook receiver`),
    ".SH SYNOPSIS",
    `.B ${roff(name)}`,
    roff("COMMAND [options]"),
    ".SH DESCRIPTION",
    roff("A stateful mock of SmartLead: its webhooks with scope priority, timeout and retries, and its REST API."),
    roff(
      `Try it without any configuration: \`${name} start\`; \`${name} COMMAND --help\` shows the help of a command.`,
    ),
    ".SH COMMANDS",
    ...commands.flatMap(commandLines),
    ".SH EXIT STATUS",
    ...Object.entries(exitCodes).flatMap(([code, meaning]) => tagged(roff(code), [meaning])),
    ".SH FILES",
    ...tagged(roff("smartlead-mock.config.{ts,mts,cts,js,mjs,cjs,json,yaml,yml}"), [
      "The configuration, in the working directory.",
    ]),
    ...tagged(roff(".smartlead-mock/"), ["What the mock keeps: the account, deliveries and the journal."]),
  ];
  return `${lines.join("\n")}\n`;
}

function commandLines(command: CommandDescription): readonly string[] {
  return [
    `.SS ${roff(command.name)}`,
    `.B ${roff(command.usage)}`,
    ".PP",
    roff(command.description),
    ...command.arguments.flatMap(argumentLines),
    ...command.options.flatMap(optionLines),
    ...notesOf(command.notes),
    ...command.examples.flatMap(({ does, line }) => [
      ".PP",
      roff(`Example, ${does}:`),
      ".RS",
      ".nf",
      roff(line),
      ".fi",
      ".RE",
    ]),
  ];
}

function argumentLines({ name, description }: ArgumentDescription): readonly string[] {
  return tagged(`\\fI${roff(name)}\\fR`, [description]);
}

function optionLines({ flag, value, description, default: usual, environment }: OptionDescription): readonly string[] {
  const more = [
    ...(usual === null ? [] : [`Default: ${usual}.`]),
    ...(environment === null ? [] : [`Environment: ${environment}.`]),
  ];
  const tag = `\\fB${roff(flag)}\\fR${value === null ? "" : ` \\fI${roff(value)}\\fR`}`;
  return tagged(tag, [`${description}${/[.!?]$/.test(description) ? "" : "."}`, ...more]);
}

function notesOf(notes: readonly string[]): readonly string[] {
  return notes.map(noteOf).flatMap((note) => {
    if (note.kind === "row") return tagged(`\\fB${roff(note.term)}\\fR`, [note.meaning]);
    return note.text === "" ? [] : [".PP", roff(note.text)];
  });
}

function tagged(tag: string, texts: readonly string[]): readonly string[] {
  return [".TP", tag, ...texts.map(roff)];
}

/** Escapes text for roff: special characters are escaped, no line begins with a command, and all is ASCII. */
function roff(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^(?=[.'])/, "\\&")
    .replaceAll("\n", " ")
    .replace(/[^ -~]/gu, (one) => `\\[u${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`);
}
