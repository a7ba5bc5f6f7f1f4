/** A line of text that is being written. */
export interface LineEdit {
  readonly text: string;
  /** Before which code unit one writes. */
  readonly cursor: number;
}

/** Code units of a line: no query, path or duration is longer, and a paste by mistake does no harm. */
export const MAX_LINE = 1_000;

export function lineOf(text: string): LineEdit {
  return { text, cursor: text.length };
}

/** The line after a key, or `null` when the key edits nothing. The keys are those of shells. */
export function edited(line: LineEdit, key: string): LineEdit | null {
  const { text, cursor } = line;
  const to = (target: number): LineEdit => ({ text, cursor: Math.max(0, Math.min(target, text.length)) });
  switch (key) {
    case "left":
    case "ctrl+b":
      return to(before(text, cursor));
    case "right":
    case "ctrl+f":
      return to(after(text, cursor));
    case "home":
    case "ctrl+a":
      return to(0);
    case "end":
    case "ctrl+e":
      return to(text.length);
    case "backspace":
      return cutOut(text, before(text, cursor), cursor);
    case "ctrl+d":
      return cutOut(text, cursor, after(text, cursor));
    case "ctrl+u":
      return cutOut(text, 0, cursor);
    case "ctrl+k":
      return cutOut(text, cursor, text.length);
    case "ctrl+w":
      return cutOut(text, wordBefore(text, cursor), cursor);
    default:
      return isText(key) ? replaced(line, { from: cursor, to: cursor, by: key }) : null;
  }
}

/** The line with a part of it replaced; one writes on behind it. What would be too long stays as it is. */
export function replaced(
  { text, cursor }: LineEdit,
  { from, to, by }: { from: number; to: number; by: string },
): LineEdit {
  const longer = text.slice(0, from) + by + text.slice(to);
  return longer.length > MAX_LINE ? { text, cursor } : { text: longer, cursor: from + by.length };
}

function cutOut(text: string, from: number, to: number): LineEdit {
  return { text: text.slice(0, from) + text.slice(to), cursor: from };
}

/** One character, which may be two code units. */
function isText(key: string): boolean {
  return [...key].length === 1 && key >= " ";
}

function before(text: string, cursor: number): number {
  return cursor - ([...text.slice(0, cursor)].at(-1)?.length ?? 0);
}

function after(text: string, cursor: number): number {
  return cursor + ([...text.slice(cursor, cursor + 2)][0]?.length ?? 0);
}

function wordBefore(text: string, cursor: number): number {
  return text.slice(0, cursor).replace(/\S*\s*$/, "").length;
}
