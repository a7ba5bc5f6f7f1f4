/** ISO 8601, UTC, milliseconds: the one format of times in the control API and the stream. */
export function isoFromMs(ms: number): string {
  return new Date(ms).toISOString();
}

/** Epoch milliseconds of an ISO 8601 text, or `null` when it is none. A text without a zone counts as UTC. */
export function msFromIso(text: string): number | null {
  const dated = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?)?(Z|[+-]\d{2}:?\d{2})?$/.exec(text.trim());
  if (dated === null) return null;
  const hasTime = dated[1] !== undefined;
  const ms = Date.parse(text.trim().replace(" ", "T") + (hasTime && dated[4] === undefined ? "Z" : ""));
  return Number.isNaN(ms) ? null : ms;
}
