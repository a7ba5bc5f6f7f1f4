/** The state that a receiver keeps of one lead, with values that depend on time or lead replaced by names. Pure. */

/** A value in a delivery, and its name: `reply.event_timestamp`. */
export type Marks = ReadonlyMap<string, string>;

/** Minimum characters of a distinctive value: `1` or `ok` may occur anywhere. */
const SHORTEST_MARK = 5;
/** Maximum marks of one history: bodies have some fifty values each. */
const MOST_MARKS = 2_000;

/** Every distinctive value in the bodies of a history, with the event that carried it first. */
export function marksOf(bodies: readonly { readonly name: string; readonly body: unknown }[]): Marks {
  const marks = new Map<string, string>();
  for (const { name, body } of bodies) noteValues(body, name, marks);
  return marks;
}

function noteValues(value: unknown, path: string, marks: Map<string, string>): void {
  if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) noteValues(inner, `${path}.${key}`, marks);
    return;
  }
  const text = String(value);
  if (text.length >= SHORTEST_MARK && text.length <= 400 && marks.size < MOST_MARKS && !marks.has(text)) {
    marks.set(text, path);
    const time = timeOf(text);
    if (time !== null && !marks.has(time)) marks.set(time, path);
  }
}

/** Normalizes a time, however it is written. */
function timeOf(text: string): string | null {
  return /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text) ? isoOf(text) : null;
}

function isoOf(text: string): string | null {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : `time ${ms}`;
}

const TIME = String.raw`\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?`;
const UUID = String.raw`[\da-fA-F]{8}(?:-[\da-fA-F]{4}){3}-[\da-fA-F]{12}`;
const LONG_NUMBER = String.raw`(?<![\w.-])\d{7,}(?![\w-])`;

/** Replaces every value of the history with its name, and removes values that the receiver generated itself. */
export function namedText(text: string, marks: Marks): string {
  const values = [...marks.keys()].filter((value) => !value.startsWith("time "));
  // Longest first, so that an address is not taken for the name in it; in one pass, so that names are not replaced again.
  const known = values.sort((one, other) => other.length - one.length).map(escaped);
  const patterns = [...known, TIME, UUID, LONG_NUMBER];
  return text.replaceAll(new RegExp(patterns.join("|"), "g"), (found) => `<${nameOf(found, marks)}>`);
}

function escaped(value: string): string {
  return value.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function nameOf(found: string, marks: Marks): string {
  const known = marks.get(found) ?? marks.get(isoOf(found) ?? "");
  if (known !== undefined) return known;
  if (/^\d+$/.test(found)) return "a number";
  return found.includes(":") ? "a time" : "an id";
}

/**
 * The part of a state that is about a lead: in JSON the smallest objects that contain the address, else the lines that do; `null` if there
 * are none. With `isWhole` the whole text is about the lead, because it was requested by address.
 */
export function partAbout(text: string, email: string, isWhole = false): string | null {
  const parsed = parsedJson(text);
  if (isWhole) return parsed === undefined ? text.trim() : JSON.stringify(sorted(parsed), null, 1);
  const parts = parsed === undefined ? linesWith(text, email) : partsWith(parsed, email);
  return parts.length === 0 ? null : parts.join("\n");
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function linesWith(text: string, email: string): readonly string[] {
  return text.split("\n").filter((line) => line.toLowerCase().includes(email.toLowerCase()));
}

function partsWith(value: unknown, email: string): readonly string[] {
  const has = (one: unknown) => JSON.stringify(one)?.toLowerCase().includes(email.toLowerCase()) === true;
  if (typeof value !== "object" || value === null) return [];
  const entries = Object.entries(value);
  // With the address as a key, or as a value next to others.
  const keyed = entries.filter(([key]) => key.toLowerCase() === email.toLowerCase());
  if (keyed.length > 0) return keyed.map(([, inner]) => JSON.stringify(sorted(inner), null, 1));
  const inner = entries.filter(([, one]) => typeof one === "object" && has(one));
  const isBeside = entries.some(([, one]) => typeof one !== "object" && has(one));
  if (isBeside) return [JSON.stringify(sorted(value), null, 1)];
  return inner.flatMap(([, one]) => partsWith(one, email));
}

/** Sorts keys alphabetically: their order is not part of the state. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** Lines that only one of two states has, `-` for the first and `+` for the second, as in a diff. */
export function differences(first: string, second: string): readonly string[] {
  const [ones, others] = [first.split("\n"), second.split("\n")];
  return [
    ...ones.filter((line) => !others.includes(line)).map((line) => `- ${line.trim()}`),
    ...others.filter((line) => !ones.includes(line)).map((line) => `+ ${line.trim()}`),
  ];
}
