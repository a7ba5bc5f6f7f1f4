import type { Help } from "commander";
import { FIELD_NAMES, FIELDS } from "../journal/query/query-fields.ts";
import { ALL_EVENT_TYPES, EVENT_MEANINGS } from "../smartlead/events/event-types.ts";

/** A line of a command's notes: a row of a table, or a paragraph. */
type Note =
  | { readonly kind: "row"; readonly term: string; readonly meaning: string }
  | { readonly kind: "paragraph"; readonly text: string };

/** `  lost-response  the receiver answers, …` is a row of a table; anything else is a paragraph, and an empty line stays empty. */
export function noteOf(line: string): Note {
  const [, term, meaning] = /^ {2}(\S+) +(\S.*)$/.exec(line) ?? [];
  return term === undefined || meaning === undefined
    ? { kind: "paragraph", text: line }
    : { kind: "row", term, meaning };
}

/** Wraps the notes to the width of the help; the descriptions of a table stay in one column. */
export function wrappedNotes(lines: readonly string[], help: Help): string {
  const notes = lines.map(noteOf);
  const termWidth = Math.max(0, ...notes.map((note) => (note.kind === "row" ? note.term.length : 0)));
  const wrapped = (note: Note) =>
    note.kind === "row"
      ? help.formatItem(help.styleArgumentText(note.term), termWidth, note.meaning, help)
      : wrappedText(note.text, help);
  return notes.map((note) => `${wrapped(note)}\n`).join("");
}

export function wrappedText(text: string, help: Help): string {
  return help.boxWrap(text, help.helpWidth ?? 0);
}

/** The notes on `--query` in `deliveries --help`. */
export function queryNotes(): readonly string[] {
  const width = Math.max(...FIELD_NAMES.map((name) => name.length));
  return [
    "A QUERY is a list of terms that must all match: words that occur anywhere, or field:value. -term negates a term; a,b or a|b are alternatives; " +
      "* matches anything; quotes match text literally; one | other and parentheses group terms. Numbers take > >= < <= and 2..5.",
    "",
    "Fields, each with an example:",
    ...FIELD_NAMES.map((name) => `  ${name.padEnd(width)}  ${FIELDS[name].meaning}: ${FIELDS[name].examples[0]}`),
  ];
}

/** Every event type with its description, for the help of commands that accept one. */
export function eventNotes(): readonly string[] {
  const width = Math.max(...ALL_EVENT_TYPES.map((type) => type.length));
  return ["Events:", ...ALL_EVENT_TYPES.map((type) => `  ${type.padEnd(width)}  ${EVENT_MEANINGS[type]}`)];
}
