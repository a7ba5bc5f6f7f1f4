import type { Help } from "commander";

/** A line of a command's notes: a row of a table, or a paragraph. */
export type Note =
  | { readonly kind: "row"; readonly term: string; readonly meaning: string }
  | { readonly kind: "paragraph"; readonly text: string };

/** `  lost-response  the receiver answers, …` is a row; anything else is a paragraph, and an empty line is an empty one. */
export function noteOf(line: string): Note {
  const [, term, meaning] = /^ {2}(\S+) +(\S.*)$/.exec(line) ?? [];
  return term === undefined || meaning === undefined
    ? { kind: "paragraph", text: line }
    : { kind: "row", term, meaning };
}

/** The notes wrapped to the width of the help: the meanings of a table stay in one column. */
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
