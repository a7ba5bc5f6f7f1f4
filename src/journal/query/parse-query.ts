import { didYouMean } from "../../base/did-you-mean.ts";
import { MAX_QUERY_CHARACTERS, type Query, QueryError } from "./query.ts";
import { FIELD_WORDS, FIELDS, type FieldName, fieldNamed } from "./query-fields.ts";
import { valueTest, type WrittenValue } from "./value-test.ts";

/**
 * Reads a query. Terms with a space between must all hold; a leading `-` or `!` negates one; values with `,` or `|` between are
 * alternatives, and so are words with `|` between; ` | ` and brackets group terms; quoted text is literal. An empty query matches
 * everything.
 *
 * Throws `QueryError`.
 *
 * @example parseQuery('status:5xx type:EMAIL_REPLY,EMAIL_OPEN -lead:ann@* "connection refused"')
 */
export function parseQuery(text: string): Query {
  if (text.length > MAX_QUERY_CHARACTERS) {
    const over = `it has ${text.length} characters; at most ${MAX_QUERY_CHARACTERS} are allowed.`;
    throw new QueryError(MAX_QUERY_CHARACTERS, over);
  }
  return new QueryReader(text).whole();
}

/** A field's name with its colon; followed by `//` it is the start of a URL. */
const FIELD = /([a-z][\w-]*):(?!\/\/)/iy;
const SPACE = /\s/;

class QueryReader {
  readonly #text: string;
  #at = 0;
  /** Brackets that are open. */
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Query {
    const query = this.#alternatives();
    if (this.#at < this.#text.length)
      throw new QueryError(this.#at, 'this parenthesis has no opening one; to search for it, quote it: ")".');
    return query;
  }

  #alternatives(): Query {
    const first = this.#conjunction();
    const alternatives = [first];
    while (this.#next === "|") {
      const bar = this.#at;
      if (isEmpty(alternatives.at(-1))) throw new QueryError(bar, "there is nothing before the |.");
      this.#at += 1;
      const alternative = this.#conjunction();
      if (isEmpty(alternative)) throw new QueryError(bar, "nothing follows the |.");
      alternatives.push(alternative);
    }
    return alternatives.length === 1 ? first : { kind: "any", of: alternatives };
  }

  #conjunction(): Query {
    const parts: Query[] = [];
    for (this.#skipSpace(); !this.#isAtEnd && this.#next !== "|"; this.#skipSpace()) parts.push(this.#negatable());
    const [only, ...others] = parts;
    return only !== undefined && others.length === 0 ? only : { kind: "all", of: parts };
  }

  #negatable(): Query {
    const start = this.#at;
    let isNegated = false;
    for (; this.#next === "-" || this.#next === "!"; this.#at += 1) isNegated = !isNegated;
    if (this.#at > start && (this.#isAtEnd || SPACE.test(this.#next))) {
      throw new QueryError(
        start,
        `nothing follows the ${this.#text[start]}; to search for the character itself, quote it.`,
      );
    }
    const query = this.#next === "(" ? this.#bracket() : this.#term();
    return isNegated ? { kind: "not", of: query } : query;
  }

  #bracket(): Query {
    const start = this.#at;
    this.#at += 1;
    this.#depth += 1;
    const query = this.#alternatives();
    if (this.#next !== ")")
      throw new QueryError(start, 'this parenthesis is not closed; to search for one, quote it: "(".');
    this.#depth -= 1;
    this.#at += 1;
    if (isEmpty(query)) throw new QueryError(start, "these parentheses are empty.");
    return query;
  }

  #term(): Query {
    FIELD.lastIndex = this.#at;
    const word = FIELD.exec(this.#text)?.[1];
    if (word === undefined) return this.#values("text", "|");
    const name = fieldNamed(word);
    if (name === undefined) throw unknownField(word, this.#at);
    this.#at += word.length + 1;
    return this.#values(name, ",|");
  }

  /** One value, or several with separators between. */
  #values(name: FieldName, separators: string): Query {
    const tests: Query[] = [];
    do {
      if (tests.length > 0) this.#at += 1;
      const written = this.#value(separators);
      if (written.text === "")
        throw missingValue(name, written.at, tests.length > 0 ? this.#text[written.at - 1] : null);
      tests.push({ kind: "term", field: name, test: valueTest(name, written) });
    } while (this.#next !== "" && separators.includes(this.#next));
    const [only, ...others] = tests;
    return only !== undefined && others.length === 0 ? only : { kind: "any", of: tests };
  }

  #value(separators: string): WrittenValue {
    const at = this.#at;
    if (this.#next === '"') return { text: this.#quotedText(), isQuoted: true, at };
    while (this.#next !== "" && !this.#endsValue(separators)) this.#at += 1;
    return { text: this.#text.slice(at, this.#at), isQuoted: false, at };
  }

  #endsValue(separators: string): boolean {
    const next = this.#next;
    return SPACE.test(next) || separators.includes(next) || (next === ")" && this.#depth > 0);
  }

  #quotedText(): string {
    const start = this.#at;
    let text = "";
    for (this.#at += 1; this.#next !== '"'; this.#at += 1) {
      if (this.#next === "\\") this.#at += 1;
      if (this.#next === "") throw new QueryError(start, "this quotation mark is not closed.");
      text += this.#next;
    }
    this.#at += 1;
    if (text === "") throw new QueryError(start, "these quotation marks are empty.");
    return text;
  }

  get #next(): string {
    return this.#text.charAt(this.#at);
  }

  /** At the end of the query, or of the current brackets. */
  get #isAtEnd(): boolean {
    return this.#next === "" || this.#next === ")";
  }

  #skipSpace(): void {
    while (SPACE.test(this.#next)) this.#at += 1;
  }
}

function isEmpty(query: Query | undefined): boolean {
  return query?.kind === "all" && query.of.length === 0;
}

function unknownField(word: string, at: number): QueryError {
  const meant = didYouMean(word.slice(0, 40), FIELD_WORDS);
  const hint =
    meant === null ? `to search for it as text, quote it: "${word.slice(0, 40)}:…".` : `did you mean ${meant}:?`;
  return new QueryError(at, `there is no field "${word.slice(0, 40)}"; ${hint}`);
}

function missingValue(name: FieldName, at: number, separator: string | null | undefined): QueryError {
  if (separator !== null) return new QueryError(at, `a value is missing after the ${separator}.`);
  return new QueryError(at, `a value is missing; write it like ${FIELDS[name].examples.join(" or ")}.`);
}
