import { parsedJson } from "../../../base/json-text.ts";

/** A JSON object or list that stands in a text. */
export interface JsonPiece {
  /** Where it begins, from 0, in UTF-16 units. */
  readonly offset: number;
  readonly text: string;
}

export interface JsonInText {
  /** Where the offsets count: the text, or that without its backslashes; lines are the same. */
  readonly text: string;
  readonly pieces: readonly JsonPiece[];
  /** Where an object begins that is not JSON, or that never ends. */
  readonly broken: readonly number[];
}

/** Openings without an end, of a line and of all, that are looked behind; each costs a look at the rest of the line, or of the text. */
const MAX_OPEN_ENDS = 4;

const ESCAPED_JSON = /[{[]\s*\\+"/;
/** A list of plain values is no envelope, and in a log mostly no list: `[404]`. */
const PLAIN_LIST = /^\[\s*[^\s{["]/;
const EMPTY = /^\{\s*\}$/;

/**
 * Every JSON object and list in a text: one a line, several behind one another, or behind other words as in a log; where there is none,
 * those in quotes, as a log or a dump writes them (`msg="{\"a\":1}"`). Pure.
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
    // A bracket may be a log's own, as in "[info] {…}"; an object that is broken is left as a whole.
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

/** Looks for the ends of openings, asked in rising order, first in their line, as a line that is cut off must not cost those behind it. */
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

  /** Where to go on behind an opening that leads to nothing. */
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

/** Behind the bracket that closes the one at `start`; -1 where none does before the limit. */
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

/** The quote that ends the text in quotes at `start`: the next one that no odd number of backslashes stands before. -1 where none does. */
function closingQuote(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === "\\") slashes += 1;
    if (slashes % 2 === 0) return end;
  }
  return -1;
}
