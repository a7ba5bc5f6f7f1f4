import { type Span, span } from "../frame/line.ts";

/** One line of formatted JSON, with the original text: no number is rounded, no key lost. */
export interface JsonRow {
  readonly depth: number;
  readonly spans: readonly Span[];
  /** Code units of its text, without the indentation. */
  readonly length: number;
  /** The row that closes the bracket opened in this one; `null` if this row opens none. */
  readonly end: number | null;
}

const SPACE = /\s*/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const SCALAR = /[^\s,\]}]+/y;

/** A scalar value. */
export function shownScalar(value: null | boolean | number | string): Span {
  if (typeof value === "string") return span(JSON.stringify(value), "string");
  return span(String(value), typeof value === "number" ? "number" : "literal");
}

/** A JSON text as rows, or `null` if it is not JSON. The text has been through `maskBody` and `printable`. */
export function jsonRows(text: string): readonly JsonRow[] | null {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  return new JsonLayout(text).rows();
}

/** Lays out a text that is known to be JSON. */
class JsonLayout {
  readonly #text: string;
  readonly #rows: { depth: number; spans: Span[]; length: number; end: number | null }[] = [];
  /** Rows with brackets that are not closed yet. */
  readonly #open: number[] = [];
  #at = 0;
  #spans: Span[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  rows(): readonly JsonRow[] {
    for (this.#take(SPACE); this.#at < this.#text.length; this.#take(SPACE)) this.#token();
    if (this.#spans.length > 0) this.#endRow();
    return this.#rows;
  }

  #token(): void {
    const character = this.#text.charAt(this.#at);
    if (character === "{" || character === "[") this.#opens(character);
    else if (character === "}" || character === "]") this.#closes(character);
    else if (character === ",") {
      this.#at += 1;
      this.#add(",", undefined);
      this.#endRow();
    } else if (character === '"') this.#string();
    else this.#scalar();
  }

  #opens(opener: string): void {
    this.#at += 1;
    this.#take(SPACE);
    const closer = opener === "{" ? "}" : "]";
    if (this.#text.charAt(this.#at) === closer) {
      this.#at += 1;
      this.#add(opener + closer, undefined);
      return;
    }
    this.#add(opener, undefined);
    const row = this.#endRow();
    this.#open.push(row);
  }

  #closes(closer: string): void {
    this.#at += 1;
    if (this.#spans.length > 0) this.#endRow();
    const opener = this.#open.pop();
    const row = opener === undefined ? undefined : this.#rows[opener];
    if (row !== undefined) row.end = this.#rows.length;
    this.#add(closer, undefined);
  }

  #string(): void {
    const text = this.#take(STRING);
    this.#take(SPACE);
    if (this.#text.charAt(this.#at) !== ":") {
      this.#add(text, "string");
      return;
    }
    this.#at += 1;
    this.#add(text, "key");
    this.#add(": ", undefined);
    this.#take(SPACE);
  }

  #scalar(): void {
    const text = this.#take(SCALAR);
    this.#add(text, /^[-\d]/.test(text) ? "number" : "literal");
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [text = ""] = pattern.exec(this.#text) ?? [];
    // Valid JSON always advances; invalid text must not cause an endless loop.
    this.#at += text.length === 0 && pattern !== SPACE ? 1 : text.length;
    return text;
  }

  #add(text: string, tone: Span["tone"]): void {
    this.#spans.push(span(text, tone));
  }

  #endRow(): number {
    const length = this.#spans.reduce((sum, { text }) => sum + text.length, 0);
    this.#rows.push({ depth: this.#open.length, spans: this.#spans, length, end: null });
    this.#spans = [];
    return this.#rows.length - 1;
  }
}
