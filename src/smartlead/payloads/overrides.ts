import { SmartLeadMockError } from "../../base/errors.ts";
import { isObject } from "../../base/json-text.ts";
import type { PathSegment } from "./payload-path.ts";
import { parsePayloadPath } from "./payload-path.ts";

/** A path into a body and its new value. */
export interface Override {
  readonly path: string;
  readonly value: unknown;
}

/**
 * Applies values to a copy of a body, in the order given. Missing objects and lists on the path are created; a list grows by one item at
 * most. The result is not checked: an override may break the schema on purpose. Throws `bad_request` when a path is invalid or does not fit
 * the body.
 * @example applyOverrides(body, { preview_text: "yes", "history[0].type": "REPLY" })
 */
export function applyOverrides(
  body: Readonly<Record<string, unknown>>,
  overrides: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  let result = { ...body };
  for (const [path, value] of Object.entries(overrides)) {
    result = setInObject(result, { path, rest: parsePayloadPath(path), value });
  }
  return result;
}

/**
 * Reads the value of `--set path=value`: JSON where it parses as JSON, else the text itself. Throws `usage` naming the flag.
 * @example parseSetFlag("campaign_id=12") // { path: "campaign_id", value: 12 }
 */
export function parseSetFlag(text: string): Override {
  const equals = text.indexOf("=");
  if (equals < 0) {
    throw new SmartLeadMockError(
      "usage",
      `--set ${JSON.stringify(text)} has no value; write it like --set preview_text=yes.`,
    );
  }
  const path = text.slice(0, equals).trim();
  try {
    parsePayloadPath(path);
  } catch (cause) {
    if (!(cause instanceof SmartLeadMockError)) throw cause;
    throw new SmartLeadMockError("usage", `--set ${JSON.stringify(text)}: ${cause.message}`, { cause });
  }
  return { path, value: jsonOrText(text.slice(equals + 1)) };
}

/** The progress along a path: `rest` are the remaining segments. */
interface Walk {
  readonly path: string;
  readonly rest: readonly PathSegment[];
  readonly value: unknown;
}

function setIn(container: unknown, walk: Walk): unknown {
  const [segment] = walk.rest;
  if (segment === undefined) return walk.value;
  if (Array.isArray(container)) return setInList(container, walk);
  if (isObject(container)) return setInObject(container, walk);
  if (container !== undefined && container !== null) throw misfit(walk, `a ${typeof container} is in the way`);
  return segment.kind === "index" ? setInList([], walk) : setInObject({}, walk);
}

function setInObject(container: Readonly<Record<string, unknown>>, walk: Walk): Record<string, unknown> {
  const [segment, ...rest] = walk.rest;
  if (segment?.kind !== "key") throw misfit(walk, "an object is where it asks for a list");
  const present = Object.hasOwn(container, segment.key) ? container[segment.key] : undefined;
  return { ...container, [segment.key]: setIn(present, { ...walk, rest }) };
}

function setInList(container: readonly unknown[], walk: Walk): unknown[] {
  const [segment, ...rest] = walk.rest;
  const index = segment === undefined ? null : listIndex(segment);
  if (index === null) throw misfit(walk, "a list is where it asks for an object; name a place in it, the first is 0");
  if (index > container.length) {
    throw misfit(walk, `the list has ${container.length} items, so ${container.length} is the next free place`);
  }
  const copy = [...container];
  copy[index] = setIn(container[index], { ...walk, rest });
  return copy;
}

function listIndex(segment: PathSegment): number | null {
  if (segment.kind === "index") return segment.index;
  return /^\d{1,9}$/.test(segment.key) ? Number(segment.key) : null;
}

function misfit({ path }: Walk, why: string): SmartLeadMockError {
  return new SmartLeadMockError("bad_request", `The path ${JSON.stringify(path)} does not fit the body: ${why}.`);
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
