import type { Substitutes } from "./substitutes.ts";
import { isCode, isSentenceWord, isWord } from "./vocabulary.ts";
import { changedAsWritten, ENTITY, PERCENT } from "./written-forms.ts";

/** Hosts of SmartLead and of this machine are not secret (smartlead.md §2 `app_url`). A white label's host may be. */
const KEPT_HOST =
  /^(?:(?:(?:app|api|server|help|helpcenter|staging|smartdelivery|smart-senders|prospect-api|www)\.)?smartlead\.ai|localhost|host\.docker\.internal|127\.0\.0\.1)$/i;

/** Letters, digits and numbers of all scripts and forms, and characters used in their place: braille, flags, enclosed signs, tags. */
const WORD_CHARACTERS = "\\p{Alphabetic}\\p{N}\\u2800-\\u28ff\\u3200-\\u33ff\\u{1f1e6}-\\u{1f1ff}\\u{e0020}-\\u{e007e}";

/** The parts of a text, longest first. Everything that no part matches is punctuation and stays. */
const PIECES = new RegExp(
  [
    /(?<scheme>\b(?:https?|mailto|tel|wss?)(?=:))/u,
    /(?<uuid>(?<![\da-f])[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}(?![\da-f]))/u,
    /(?<address>(?<![\d.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\d.]))/u,
    // Not the text before an @. The length limits are those of DNS, so that no text takes long to scan.
    /(?<host>[\p{L}\p{N}_-]{1,63}(?:\.[\p{L}\p{N}_-]{1,63}){0,9}\.[a-z]{2,24}(?![\p{L}\p{N}_-])(?![\p{L}\p{N}._%+-]{0,64}@))/u,
    new RegExp(`(?<word>[${WORD_CHARACTERS}][${WORD_CHARACTERS}\\p{M}]*)`, "u"),
  ]
    .map(({ source }) => source)
    .join("|"),
  "giu",
);

const WORD = new RegExp(`[${WORD_CHARACTERS}][${WORD_CHARACTERS}\\p{M}]*`, "gu");

/** Substitutes every word, number, address and id of a text; markup, punctuation, lengths and the form of writing stay. */
export function anonymousText(text: string, substitutes: Substitutes): string {
  const change = (plain: string) =>
    changedAsWritten(plain, ENTITY, (read) => changedAsWritten(read, PERCENT, replaced));
  const replaced = (read: string) => read.replace(RUN, (run) => replacedRun(run, substitutes));
  return changedMarkup(text, change);
}

/** A run of text without a space, usually one word. */
const RUN = new RegExp(`[${WORD_CHARACTERS}][${WORD_CHARACTERS}\\p{M}._@%+:/-]*`, "gu");
const ONE_WORD = new RegExp(`^[${WORD_CHARACTERS}\\p{M}]+$`, "u");

function replacedRun(run: string, substitutes: Substitutes): string {
  if (ONE_WORD.test(run)) return /^localhost$/i.test(run) ? run : substitutes.word(run);
  return run.replace(PIECES, (piece, ...rest) => substituteOf(piece, rest.at(-1), substitutes));
}

type Groups = Readonly<Record<"scheme" | "uuid" | "address" | "host" | "word", string | undefined>>;

function substituteOf(piece: string, groups: Groups, substitutes: Substitutes): string {
  if (groups.scheme !== undefined) return piece;
  if (groups.uuid !== undefined) return substitutes.uuid(piece);
  if (groups.address !== undefined) return anonymousAddress(piece, substitutes);
  if (groups.host !== undefined) return anonymousHost(piece, substitutes);
  return /^localhost$/i.test(piece) ? piece : substitutes.word(piece);
}

function anonymousAddress(address: string, substitutes: Substitutes): string {
  if (KEPT_HOST.test(address)) return address;
  return address
    .split(".")
    .map((part) => substitutes.octet(part))
    .join(".");
}

function anonymousHost(host: string, substitutes: Substitutes): string {
  if (KEPT_HOST.test(host)) return host;
  const at = host.lastIndexOf(".");
  const labels = host.slice(0, at).replace(WORD, (word) => (/^www$/i.test(word) ? word : substitutes.word(word)));
  return `${labels}.${substitutes.topLevelDomain(host.slice(at + 1))}`;
}

