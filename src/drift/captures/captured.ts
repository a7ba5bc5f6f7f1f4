/** One request of SmartLead's that somebody has kept. */
export interface Captured {
  /** Where it stands, for people: `session.ndjson:4`, `export.json, request 3`. */
  readonly place: string;
  /** As it came, or as text where only that was kept. */
  readonly body: string;
}

/** In what form they were kept. */
export type CaptureKind = "body" | "recording" | "curl line" | "HAR" | "webhook.site export";

export interface Capture {
  readonly kind: CaptureKind;
  readonly requests: AsyncIterable<Captured> | Iterable<Captured>;
}

/** Reads a form, or says that this is none by `null`. */
export type ReadForm = (parsed: unknown, name: string) => readonly Captured[] | null;

/** The place of the only request, or of one of several. */
export function placeIn(name: string, index: number, { count, what }: { count: number; what: string }): string {
  return count === 1 ? name : `${name}, ${what} ${index + 1}`;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
