/** Encoded characters in a text: `%40`, `&uuml;`, `\u00fc`. */

import { parsedJson } from "../../../base/json-text.ts";

/** A character and its encoded form. */
interface Written {
  readonly character: string;
  readonly as: string;
}

interface WrittenForm {
  readonly pattern: RegExp;
  /** Splits a piece into characters with their encoded forms; `null` if the piece is not in this form. */
  decode(piece: string): readonly Written[] | null;
  /** Encodes a character in the form of another. */
  encode(character: string, as: string): string;
}

/** Changes the decoded text, and encodes each changed character in its original form. `change` must keep the number of characters. */
export function changedAsWritten(text: string, form: WrittenForm, change: (read: string) => string): string {
  const written: Written[] = [];
  let from = 0;
  for (const match of text.matchAll(form.pattern)) {
    const decoded = form.decode(match[0]);
    if (decoded === null) continue;
    addPlain(written, text.slice(from, match.index));
    for (const one of decoded) written.push(one);
    from = match.index + match[0].length;
  }
  if (from === 0) return change(text);
  addPlain(written, text.slice(from));
  const changed = Array.from(change(written.map(({ character }) => character).join("")));
  // Surrogate halves that only form a character together: their encoded form is ambiguous.
  if (changed.length !== written.length) return change(text);
  return written
    .map(({ character, as }, at) => {
      const now = changed[at] ?? "";
      if (now === character) return as;
      return as === character ? now : form.encode(now, as);
    })
    .join("");
}

function addPlain(written: Written[], text: string): void {
  for (const character of text) written.push({ character, as: character });
}

/** `%C3%BC`. */
export const PERCENT: WrittenForm = {
  pattern: /(?:%[\da-f]{2})+/gi,
  decode: (piece) => {
    try {
      let at = 0;
      return Array.from(decodeURIComponent(piece), (character) => {
        const from = at;
        at += Buffer.byteLength(character) * 3;
        return { character, as: piece.slice(from, at) };
      });
    } catch {
      return null;
    }
  },
  encode: (character, as) => {
    const bytes = Array.from(Buffer.from(character), (byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
    return /[a-f]/.test(as) ? bytes : bytes.toUpperCase();
  },
};

const LATIN_ENTITIES =
  "Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml".split(
    " ",
  );
const OTHER_ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
  copy: "©",
  reg: "®",
  trade: "™",
  hellip: "…",
  mdash: "—",
  ndash: "–",
  lsquo: "‘",
  rsquo: "’",
  ldquo: "“",
  rdquo: "”",
  laquo: "«",
  raquo: "»",
  bull: "•",
  middot: "·",
  euro: "€",
  pound: "£",
  deg: "°",
  shy: "\u00ad",
  zwnj: "\u200c",
  zwj: "\u200d",
  commat: "@",
  period: ".",
};
const FIRST_LATIN = 0xc0;

/** `&#252;`, `&#xfc;`, `&uuml;`. */
export const ENTITY: WrittenForm = {
  pattern: /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,8});/gi,
  decode: (piece) => {
    const character = entityCharacter(piece.slice(1, -1));
    return character === null ? null : [{ character, as: piece }];
  },
  // A numeric entity, padded to the same length.
  encode: (character, as) => {
    const point = character.codePointAt(0) ?? 0;
    return /^&#x/i.test(as)
      ? `${as.slice(0, 3)}${point.toString(16).padStart(as.length - 4, "0")};`
      : `&#${String(point).padStart(as.length - 3, "0")};`;
  },
};

function entityCharacter(name: string): string | null {
  if (name.startsWith("#")) {
    const point = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    const isCharacter = point > 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
    return isCharacter ? String.fromCodePoint(point) : null;
  }
  const latin = LATIN_ENTITIES.indexOf(name);
  if (latin !== -1) return String.fromCodePoint(FIRST_LATIN + latin);
  return Object.hasOwn(OTHER_ENTITIES, name) ? (OTHER_ENTITIES[name] ?? null) : null;
}

/** The text after a backslash in a JSON text; a surrogate pair is one character. */
export const JSON_ESCAPE: WrittenForm = {
  pattern: /\\ud[89ab][\da-f]{2}\\ud[c-f][\da-f]{2}|\\u[\da-f]{4}|\\./gi,
  decode: (piece) => {
    const character: unknown = parsedJson(`"${piece}"`);
    return typeof character === "string" ? [{ character, as: piece }] : null;
  },
  encode: (character, as) => {
    const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
    const hexes = units.map((unit) => unit.toString(16).padStart(4, "0"));
    return hexes.map((hex) => `\\u${/[A-F]/.test(as) ? hex.toUpperCase() : hex}`).join("");
  },
};
