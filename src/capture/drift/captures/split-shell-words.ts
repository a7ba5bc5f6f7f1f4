/** Characters that may follow a backslash in `$'…'`. */
const ANSI_ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  a: "\u0007",
  b: "\b",
  e: "\u001b",
  f: "\f",
  v: "\v",
};

const ANSI = /\\(?:x([\da-f]{1,2})|u([\da-f]{1,4})|U([\da-f]{1,8})|([0-7]{1,3})|(.))/gis;
/** A piece of a word: `'…'`, `"…"`, `$'…'`, an escaped character, or plain characters. */
const PIECE = /\$'((?:[^'\\]|\\.)*)'|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(\r?\n|.)|([^\s'"\\$]+|\$)/gsy;
const SPACE = /(?:[^\S\n]|\\\r?\n)+/y;
const LINE_END = /\n\s*/y;

/** Splits commands into words as a POSIX shell does, one list per line, without expanding anything. Returns `null` if a quote is never closed. */
import { ownValue } from "../../../base/own-value.ts";
export function shellWords(text: string): readonly (readonly string[])[] | null {
  const lines: string[][] = [[]];
  let word: string | null = null;
  const endWord = () => {
    if (word !== null) lines.at(-1)?.push(word);
    word = null;
  };
  for (let at = 0; at < text.length; ) {
    const space = matchAt(SPACE, text, at);
    const end = space === null ? matchAt(LINE_END, text, at) : null;
    if (space !== null || end !== null) {
      endWord();
      if (end !== null) lines.push([]);
      at += (space ?? end)?.[0].length ?? 1;
      continue;
    }
    const piece = matchAt(PIECE, text, at);
    if (piece === null) return null;
    word = (word ?? "") + textOf(piece);
    at += piece[0].length;
  }
  endWord();
  return lines.filter((words) => words.length > 0);
}

/** Undoes the escapes of Windows' `cmd`: a caret makes the next character literal, also at the end of a line. */
export function withoutCarets(text: string): string {
  return /\^["\r\n]/.test(text)
    ? text.replace(/\^(\r?\n|.)/gs, (_, next: string) => (next.endsWith("\n") ? " " : next))
    : text;
}

function textOf([, ansi, single, double, escaped, plain]: RegExpExecArray): string {
  if (ansi !== undefined) return ansi.replace(ANSI, ansiEscape);
  if (single !== undefined) return single;
  if (double !== undefined)
    return double.replace(/\\(\r?\n|["\\$`])/g, (_, next: string) => (next.endsWith("\n") ? "" : next));
  if (escaped !== undefined) return escaped.endsWith("\n") ? "" : escaped;
  return plain ?? "";
}

function ansiEscape(whole: string, ...groups: (string | undefined)[]): string {
  const [byte, unit, point, octal, other = ""] = groups;
  const hex = byte ?? unit ?? point;
  if (hex !== undefined) return characterOf(Number.parseInt(hex, 16), whole);
  if (octal !== undefined) return characterOf(Number.parseInt(octal, 8), whole);
  return ownValue(ANSI_ESCAPES, other) ?? other;
}

function characterOf(point: number, written: string): string {
  return point <= 0x10ffff ? String.fromCodePoint(point) : written;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
