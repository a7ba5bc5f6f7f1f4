import { parsedJson } from "../../../base/json-text.ts";
import { anonymousText } from "./anonymous-text.ts";
import type { Substitutes } from "./substitutes.ts";
import { isFieldName, isTime, isTimeField, isWord } from "./vocabulary.ts";
import { changedAsWritten, JSON_ESCAPE } from "./written-forms.ts";

/** Fields whose keys are names that users chose (smartlead.md §2 LEAD_CATEGORY_UPDATED, LEAD_UNSUBSCRIBED). */
const WITH_OWN_KEYS = new Set(["custom_fields", "unsubscribed_client_id_map"]);
const FIELD_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

interface JsonReading {
  /** In SmartLead's bodies, an unknown name next to known ones is a new field. */
  readonly hasNewFields: boolean;
}

/**
 * Substitutes every value in a JSON text that may identify someone: names of known fields, types, whitespace and escapes stay as they are
 * written. A text that is not JSON is substituted as a whole.
 */
export function anonymousJson(
  text: string,
  substitutes: Substitutes,
  reading: JsonReading = { hasNewFields: true },
): string {
  const tokens = parsedJson(text) === undefined ? null : jsonTokens(text);
  return tokens === null ? anonymousText(text, substitutes) : new JsonRewriter(substitutes, reading).rewritten(tokens);
}

/** An object or a list that is not yet closed. */
interface Open {
  /** The field that holds it. */
  readonly name: string;
  readonly isList: boolean;
  /** Whether users chose its keys. */
  readonly hasOwnKeys: boolean;
  /** Whether one of its fields is known. */
  readonly isRecord: boolean;
}

const OUTSIDE: Open = { name: "", isList: true, hasOwnKeys: false, isRecord: false };

class JsonRewriter {
  readonly #substitutes: Substitutes;
  readonly #reading: JsonReading;
  readonly #open: Open[] = [OUTSIDE];
  #lastKey = "";

  constructor(substitutes: Substitutes, reading: JsonReading) {
    this.#substitutes = substitutes;
    this.#reading = reading;
  }

  rewritten(tokens: readonly JsonToken[]): string {
    const records = recordsAmong(tokens);
    return tokens.map((token) => this.#token(token, records.has(token))).join("");
  }

  #token(token: JsonToken, isRecord: boolean): string {
    const { kind, text } = token;
    if (kind === "opening") this.#open.push(this.#opened(text, isRecord));
    else if (kind === "closing") this.#open.pop();
    else if (kind === "key") return `"${this.#key(text.slice(1, -1))}"`;
    else if (kind === "string") return `"${this.#string(text.slice(1, -1))}"`;
    else if (kind === "number") return this.#number(text);
    return text;
  }

  get #around(): Open {
    return this.#open.at(-1) ?? OUTSIDE;
  }

  /** The field that holds a value; for a value in a list, the list's field. */
  get #field(): string {
    return this.#around.isList ? this.#around.name : this.#lastKey;
  }

  #opened(bracket: string, isRecord: boolean): Open {
    const name = this.#field;
    return { name, isList: bracket === "[", hasOwnKeys: this.#around.hasOwnKeys || WITH_OWN_KEYS.has(name), isRecord };
  }

  #key(inner: string): string {
    this.#lastKey = inner;
    const { hasOwnKeys, isRecord } = this.#around;
    const isNewField = this.#reading.hasNewFields && isRecord && FIELD_NAME.test(inner);
    return !hasOwnKeys && (isFieldName(inner) || isNewField) ? inner : this.#changed(inner);
  }

  #string(inner: string): string {
    const isKnown = !this.#around.hasOwnKeys && isFieldName(this.#field);
    if (isWord(inner) || (isKnown && /^\d$/.test(inner))) return inner;
    if (isTime(inner)) return isKnown && isTimeField(this.#field) ? inner : this.#substitutes.date(inner);
    return this.#changed(inner);
  }

  #changed(inner: string): string {
    return changedAsWritten(inner, JSON_ESCAPE, (read) => anonymousText(read, this.#substitutes));
  }

  /** Sign and exponent stay, and so does a single digit of a known field: those are steps, counts and category ids. */
  #number(written: string): string {
    const [, sign = "", whole = "", fraction = "", exponent = ""] =
      /^(-?)(\d+)(?:\.(\d+))?(e.*)?$/i.exec(written) ?? [];
    if (/^\d$/.test(written) && !this.#around.hasOwnKeys && isFieldName(this.#field)) return written;
    const point = fraction === "" ? "" : `.${this.#substitutes.word(fraction)}`;
    return `${sign}${this.#substitutes.word(whole)}${point}${exponent}`;
  }
}

/** Returns the opening brackets of objects that have a known field. */
function recordsAmong(tokens: readonly JsonToken[]): ReadonlySet<JsonToken> {
  const records = new Set<JsonToken>();
  const open: JsonToken[] = [];
  for (const token of tokens) {
    if (token.kind === "opening") open.push(token);
    else if (token.kind === "closing") open.pop();
    const around = open.at(-1);
    if (token.kind === "key" && around !== undefined && isFieldName(token.text.slice(1, -1))) records.add(around);
  }
  return records;
}

/** A piece of a JSON text. All pieces in order make up the text. */
interface JsonToken {
  readonly kind: "opening" | "closing" | "key" | "string" | "number" | "gap";
  readonly text: string;
}

const NUMBER = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/iy;
/** Text between values, and the literals of JSON. */
const GAP = /(?:[\s,:]|true|false|null)+/y;
/** A string before a colon is a field name. */
const COLON = /\s*:/y;

/** Splits a JSON text into pieces; returns `null` if it is not JSON. */
function jsonTokens(text: string): readonly JsonToken[] | null {
  const tokens: JsonToken[] = [];
  for (let at = 0; at < text.length; ) {
    const token = tokenAt(text, at);
    if (token === null) return null;
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

function tokenAt(text: string, at: number): JsonToken | null {
  const first = text.charAt(at);
  if (first === '"') return stringAt(text, at);
  if (first === "{" || first === "[") return { kind: "opening", text: first };
  if (first === "}" || first === "]") return { kind: "closing", text: first };
  const gap = matchAt(GAP, text, at);
  if (gap !== null) return { kind: "gap", text: gap };
  const number = matchAt(NUMBER, text, at);
  return number === null ? null : { kind: "number", text: number };
}

function stringAt(text: string, from: number): JsonToken | null {
  for (let at = text.indexOf('"', from + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === "\\") slashes += 1;
    if (slashes % 2 !== 0) continue;
    const kind = matchAt(COLON, text, at + 1) === null ? "string" : "key";
    return { kind, text: text.slice(from, at + 1) };
  }
  return null;
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}
