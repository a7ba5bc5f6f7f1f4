import { ALL_EVENT_TYPES } from "../../smartlead/events/event-types.ts";

/** What a text names: marks as their own words, and event types in any of the ways in which programs write them. */

/** Matches whole words: 123 does not name 12. Both texts are in lower case. */
export function isNamedIn(text: string, mark: string): boolean {
  if (mark === "") return false;
  for (let at = text.indexOf(mark); at !== -1; at = text.indexOf(mark, at + 1)) {
    if (!isWordPart(text[at - 1]) && !isWordPart(text[at + mark.length])) return true;
  }
  return false;
}

function isWordPart(character: string | undefined): boolean {
  return character !== undefined && /[a-z0-9]/.test(character);
}

/** An event's name as words: `EMAIL_REPLY`, `email-reply` and `Email Reply` are equal. */
export function wordsOfType(name: string): string {
  return name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "")
    .join(" ");
}

const USUAL_TYPES = ALL_EVENT_TYPES.map(wordsOfType);

/**
 * The event types that a text in lower case names, as words: the given ones and SmartLead's own. Longer names are matched first, so that
 * FIRST_EMAIL_SENT does not name EMAIL_SENT.
 */
export function eventTypesIn(text: string, asked: readonly string[]): ReadonlySet<string> {
  const names = [...new Set([...asked, ...USUAL_TYPES])].sort((one, other) => other.length - one.length);
  const found = new Set<string>();
  let rest = text;
  for (const name of names) {
    const left = rest.replaceAll(patternOf(name), " \u0000 ");
    if (left !== rest) found.add(name);
    rest = left;
  }
  return found;
}

const patterns = new Map<string, RegExp>();
/** Spellings whose pattern is cached; a dialect has about a dozen names, but a recording may have any. */
const MAX_PATTERNS = 200;

function patternOf(name: string): RegExp {
  const known = patterns.get(name);
  if (known !== undefined) return known;
  const made = new RegExp(`(?<![a-z0-9])${name.split(" ").join("[\\s_.-]*")}(?![a-z0-9])`, "g");
  if (patterns.size < MAX_PATTERNS) patterns.set(name, made);
  return made;
}
