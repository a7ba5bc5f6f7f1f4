/** The words in which receivers say "I had this one already". */

/** Words without which a phrase says the same. */
const FILLERS: ReadonlySet<string> = new Set("this that the a an is was has been it as with".split(" "));

/** What may stand before or behind the words that say it: what it is about, and what was done about it. */
const AROUND: ReadonlySet<string> = new Set([
  ..."event request webhook delivery notification message payload".split(" "),
  ..."ignored ignoring skipped skipping dropped discarded suppressed acknowledged noop ok okay success".split(" "),
]);

const DONE =
  "processed handled received seen done acknowledged acked recorded stored saved logged consumed ingested completed accepted queued".split(
    " ",
  );

const CORES: ReadonlySet<string> = new Set([
  ...DONE.flatMap((done) => [`already ${done}`, `${done} already`, `previously ${done}`, `${done} previously`]),
  "seen before",
  "processed before",
  "handled before",
  "already exists",
  "already known",
  "duplicate",
  "duplicated",
  "dup",
  "deduped",
  "deduplicated",
  "replayed",
  "idempotent",
  "idempotent replay",
  "idempotent hit",
]);

/** Words of a value that can still be a phrase; more are prose. */
const MAX_WORDS = 10;

/**
 * Whether a whole text says it. `ignored` and `skipped` alone do not: receivers answer so to event types that they do not care for. Nor
 * does what speaks of something else, as in "lead already exists" or "0 duplicates".
 */
export function saysAlready(text: string): boolean {
  const words = plainText(text)
    .replace(/\bno op\b/, "noop")
    .split(" ")
    .filter((word) => !FILLERS.has(word));
  if (words.length > MAX_WORDS) return false;
  for (let start = 0; start < words.length; start += 1) {
    for (let end = words.length; end > start; end -= 1) {
      if (CORES.has(words.slice(start, end).join(" ")) && areAround([...words.slice(0, start), ...words.slice(end)])) {
        return true;
      }
    }
  }
  return false;
}

function areAround(words: readonly string[]): boolean {
  return words.every((word) => AROUND.has(word));
}

/** In lower case, with one space between words: `already_processed`, `alreadyProcessed` and `Already: processed!` are one text. */
export function plainText(text: string): string {
  const words = text
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll(/[\s_\-:;,()[\]]+/g, " ")
    .trim()
    .toLowerCase();
  return words.replace(/[.!]+$/, "").trim();
}
