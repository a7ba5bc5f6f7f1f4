/** Something in which a body of SmartLead's was kept: the body itself, or an envelope around it. */
export interface Captured {
  /** Where it stands, for people: `session.ndjson:4`, `export.json, request 3`. */
  readonly place: string;
  /** As text, as it came, or as JSON. */
  readonly content: unknown;
  /** It may hold none: a page that a browser loaded, an answer. */
  readonly isOptional?: boolean;
}

/** In what form they were kept. */
export type CaptureKind = "body" | "recording" | "curl line" | "HAR" | "webhook.site export" | "table" | "text";

export interface Capture {
  readonly kind: CaptureKind;
  readonly requests: AsyncIterable<Captured> | Iterable<Captured>;
}

/** Reads a form, or says that it does not match by `null`. */
export type ReadForm = (parsed: unknown, name: string) => readonly Captured[] | null;

/** The place of the only request, or of one of several. */
export function placeIn(name: string, index: number, { count, what }: { count: number; what: string }): string {
  return count === 1 ? name : `${name}, ${what} ${index + 1}`;
}
