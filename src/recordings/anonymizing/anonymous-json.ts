import { parsedJson } from "../../parsed-json.ts";
import { anonymousText } from "./anonymous-text.ts";
import type { Substitutes } from "./substitutes.ts";
import { isKept } from "./vocabulary.ts";
import { changedAsWritten, JSON_ESCAPE } from "./written-forms.ts";

/** A number, or one of the signs that structure is made of. */
const TOKEN = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|[{}[\]]/iy;
const GAP = /(?:[\s,:]|true|false|null)+/y;
/** What makes a string the name of a field. */
const COLON = /\s*:/y;

/** Names of fields are the sender's; these hold names that people gave (smartlead.md §2 LEAD_CATEGORY_UPDATED, LEAD_UNSUBSCRIBED). */
const WITH_OWN_KEYS = new Set(["custom_fields", "unsubscribed_client_id_map"]);
const FIELD_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/**
 * A JSON text with every value that is somebody's in its substitute: names of fields, types, spaces and escapes stay as they are
 * written. A text that is no JSON is changed as a whole.
 */
export function anonymousJson(text: string, substitutes: Substitutes): string {
  return parsedJson(text) !== undefined
    ? new JsonRewriter(text, substitutes).rewritten()
    : anonymousText(text, substitutes);
}

class JsonRewriter {
  readonly #text: string;
  readonly #substitutes: Substitutes;
  /** Whether the keys of the objects around are people's. */
  readonly #hasOwnKeys: boolean[] = [];
  #lastKey = "";

  constructor(text: string, substitutes: Substitutes) {
    this.#text = text;
    this.#substitutes = substitutes;
  }

  rewritten(): string {
    const pieces: string[] = [];
    for (let at = 0; at < this.#text.length; ) {
      const end = this.#text[at] === '"' ? endOfString(this.#text, at) : at;
      const written =
        end > at ? this.#text.slice(at, end) : (matchAt(GAP, this.#text, at) ?? matchAt(TOKEN, this.#text, at));
      // Valid JSON consists of nothing else.
      if (written === null) return anonymousText(this.#text, this.#substitutes);
      pieces.push(end > at ? this.#string(written, matchAt(COLON, this.#text, end) !== null) : this.#sign(written));
      at += written.length;
    }
    return pieces.join("");
  }

  #string(written: string, isKey: boolean): string {
    const inner = written.slice(1, -1);
    if (isKey) return `"${this.#key(inner)}"`;
    return isKept(inner) ? written : `"${this.#changed(inner)}"`;
  }

  #sign(written: string): string {
    if (written === "{" || written === "[") {
      this.#hasOwnKeys.push(this.#hasOwnKeys.at(-1) === true || WITH_OWN_KEYS.has(this.#lastKey));
      this.#lastKey = "";
    } else if (written === "}" || written === "]") this.#hasOwnKeys.pop();
    return /^-?\d/.test(written) ? this.#number(written) : written;
  }

  #key(inner: string): string {
    this.#lastKey = inner;
    const isField = FIELD_NAME.test(inner) && this.#hasOwnKeys.at(-1) !== true;
    return isField ? inner : this.#changed(inner);
  }

  #changed(inner: string): string {
    return changedAsWritten(inner, JSON_ESCAPE, (read) => anonymousText(read, this.#substitutes));
  }

  /** Sign and exponent stay. */
  #number(written: string): string {
    const [, sign = "", whole = "", fraction = "", exponent = ""] =
      /^(-?)(\d+)(?:\.(\d+))?(e.*)?$/i.exec(written) ?? [];
    const point = fraction === "" ? "" : `.${this.#substitutes.word(fraction)}`;
    return `${sign}${this.#substitutes.word(whole)}${point}${exponent}`;
  }
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

/** Behind the quote that ends the string which begins here. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === "\\") slashes += 1;
    if (slashes % 2 === 0) return at + 1;
  }
  return from;
}
