import { anonymousText, WORD_CHARACTERS } from "./anonymous-text.ts";
import { isCode, isSentenceWord } from "./own-words.ts";
import type { Substitutes } from "./substitutes.ts";
import { isWord } from "./vocabulary.ts";

/** What stands in a sentence, the longest first. */
const PIECES = new RegExp(
  [
    // A time on the mock's clock.
    /(?<time>\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?Z)/u,
    /(?<own>(?:dlv|evt|flt)_[\da-f]{1,24}(?![\w]))/u,
    /(?<effectsPath>\/_mock\/effects\/)/u,
    // Between the first quote and the last, a text is quoted; and an id stands behind the path of the effects.
    /(?<quoted>"[\s\S]*")/u,
    /(?<effects>(?<=\/_mock\/effects\/)\S+)/u,
    /(?<url>[A-Za-z][A-Za-z\d+.-]{0,31}:\/\/[^\s"']+)/u,
    /(?<mail>[^\s"'<>,;()]{1,128}@[^\s"'<>,;()]+)/u,
    // What the network says it could not reach.
    /(?<reached>(?<=\b(?:E[A-Z]{3,20}|EAI_[A-Z]+) )[^\s"',;()]+)/u,
    // Words that are joined are one name: of a host, a file or a field.
    new RegExp(`(?<joined>[${WORD_CHARACTERS}]{1,64}(?:[._~/\\\\:-]{1,2}[${WORD_CHARACTERS}]{1,64})+)`, "u"),
    new RegExp(`(?<word>[${WORD_CHARACTERS}](?:[${WORD_CHARACTERS}\\p{M}]|['’](?=[a-z]))*)`, "u"),
  ]
    .map(({ source }) => source)
    .join("|"),
  "gu",
);

/** Counts, statuses and durations. */
const COUNT = /^\d{1,3}(?:ms|s|m|h|d)?$/;
/** Behind these, a number is an id. */
const NAMES_AN_ID = /\b(?:campaign|client|lead)s? $/i;

/** A sentence of the mock's own: its words, codes and counts stay, and everything else in it has a substitute. */
export function anonymousSentence(sentence: string, substitutes: Substitutes): string {
  return sentence.replace(PIECES, (piece: string, ...rest: unknown[]) => {
    const groups = rest.at(-1) as Readonly<Record<string, string | undefined>>;
    const before = sentence.slice(Math.max(0, Number(rest.at(-3)) - 12), Number(rest.at(-3)));
    return isOwn(piece, groups, before) ? piece : anonymousText(piece, substitutes);
  });
}

function isOwn(piece: string, groups: Readonly<Record<string, string | undefined>>, before: string): boolean {
  if (groups.time !== undefined || groups.own !== undefined || groups.effectsPath !== undefined) return true;
  if (groups.word !== undefined) {
    if (COUNT.test(piece)) return !NAMES_AN_ID.test(before);
    return isWord(piece) || isSentenceWord(piece);
  }
  return groups.joined !== undefined && isOwnJoined(piece);
}

/** `X-Request-Id`, `user-level`, `/_mock/effects`, `lost-response`, and codes; no name of a host is made of these alone. */
function isOwnJoined(piece: string): boolean {
  if (isWord(piece) || isCode(piece)) return true;
  return !/[.:]/.test(piece) && piece.split(/[._~/\\:-]+/).every((word) => isSentenceWord(word) && !/\d/.test(word));
}