/** The parts of a sentence, longest first. */
const SENTENCE_PIECES = new RegExp(
  [
    // A time on the mock's clock.
    /(?<time>\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?Z)/u,
    /(?<own>(?:dlv|evt|flt)_[\da-f]{1,24}(?![\w]))/u,
    /(?<effectsPath>\/_mock\/effects\/)/u,
    // Text from the first quotation mark to the last is a quotation; an id follows the path of the effects.
    /(?<quoted>"[\s\S]*")/u,
    /(?<effects>(?<=\/_mock\/effects\/)\S+)/u,
    /(?<url>[A-Za-z][A-Za-z\d+.-]{0,31}:\/\/[^\s"']+)/u,
    /(?<mail>[^\s"'<>,;()]{1,128}@[^\s"'<>,;()]+)/u,
    // The address in a network error.
    /(?<reached>(?<=\b(?:E[A-Z]{3,20}|EAI_[A-Z]+) )[^\s"',;()]+)/u,
    // Joined words are one name: of a host, a file or a field.
    new RegExp(`(?<joined>[${WORD_CHARACTERS}]{1,64}(?:[._~/\\\\:-]{1,2}[${WORD_CHARACTERS}]{1,64})+)`, "u"),
    new RegExp(`(?<word>[${WORD_CHARACTERS}](?:[${WORD_CHARACTERS}\\p{M}]|['’](?=[a-z]))*)`, "u"),
  ]
    .map(({ source }) => source)
    .join("|"),
  "gu",
);

/** Counts, statuses and durations. */
const COUNT = /^\d{1,3}(?:ms|s|m|h|d)?$/;
/** A number after one of these words is an id. */
const NAMES_AN_ID = /\b(?:campaign|client|lead)s? $/i;

/** Anonymizes a sentence of the mock: its own words, codes and counts stay, and everything else gets a substitute. */
export function anonymousSentence(sentence: string, substitutes: Substitutes): string {
  return sentence.replace(SENTENCE_PIECES, (piece: string, ...rest: unknown[]) => {
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

/** Matches `X-Request-Id`, `user-level`, `/_mock/effects`, `lost-response`, and codes; no host name consists of these words alone. */
function isOwnJoined(piece: string): boolean {
  if (isWord(piece) || isCode(piece)) return true;
  return !/[.:]/.test(piece) && piece.split(/[._~/\\:-]+/).every((word) => isSentenceWord(word) && !/\d/.test(word));
}

/** HTML elements that are kept: words of the language itself. Everything else in a tag may identify someone. */

const TAGS = new Set(
  "a abbr address article b base basefont big blockquote body br button caption center cite code col colgroup dd del div dl dt em figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hr html i img input ins label li link main map meta nav ol p pre s section small span strike strong style sub sup table tbody td tfoot th thead title tr tt u ul wbr".split(
    " ",
  ),
);

const ATTRIBUTES = new Set(
  "align alt bgcolor border cellpadding cellspacing charset class cite clear color cols colspan content data dir face height href hspace http-equiv id lang link media name noshade nowrap rel role rows rowspan scope size span src start style summary target text title type valign value vlink vspace width xmlns".split(
    " ",
  ),
);

/** Attributes whose values are HTML keywords. */
const KEPT_VALUES = new Set(
  "align border cellpadding cellspacing clear cols colspan dir height hspace nowrap rel role rows rowspan scope size span start target type valign vspace width".split(
    " ",
  ),
);
const KEPT_VALUE =
  /^(?:[\d.]{1,5}(?:%|px|em|pt)?|ltr|rtl|auto|left|right|center|middle|top|bottom|baseline|justify|both|all|none|_blank|_self|_top|noopener|noreferrer|nofollow|presentation|button|text|submit|nowrap|row|col|stylesheet|text\/(?:css|html|plain))(?: (?:noopener|noreferrer|nofollow))*$/i;

/** Class names that email programs give to their own elements. */
const KEPT_CLASS =
  /^(?:gmail_(?:quote|quote_container|attr|default|signature|extra|chip)|yahoo_quoted|moz-cite-prefix|moz-signature|MsoNormal)$/;

/** A start tag or an end tag. Text in a comment is treated like any other text. */
const TAG = /<(\/?)([a-z][a-z\d]*)((?:\s(?:[^<>"']|"[^"]*"|'[^']*')*)?)(\/?)>/gi;
const ATTRIBUTE = /([^\s"'=<>/]+)(\s*=\s*)?("[^"]*"|'[^']*'|[^\s"'<>]+)?/g;

/** Changes the text of an HTML document, and the parts of its tags that may identify someone. A text without tags is changed as a whole. */
function changedMarkup(text: string, change: (plain: string) => string): string {
  let changed = "";
  let from = 0;
  for (const match of text.matchAll(TAG)) {
    const [whole, end = "", name = "", attributes = "", close = ""] = match;
    if (!TAGS.has(name.toLowerCase())) continue;
    changed += change(text.slice(from, match.index));
    changed += `<${end}${name}${changedAttributes(attributes, change)}${close}>`;
    from = match.index + whole.length;
  }
  return changed + change(text.slice(from));
}

function changedAttributes(attributes: string, change: (plain: string) => string): string {
  return attributes.replace(ATTRIBUTE, (_, name: string, equals = "", value = "") => {
    const kept = ATTRIBUTES.has(name.toLowerCase()) ? name : change(name);
    const quote = /^["']/.exec(value)?.[0] ?? "";
    const inner = quote === "" ? value : value.slice(1, -1);
    return `${kept}${equals}${quote}${changedValue(name.toLowerCase(), inner, change)}${quote}`;
  });
}

function changedValue(name: string, value: string, change: (plain: string) => string): string {
  if (KEPT_VALUES.has(name) && KEPT_VALUE.test(value)) return value;
  if (name !== "class") return change(value);
  return value.replace(/\S+/g, (one) => (KEPT_CLASS.test(one) ? one : change(one)));
}
