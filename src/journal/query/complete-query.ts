import { FIELD_NAMES, FIELDS, type FieldName, fieldNamed } from "./query-fields.ts";

/** One suggestion for completing a query. */
export interface Completion {
  /** The replacement for the text from `from` to `to`. */
  readonly text: string;
  readonly meaning: string;
}

export interface Completions {
  readonly from: number;
  readonly to: number;
  /** The most likely first. */
  readonly options: readonly Completion[];
}

/** Known values of fields without a fixed set of words: addresses of leads, ids of campaigns. */
export type KnownValues = Readonly<Partial<Record<FieldName, readonly string[]>>>;

/** Maximum number of options: more than fit on a screen are no help. */
export const MAX_COMPLETIONS = 50;
/** From this many letters on, a bare word is completed to the values of all fields. */
const SHORTEST_BARE_WORD = 3;

/** Completes the term at the cursor: names of fields, then their values. */
export function completeQuery(text: string, cursor: number, known: KnownValues = {}): Completions {
  const start = termStart(text, cursor);
  const written = text.slice(start, cursor);
  const colon = written.indexOf(":");
  const name = colon === -1 ? undefined : fieldNamed(written.slice(0, colon));
  if (colon === -1)
    return { from: start, to: cursor, options: limited([...names(written), ...valuesAnywhere(written)]) };
  if (name === undefined) return { from: cursor, to: cursor, options: [] };
  const from = start + Math.max(colon, written.lastIndexOf(","), written.lastIndexOf("|")) + 1;
  return { from, to: cursor, options: limited(values(name, text.slice(from, cursor), known)) };
}

/** The start of the term at the cursor, after its sign and brackets. */
function termStart(text: string, cursor: number): number {
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at < cursor; at += 1) {
    const character = text[at] ?? "";
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (/\s/.test(character) || (at === start && "(-!".includes(character)))) start = at + 1;
  }
  return start;
}

function names(written: string): readonly Completion[] {
  const asked = written.toLowerCase();
  const own = FIELD_NAMES.filter((name) => name.startsWith(asked));
  const byAlias = FIELD_NAMES.filter(
    (name) => !own.includes(name) && asked !== "" && FIELDS[name].aliases.some((alias) => alias.startsWith(asked)),
  );
  return [...own, ...byAlias].map((name) => ({ text: `${name}:`, meaning: FIELDS[name].meaning }));
}

/** `EMAIL_RE` → `type:EMAIL_REPLY`, for users who know the value but not the field. */
function valuesAnywhere(written: string): readonly Completion[] {
  if (written.length < SHORTEST_BARE_WORD) return [];
  return FIELD_NAMES.flatMap((name) =>
    FIELDS[name].words
      .filter((word) => word.toLowerCase().startsWith(written.toLowerCase()))
      .map((word) => ({ text: `${name}:${word}`, meaning: FIELDS[name].meaning })),
  );
}

function values(name: FieldName, written: string, known: KnownValues): readonly Completion[] {
  const { words, isOptional, meaning } = FIELDS[name];
  const all = [...words, ...(known[name] ?? []), ...(isOptional ? ["none", "any"] : [])];
  const asked = written.replace(/^"/, "").toLowerCase();
  const begins = all.filter((word) => word.toLowerCase().startsWith(asked));
  const holds = all.filter((word) => !begins.includes(word) && word.toLowerCase().includes(asked));
  // Text that is already there is not a completion.
  const offered = [...begins, ...holds].map(asWritten).filter((text) => text !== written);
  return offered.map((text) => ({ text, meaning }));
}

function asWritten(value: string): string {
  return /^[^\s"(),|*!]+$/.test(value) ? value : `"${value.replaceAll(/["\\]/g, "\\$&")}"`;
}

function limited(options: readonly Completion[]): readonly Completion[] {
  return options.slice(0, MAX_COMPLETIONS);
}
