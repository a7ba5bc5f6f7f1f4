import { SmartLeadMockError } from "../../base/errors.ts";

/** One step of a path. `[0]` is always a list index; `.0` is an index in a list, else a key. */
export type PathSegment =
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "index"; readonly index: number };

/** Maximum segments of a path: SmartLead's bodies are 4 deep, and the walk down is recursive. */
export const PATH_DEPTH_LIMIT = 32;

/** These keys would access JavaScript's built-in objects instead of the body. */
const FORBIDDEN_KEYS: readonly string[] = ["__proto__", "constructor", "prototype"];

/** `name` at the start or after a dot, `[0]`, or `["a key with . in it"]`. */
const SEGMENT = /(?<dot>\.?)(?<key>[^.[\]"]+)|\[(?<index>\d{1,9})\]|\["(?<quoted>[^"]*)"\]/y;

/**
 * The segments of a path into a body. Throws `bad_request` with a sentence when it is not one.
 * @example parsePayloadPath("history[0].type")
 */
export function parsePayloadPath(path: string): readonly PathSegment[] {
  const segments: PathSegment[] = [];
  let at = 0;
  while (at < path.length) {
    const read = readSegment(path, at);
    if (read === null) throw badPath(path, 'write it like "lead_data.category.name" or "history[0].type"');
    segments.push(read.segment);
    if (segments.length > PATH_DEPTH_LIMIT) throw badPath(path, `it is more than ${PATH_DEPTH_LIMIT} levels deep`);
    at = read.end;
  }
  checkSegments(path, segments);
  return segments;
}

function readSegment(path: string, at: number): { segment: PathSegment; end: number } | null {
  SEGMENT.lastIndex = at;
  const groups = SEGMENT.exec(path)?.groups;
  if (groups === undefined) return null;
  const end = SEGMENT.lastIndex;
  if (groups.index !== undefined) return { segment: { kind: "index", index: Number(groups.index) }, end };
  if (groups.quoted !== undefined) return { segment: { kind: "key", key: groups.quoted }, end };
  const isFirst = at === 0;
  const hasDot = groups.dot === ".";
  return groups.key === undefined || isFirst === hasDot ? null : { segment: { kind: "key", key: groups.key }, end };
}

function checkSegments(path: string, segments: readonly PathSegment[]): void {
  const [first] = segments;
  if (first === undefined) throw badPath(path, "it is empty; name the field to set");
  if (first.kind === "index") throw badPath(path, "a body is an object; begin with the name of a field");
  for (const segment of segments) {
    if (segment.kind === "key" && FORBIDDEN_KEYS.includes(segment.key)) {
      throw badPath(path, `"${segment.key}" cannot be set`);
    }
  }
}

/** Characters of a path that an error repeats. */
const SHOWN_PATH_CHARACTERS = 60;

function badPath(path: string, why: string): SmartLeadMockError {
  const shown = path.length <= SHOWN_PATH_CHARACTERS ? path : `${path.slice(0, SHOWN_PATH_CHARACTERS)}…`;
  return new SmartLeadMockError("bad_request", `The path ${JSON.stringify(shown)} cannot be used: ${why}.`);
}
