import { parsedJson } from "../../../base/json-text.ts";

/** A JSON object or list inside a text. */
export interface JsonPiece {
  /** The offset of its first character, from 0, in UTF-16 units. */
  readonly offset: number;
  readonly text: string;
}

export interface JsonInText {
  /** The text that offsets refer to: the original, or the original without its backslashes. Line numbers are the same in both. */
  readonly text: string;
  readonly pieces: readonly JsonPiece[];
  /** Offsets of objects that are not JSON, or that never end. */
  readonly broken: readonly number[];
}

/** Unclosed brackets that are looked past, per line and per text. Each one costs a scan of the rest of the line, or of the text. */
const MAX_OPEN_ENDS = 4;

const ESCAPED_JSON = /[{[]\s*\\+"/;
/** A list of plain values is no envelope, and in a log it is usually no list: `[404]`. */
const PLAIN_LIST = /^\[\s*[^\s{["]/;
const EMPTY = /^\{\s*\}$/;

/**
 * Finds every JSON object and list in a text: one per line, several in a row, or after other words as in a log. If none exists, it looks
 * for quoted JSON as a log or a dump writes it (`msg="{\"a\":1}"`). Pure.
 */
export function jsonInText(text: string): JsonInText {
  const asItIs = search(text);
  if (!ESCAPED_JSON.test(text) || asItIs.pieces.some((piece) => !EMPTY.test(piece.text))) return asItIs;
  const plain = search(text.replace(/\\(["'\\/])/g, "$1"));
  return plain.pieces.length === 0 ? asItIs : plain;
}

function search(text: string): JsonInText {
  const pieces: JsonPiece[] = [];
  const broken: number[] = [];
  const ends = new EndSearch(text);
  for (let at = nextOpening(text, 0); at !== -1; ) {
    const end = ends.endOf(at);
    const piece = end === -1 ? "" : text.slice(at, end);
    const isJson = parsedJson(piece) !== undefined;
    if (isJson && !PLAIN_LIST.test(piece)) pieces.push({ offset: at, text: piece });
    else if (text[at] === "{") broken.push(at);
    // A bracket may belong to the log itself, as in "[info] {…}"; a broken object is reported as a whole.
    const isWhole = isJson || (end !== -1 && text[at] === "{");
    at = nextOpening(text, isWhole ? end : ends.restAfter(at));
  }
  return { text, pieces, broken };
}

function nextOpening(text: string, from: number): number {
  const opening = /[{[]/g;
  opening.lastIndex = from;
  return opening.exec(text)?.index ?? -1;
}

/**
 * Finds where brackets close; offsets must be asked for in rising order. It searches the bracket's own line first, so that a truncated line
 * does not hide the lines after it.
 */
class EndSearch {
  readonly #text: string;
  #lineEnd = -1;
  #inLine = 0;
  #inAll = 0;

  constructor(text: string) {
    this.#text = text;
  }

  endOf(at: number): number {
    this.#enterLineOf(at);
    const inLine = endWithin(this.#text, at, this.#lineEnd);
    if (inLine !== -1) return inLine;
    this.#inLine += 1;
    if (this.#inAll >= MAX_OPEN_ENDS || this.#lineEnd === this.#text.length) return -1;
    const end = endWithin(this.#text, at, this.#text.length);
    if (end === -1) this.#inAll += 1;
    return end;
  }

  /** Returns where to continue after a bracket that never closes. */
  restAfter(at: number): number {
    return this.#inLine < MAX_OPEN_ENDS ? at + 1 : this.#lineEnd;
  }

  #enterLineOf(at: number): void {
    if (at < this.#lineEnd) return;
    const end = this.#text.indexOf("\n", at);
    this.#lineEnd = end === -1 ? this.#text.length : end;
    this.#inLine = 0;
  }
}

/** Returns the offset after the bracket that closes the one at `start`; -1 if none does before the limit. */
function endWithin(text: string, start: number, limit: number): number {
  const mark = /["{}[\]]/g;
  mark.lastIndex = start;
  let depth = 0;
  for (let found = mark.exec(text); found !== null && found.index < limit; found = mark.exec(text)) {
    if (found[0] === '"') {
      const end = closingQuote(text, found.index);
      if (end === -1 || end >= limit) return -1;
      mark.lastIndex = end + 1;
      continue;
    }
    depth += found[0] === "{" || found[0] === "[" ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return -1;
}

/** Returns the closing quote of the quoted text at `start`: the next quote not preceded by an odd number of backslashes. -1 if none exists. */
function closingQuote(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === "\\") slashes += 1;
    if (slashes % 2 === 0) return end;
  }
  return -1;
}
