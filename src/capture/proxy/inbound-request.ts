/** A request as it came in from SmartLead, whole. */
export interface InboundRequest {
  /** Names and values in turn, with the case and order in which they came. */
  readonly rawHeaders: readonly string[];
  /** With its `?`; empty without one. */
  readonly search: string;
  readonly body: Buffer;
  /** The address that was called, as far as a tunnel in between tells. */
  readonly url: string;
}

/** The first value of a header, whatever its case; `null` without one. */
export function headerOf(rawHeaders: readonly string[], name: string): string | null {
  const wanted = name.toLowerCase();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() === wanted) return rawHeaders[at + 1] ?? "";
  }
  return null;
}

/** Names and values two by two. */
export function* headerPairs(rawHeaders: readonly string[]): Generator<readonly [name: string, value: string]> {
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) yield [rawHeaders[at] ?? "", rawHeaders[at + 1] ?? ""];
}
