/** What a call of the receiver is called in reports, and counted under. */

interface NamedCall {
  /** Of SmartLead's API; `null` in the sink. */
  readonly operation: string | null;
  readonly method: string;
  readonly url: string;
}

/** The operation, or method and path of the sink with what names one lead or event taken out: the same write has the same name for all. */
export function nameOfCall({ operation, method, url }: NamedCall): string {
  if (operation !== null) return operation;
  const path = (url.split("?")[0] ?? "").replace(/^\/_mock\/sink/, "") || "/";
  return `${method} ${path.split("/").map(generalSegment).join("/")}`.slice(0, 100);
}

/** Numbers, UUIDs, addresses, hashes, and words with a long number in them. */
const PERSONAL_SEGMENT = /^(\d+|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|.*(@|%40).*|[\da-f]{16,}|.*\d{5,}.*)$/i;

function generalSegment(segment: string): string {
  return PERSONAL_SEGMENT.test(segment) ? ":id" : segment;
}
