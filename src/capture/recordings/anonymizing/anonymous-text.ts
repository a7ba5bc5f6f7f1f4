import { changedMarkup } from "./markup.ts";
import type { Substitutes } from "./substitutes.ts";
import { changedAsWritten, ENTITY, PERCENT } from "./written-forms.ts";

/** SmartLead's own hosts and this machine's are nobody's secret (smartlead.md §2 `app_url`). A white label's may be. */
const KEPT_HOST =
  /^(?:(?:(?:app|api|server|help|helpcenter|staging|smartdelivery|smart-senders|prospect-api|www)\.)?smartlead\.ai|localhost|host\.docker\.internal|127\.0\.0\.1)$/i;

/** Letters, digits and numbers of all scripts and forms, and what is written in their place: braille, flags, signs in circles, tags. */
export const WORD_CHARACTERS =
  "\\p{Alphabetic}\\p{N}\\u2800-\\u28ff\\u3200-\\u33ff\\u{1f1e6}-\\u{1f1ff}\\u{e0020}-\\u{e007e}";

/** What a text is made of, the longest first. Whatever none of these takes is punctuation and stays. */
const PIECES = new RegExp(
  [
    /(?<scheme>\b(?:https?|mailto|tel|wss?)(?=:))/u,
    /(?<uuid>(?<![\da-f])[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}(?![\da-f]))/u,
    /(?<address>(?<![\d.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\d.]))/u,
    // Not what stands before an @. As long as DNS allows, so that no text takes long to look through.
    /(?<host>[\p{L}\p{N}_-]{1,63}(?:\.[\p{L}\p{N}_-]{1,63}){0,9}\.[a-z]{2,24}(?![\p{L}\p{N}_-])(?![\p{L}\p{N}._%+-]{0,64}@))/u,
    new RegExp(`(?<word>[${WORD_CHARACTERS}][${WORD_CHARACTERS}\\p{M}]*)`, "u"),
  ]
    .map(({ source }) => source)
    .join("|"),
  "giu",
);

const WORD = new RegExp(`[${WORD_CHARACTERS}][${WORD_CHARACTERS}\\p{M}]*`, "gu");

/** Every word, number, address and id of a text in its substitute; markup, punctuation, lengths and forms of writing stay. */
export function anonymousText(text: string, substitutes: Substitutes): string {
  const change = (plain: string) =>
    changedAsWritten(plain, ENTITY, (read) => changedAsWritten(read, PERCENT, replaced));
  const replaced = (read: string) => read.replace(RUN, (run) => replacedRun(run, substitutes));
  return changedMarkup(text, change);
}

/** What stands without a space; most is one word. */
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
