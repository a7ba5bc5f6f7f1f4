/** Most times that are written fall in the second of the one before, and many on its millisecond. */
const latest = { ms: 0, text: "1970-01-01T00:00:00.000Z", second: 0, upToSecond: "1970-01-01T00:00:00." };

/** ISO 8601, UTC, milliseconds: the one format of times in the control API and the stream. */
export function isoFromMs(ms: number): string {
  if (ms === latest.ms) return latest.text;
  const passed = Math.trunc(ms) - latest.second;
  latest.text = passed >= 0 && passed < 1_000 ? textWithin(passed) : textOfAny(ms);
  latest.ms = ms;
  return latest.text;
}

function textWithin(passedMs: number): string {
  const zeros = passedMs < 10 ? "00" : passedMs < 100 ? "0" : "";
  return `${latest.upToSecond}${zeros}${passedMs}Z`;
}

function textOfAny(ms: number): string {
  const text = new Date(ms).toISOString();
  latest.second = Math.floor(Math.trunc(ms) / 1_000) * 1_000;
  latest.upToSecond = text.slice(0, -4);
  return text;
}

/** Epoch milliseconds of an ISO 8601 text, or `null` when it is not one. A text without a zone counts as UTC. */
export function msFromIso(text: string): number | null {
  const dated = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?(Z|[+-]\d{2}:?\d{2})?$/.exec(text.trim());
  if (dated === null) return null;
  const hasTime = dated[1] !== undefined;
  // `Date.parse` takes the 30th of February for the 2nd of March.
  const day = text.trim().slice(0, 10);
  const dayMs = Date.parse(day);
  if (Number.isNaN(dayMs) || isoFromMs(dayMs).slice(0, 10) !== day) return null;
  const ms = Date.parse(text.trim().replace(" ", "T") + (hasTime && dated[4] === undefined ? "Z" : ""));
  return Number.isNaN(ms) ? null : ms;
}
