import { BoundedMap } from "../../../base/bounded-map.ts";
import { KeyedNumbers, LONGEST_PERMUTED, permuted } from "./permutation.ts";

/** Maximum words whose substitute is remembered; that of any other word is derived again. */
const MAX_REMEMBERED = 50_000;

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";
const HEX = "0123456789abcdef";
/** Letters and digits of other scripts stay within a block of this many code points, which keeps the script, and the length in UTF-8 and UTF-16. */
const BLOCK = 64;

/** Positions of a UUID's version and variant, which stay. */
const KEPT_IN_UUID = new Set([14, 19]);

/** Two-letter codes that ISO 3166 leaves to users, so no top-level domain is ever named like that. */
const UNUSED_CODES = [
  "qm",
  "qn",
  "qo",
  "qp",
  "qq",
  "qr",
  "qs",
  "qt",
  "qu",
  "qv",
  "qw",
  "qx",
  "qy",
  "qz",
  "xa",
  "xb",
  "xc",
  "xd",
];

/**
 * Derives the replacement for a piece of text: the same length and kind, and the same each time. It cannot be reversed without the secret,
 * which is thrown away.
 */
export class Substitutes {
  readonly #numbers: KeyedNumbers;
  readonly #known = new BoundedMap<string, string>(MAX_REMEMBERED);

  constructor(secret: Uint8Array) {
    this.#numbers = new KeyedNumbers(secret);
  }

  /** Substitutes letters, digits and marks. Capitals stay capitals. */
  word(text: string): string {
    if (/^\d+$/.test(text)) return this.#remembered(`n${text}`, () => this.#number(text));
    const lower = lowerOf(text);
    const substitute = this.#remembered(`w${lower}`, () => this.#lowerWord(lower));
    return lower === text ? substitute : withCaseOf(text, substitute);
  }

  uuid(text: string): string {
    const lower = text.toLowerCase();
    const substitute = this.#remembered(`u${lower}`, () => {
      const drawn = this.#numbers.stream(`uuid:${lower}`, lower.length);
      return Array.from(lower, (character, at) =>
        character === "-" || KEPT_IN_UUID.has(at) ? character : HEX[(drawn[at] ?? 0) % 16],
      ).join("");
    });
    return lower === text ? substitute : substitute.toUpperCase();
  }

  /** Replaces the last part of a domain with one that no registry has, so that nothing sent there ever arrives. */
  topLevelDomain(text: string): string {
    const lower = text.toLowerCase();
    const [drawn = 0] = this.#numbers.bytes(`tld:${lower}`);
    const code = UNUSED_CODES[drawn % UNUSED_CODES.length] ?? "zz";
    const substitute = lower.length <= 2 ? code.slice(0, lower.length) : `zz${this.word(lower).slice(2)}`;
    return withCaseOf(text, substitute);
  }

  /** Replaces a part of an IPv4 address with another valid part. */
  octet(text: string): string {
    const substitute = this.word(text);
    return text.length === 3 ? `1${substitute.slice(1)}` : substitute;
  }

  #remembered(key: string, make: () => string): string {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.#known.set(key, made);
    return made;
  }

  /** Replaces a date, with or without a time, with another day of another year in the same format. */
  date(text: string): string {
    return this.#remembered(`d${text}`, () => {
      const drawn = this.#numbers.bytes(`date:${text}`);
      const among = (at: number, from: number, count: number) =>
        String(from + ((drawn[at] ?? 0) % count)).padStart(2, "0");
      const [whole, day = "", time = "", rest = ""] =
        /^(\d{4}-\d{2}-\d{2})([T ]\d{2}:\d{2}(?::\d{2})?)?(.*)$/.exec(text) ?? [];
      if (whole === undefined || day === "") return this.word(text);
      const clock =
        time === ""
          ? ""
          : `${time[0]}${among(3, 0, 24)}:${among(4, 0, 60)}${time.length > 6 ? `:${among(5, 0, 60)}` : ""}`;
      const fraction = rest.replace(/^\.\d+/, (digits) => `.${this.#drawn(digits.slice(1))}`);
      return `${among(0, 1950, 100)}-${among(1, 1, 12)}-${among(2, 1, 28)}${clock}${fraction}`;
    });
  }

  /** Keeps a leading zero, and adds none. A single digit may become any digit. */
  #number(text: string): string {
    if (text.length === 1) return permuted(text, DIGITS, this.#numbers);
    if (text.length > LONGEST_PERMUTED) return this.#drawn(text);
    let substitute = permuted(text, DIGITS, this.#numbers);
    while (substitute.startsWith("0") !== text.startsWith("0"))
      substitute = permuted(substitute, DIGITS, this.#numbers);
    return substitute;
  }

  #lowerWord(text: string): string {
    if (/^[a-z]+$/.test(text) && text.length <= LONGEST_PERMUTED) return permuted(text, LETTERS, this.#numbers);
    return this.#drawn(text);
  }

  /** Substitutes each character by the kind of the whole text. */
  #drawn(text: string): string {
    const isHex = /^[\da-f]{8,}$/.test(text);
    const characters = Array.from(text);
    const drawn = this.#numbers.stream(`drawn:${text}`, characters.length);
    return characters.map((character, at) => alike(character, drawn[at] ?? 0, isHex)).join("");
  }
}

