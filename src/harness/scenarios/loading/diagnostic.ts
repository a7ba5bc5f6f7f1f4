import { didYouMean } from "../../../base/did-you-mean.ts";
import type { SmartLeadMockError } from "../../../base/errors.ts";
import { printable } from "../../../base/printable.ts";
import { textOfPath } from "../../../config/config-source.ts";
import type { SourcePlace } from "../../../reports/report.ts";
import { type KeyPath, type PlacedSource, placedError } from "../places.ts";

/** An error in a scenario. */
export interface Diagnostic {
  readonly path: KeyPath;
  /** The part that the error points at: the key, its value, or a piece of the value, which is a text. */
  readonly at: "key" | "value" | { readonly piece: string; readonly nth: number };
  /** A whole sentence, without its period. */
  readonly sentence: string;
  /** The missing key. */
  readonly missing?: KeyPath;
}

/** Maximum characters of a quoted word. */
const MAX_WORD_LENGTH = 64;
/** Maximum characters of a quoted path. */
const MAX_SUBJECT_LENGTH = 120;

/** An error in the value at a path: the path is the sentence's subject. */
export function ofValue(path: KeyPath, words: string): Diagnostic {
  return { path, at: "value", sentence: `${subjectOf(path)} ${words}` };
}

/** An error in the key at the end of a path. */
export function ofKey(path: KeyPath, words: string): Diagnostic {
  return { path, at: "key", sentence: `${subjectOf(path)} ${words}` };
}

/** A missing key of a mapping. */
export function ofLack(path: KeyPath, key: string, words: string): Diagnostic {
  return { ...ofValue(path, words), missing: [...path, key] };
}

/** `steps[2].expect`, in one line. */
export function subjectOf(path: KeyPath): string {
  const text = printable(textOfPath(path.map((step) => (typeof step === "number" ? step : wordOf(String(step))))));
  if (text === "") return "the scenario";
  return text.length <= MAX_SUBJECT_LENGTH ? text : `…${text.slice(-MAX_SUBJECT_LENGTH)}`;
}

/** A word of the file, shortened for a sentence. */
export function wordOf(text: string): string {
  const word = printable(text);
  return word.length <= MAX_WORD_LENGTH ? word : `${word.slice(0, MAX_WORD_LENGTH)}…`;
}

/** `did you mean emit?`, or the list of all known words. */
export function hintOf(word: string, known: readonly string[], others: string): string {
  const meant = didYouMean(word.slice(0, MAX_WORD_LENGTH), known);
  return meant === null ? `${others} ${known.join(", ")}` : `did you mean ${meant}?`;
}

/** The first problem in reading order as an error that names its place, and says how many more there are. */
export function errorOf(source: PlacedSource, diagnostics: readonly [Diagnostic, ...Diagnostic[]]): SmartLeadMockError {
  const told = diagnostics.filter((diagnostic) => !isExplained(diagnostic, diagnostics));
  const placed = new Map<string, { readonly place: SourcePlace; readonly sentence: string }>();
  for (const diagnostic of told) {
    const place = placeOf(source, diagnostic);
    // An error in a value that aliases repeat is reported once.
    const key = place.line === null ? diagnostic.sentence : `${place.line}:${place.column}`;
    if (!placed.has(key)) placed.set(key, { place, sentence: diagnostic.sentence });
  }
  const [first, ...others] = [...placed.values()].sort((one, other) => readingOrder(one.place, other.place));
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return placedError(first?.place ?? placeOf(source, diagnostics[0]), `${first?.sentence}${more}`);
}

/** If a mapping lacks one key and has an unknown one, the unknown key is probably a misspelling of the other. */
function isExplained({ missing }: Diagnostic, diagnostics: readonly Diagnostic[]): boolean {
  if (missing === undefined) return false;
  const holder = subjectOf(missing.slice(0, -1));
  return diagnostics.some(({ path, at }) => at === "key" && subjectOf(path.slice(0, -1)) === holder);
}

function placeOf(source: PlacedSource, { path, at }: Diagnostic): SourcePlace {
  if (at === "key") return source.keyAt(path);
  return at === "value" ? source.valueAt(path) : source.pieceAt(path, at.piece, at.nth);
}

function readingOrder(one: SourcePlace, other: SourcePlace): number {
  return (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0);
}

/** Keys and values, as files and literals write them. */
export type Mapping = Readonly<Record<string, unknown>>;
