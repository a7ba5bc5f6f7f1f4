/** Caches the latest seconds, since most formatted times share one: the clock's, or that of events, which may run ahead of it. */
const SECONDS = Array.from({ length: 8 }, () => ({ from: 0, codes: codesOf("1970-01-01T00:00:00.000Z") }));
/** Size of the cache of formatted times, indexed by the time's last bits: facts of one millisecond share one string. */
const LATEST = 64;
const latestMs = new Float64Array(LATEST).fill(Number.NaN);
const latestTexts: string[] = new Array(LATEST).fill("");

/** ISO 8601, UTC, milliseconds: the one format of times in the control API and the stream. */
export function isoFromMs(ms: number): string {
  const place = ms & (LATEST - 1);
  const known = latestTexts[place];
  if (known !== undefined && latestMs[place] === ms) return known;
  const text = textOf(Math.trunc(ms));
  latestMs[place] = ms;
  latestTexts[place] = text;
  return text;
}

/** Throws a `RangeError` if it is not a time, as Date does. */
function textOf(ms: number): string {
  const second = Math.floor(ms / 1_000);
  const known = SECONDS[second & 7];
  const from = second * 1_000;
  if (known === undefined || known.from !== from) return remembered(ms, from, known);
  const { codes } = known;
  const passed = ms - from;
  codes[20] = DIGIT_0 + Math.floor(passed / 100);
  codes[21] = DIGIT_0 + (Math.floor(passed / 10) % 10);
  codes[22] = DIGIT_0 + (passed % 10);
  // Made in one call: many of these strings are kept for long, and a concatenated string keeps its pieces in memory.
  return String.fromCharCode.apply(null, codes);
}

const DIGIT_0 = 48;

function remembered(ms: number, from: number, slot: (typeof SECONDS)[number] | undefined): string {
  const text = new Date(ms).toISOString();
  // A year beyond 9999 makes the text longer.
  if (slot !== undefined && text.length === 24) {
    slot.from = from;
    // Overwrites in place: lists format thousands of times, each in a different second.
    for (let index = 0; index < text.length; index += 1) slot.codes[index] = text.charCodeAt(index);
  }
  return text;
}

function codesOf(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}

/** Epoch milliseconds of an ISO 8601 text, or `null` when it is not one. A text without a zone counts as UTC. */
export function msFromIso(text: string): number | null {
  const dated = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?(Z|[+-]\d{2}:?\d{2})?$/.exec(text.trim());
  if (dated === null) return null;
  const hasTime = dated[1] !== undefined;
  // `Date.parse` reads the 30th of February as the 2nd of March.
  const day = text.trim().slice(0, 10);
  const dayMs = Date.parse(day);
  if (Number.isNaN(dayMs) || isoFromMs(dayMs).slice(0, 10) !== day) return null;
  const ms = Date.parse(text.trim().replace(" ", "T") + (hasTime && dated[4] === undefined ? "Z" : ""));
  return Number.isNaN(ms) ? null : ms;
}