/** Returns a character of the same kind. */
function alike(character: string, drawn: number, isHex: boolean): string {
  if (/\d/.test(character) && character <= "9") return DIGITS[drawn % 10] ?? "0";
  if (/[a-z]/.test(character)) return (isHex ? HEX.slice(10) : LETTERS)[drawn % (isHex ? 6 : 26)] ?? "x";
  const kind = KINDS.find((one) => one.test(character));
  if (kind === undefined) return character;
  const point = character.codePointAt(0) ?? 0;
  const block = point - (point % BLOCK);
  const others = Array.from({ length: BLOCK }, (_, at) => String.fromCodePoint(block + at)).filter(
    (other) => other !== character && kind.test(other) && other.length === character.length,
  );
  return others[drawn % Math.max(1, others.length)] ?? anotherOf(character);
}

/** A character is replaced with one of the same range; marks stay where they are, over another letter. */
const KINDS = [
  /\p{Lu}/u,
  /\p{Ll}/u,
  /\p{L}/u,
  /\p{Nd}/u,
  /\p{N}/u,
  /[\u2800-\u28ff]/u,
  /[\u3200-\u33ff]/u,
  /[\u{1f1e6}-\u{1f1ff}]/u,
  /[\u{e0020}-\u{e007e}]/u,
  /(?=\p{Alphabetic})[^\p{M}]/u,
];

/** Replaces a character that is the only one of its kind in its block with one of another block with as many bytes. */
function anotherOf(character: string): string {
  const bytes = Buffer.byteLength(character);
  const fillers = /\p{N}/u.test(character) ? NUMBERS : FILLERS;
  return fillers.find((one) => Buffer.byteLength(one) === bytes && one !== character) ?? character;
}

/** Numbers and letters of one to four bytes in UTF-8, two of each. */
const NUMBERS = ["0", "1", "\u00b2", "\u00b3", "\u2460", "\u2461", "\u{10107}", "\u{10108}"];
const FILLERS = ["x", "y", "\u00e6", "\u00f8", "\u4e00", "\u4e01", "\u{10400}", "\u{10401}"];

/** Lower-cases letters; a letter whose small form has another length in bytes stays as it is. */
function lowerOf(text: string): string {
  return Array.from(text, (character) => sized(character.toLowerCase(), character)).join("");
}

/** Capitalizes the substitute where the text has capitals; a letter whose capital is longer stays small. */
function withCaseOf(text: string, substitute: string): string {
  const characters = Array.from(text);
  return Array.from(substitute, (character, at) => {
    const written = characters[at] ?? "";
    return lowerOf(written) === written ? character : sized(character.toUpperCase(), character);
  }).join("");
}

/** Returns the first text if both have the same length. */
function sized(one: string, other: string): string {
  return one.length === other.length && Buffer.byteLength(one) === Buffer.byteLength(other) ? one : other;
}
