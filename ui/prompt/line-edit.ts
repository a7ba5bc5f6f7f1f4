/** A line of text being edited. */
export interface LineEdit {
  readonly text: string;
  /** The code unit before which text is inserted. */
  readonly cursor: number;
}

/** Maximum code units of a line: no query, path or duration is longer, and an accidental paste does no harm. */
export const MAX_LINE = 1_000;

/** Maximum code units of a character that stays whole if a paste is cut. */
const MAX_GRAPHEME = 64;

export function lineOf(text: string): LineEdit {
  return { text, cursor: text.length };
}

/** The line after a key, or `null` if the key does not edit. The keys are those of shells. */
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
      return isText(key) ? inserted(line, key) : null;
  }
}

/** The line with a text, such as a paste, inserted at the cursor, as far as there is room. */
export function inserted(line: LineEdit, text: string): LineEdit {
  const { cursor } = line;
  const room = MAX_LINE - line.text.length;
  const by = text.length <= room ? text : text.slice(0, wholeUpTo(text, room));
  return replaced(line, { from: cursor, to: cursor, by });
}

/** The line with a part of it replaced and the cursor behind it. A line that would be too long is not changed. */
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

/** Whether it is one character, which may be two code units. */
export function isText(key: string): boolean {
  return [...key].length === 1 && key >= " ";
}

/** The backspace key treats a family of emoji, and a letter with its accents, as one character. */
function before(text: string, cursor: number): number {
  return [...graphemesOf(text.slice(0, cursor))].at(-1)?.index ?? 0;
}

function after(text: string, cursor: number): number {
  const [next] = graphemesOf(text.slice(cursor));
  return cursor + (next?.segment.length ?? 0);
}

/** The end of the last character that fits completely into this many code units. */
function wholeUpTo(text: string, room: number): number {
  let end = 0;
  for (const { index, segment } of graphemesOf(text.slice(0, room + MAX_GRAPHEME))) {
    if (index + segment.length > room) break;
    end = index + segment.length;
  }
  return end;
}

function graphemesOf(text: string): Intl.Segments {
  return new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text);
}

function wordBefore(text: string, cursor: number): number {
  return text.slice(0, cursor).replace(/\S*\s*$/, "").length;
}

/** Maximum lines of one kind that are remembered. */
const MAX_REMEMBERED = 100;

/** Earlier input, for the arrow keys. A repeated line moves to the end. */
export class LineHistory {
  #lines: string[] = [];
  /** Steps back from the line being typed, which is 0. */
  #back = 0;
  #draft = "";

  add(line: string): void {
    this.leave();
    if (line.trim() === "") return;
    this.#lines = [...this.#lines.filter((other) => other !== line), line].slice(-MAX_REMEMBERED);
  }

  /** The previous line, or `null` at the oldest. `written` is the current text. */
  older(written: string): string | null {
    if (this.#back >= this.#lines.length) return null;
    if (this.#back === 0) this.#draft = written;
    this.#back += 1;
    return this.#lines.at(-this.#back) ?? null;
  }

  /** The next line, and finally the line that was being typed; `null` if that is already shown. */
  newer(): string | null {
    if (this.#back === 0) return null;
    this.#back -= 1;
    return this.#back === 0 ? this.#draft : (this.#lines.at(-this.#back) ?? null);
  }

  /** Makes the next step back start at the newest line. */
  leave(): void {
    this.#back = 0;
  }
}
